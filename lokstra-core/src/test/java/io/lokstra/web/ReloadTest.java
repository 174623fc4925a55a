package io.lokstra.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.config.ChangeListener;
import io.lokstra.config.ConfigurationException;
import io.lokstra.config.Default;
import io.lokstra.http.App;
import io.lokstra.http.Router;
import io.lokstra.http.Server;
import io.lokstra.http.StartupException;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.service.Reloadable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a running server makes of files that change. */
class ReloadTest {

  record Shop(@Default("1") int limit, @Default("") String title) {}

  record Other(@Default("1") int limit) {}

  private static final String APPS =
      """
      apps:
        - name: public
          listen: ":0"
          routers: [{name: items, prefix: /v1}]
      """;

  @TempDir Path folder;
  private Path file = Path.of("");
  private final List<String> told = new CopyOnWriteArrayList<>();

  @BeforeEach
  void write() throws IOException {
    file = folder.resolve("lokstra.yaml");
    write("server: {reload: {interval: 0s}}\nshop: {limit: 1}\n" + APPS);
  }

  private void write(String text) throws IOException {
    Path next = Files.writeString(folder.resolve("next"), text);
    Files.move(
        next,
        file,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  private Server shop() {
    return Server.named("shop")
        .configFiles(file.toString())
        .router(Router.named("items").get("/items", ctx -> ctx.text("items")))
        .onChange(
            "shop",
            Shop.class,
            (before, after) -> told.add(before.limit() + " to " + after.limit()));
  }

  private static int status(InMemory server, String path) throws IOException {
    return server.send("public", MemoryRequest.of("GET", path)).status();
  }

  @Test
  void listenerIsToldOfTheOldAndTheNewAndRoutesAreReplaced() throws IOException {
    try (InMemory server = InMemory.of(shop())) {
      assertThat(server.running().reload()).isEmpty();
      write("server: {reload: {interval: 0s}}\nshop: {limit: 2}\n" + APPS.replace("/v1", "/v2"));
      assertThat(server.running().reload())
          .containsExactlyInAnyOrder("apps.public.routers.items.prefix", "shop.limit");
      assertThat(told).containsExactly("1 to 2");
      assertThat(status(server, "/v1/items")).isEqualTo(404);
      assertThat(status(server, "/v2/items")).isEqualTo(200);
      assertThat(server.running().reload()).isEmpty();
    }
  }

  @Test
  void wrongConfigurationChangesNothing() throws IOException {
    try (InMemory server = InMemory.of(shop())) {
      write("shop: {limit: none}\n" + APPS.replace("/v1", "/v2"));
      assertThatThrownBy(server.running()::reload)
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("shop.limit cannot be read: 'none'");
      write("shop: [");
      assertThatThrownBy(server.running()::reload).hasMessageContaining("LOK-CFG-013");
      write(APPS.replace("[{", "[{name: again, router: items, prefix: /v1}, {"));
      assertThatThrownBy(server.running()::reload).isInstanceOf(StartupException.class);
      assertThat(told).isEmpty();
      assertThat(status(server, "/v1/items")).isEqualTo(200);
    }
  }

  @Test
  void changeThatNeedsARestartSaysSoAndChangesNothing() throws IOException {
    try (InMemory server = InMemory.of(shop())) {
      write("server: {http: {max-headers: 50}}\nshop: {limit: 2}\n" + APPS);
      assertThatThrownBy(server.running()::reload)
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("LOK-CFG-020 server.http.max-headers changes with a restart only")
          .hasMessageContaining("lokstra.yaml:1:30");
      write(APPS + "  - {name: admin, listen: ':9'}\n");
      assertThatThrownBy(server.running()::reload)
          .hasMessageContaining("LOK-CFG-020 apps changes with a restart only")
          .hasMessageContaining("LOK-CFG-020 apps.admin.listen changes");
      assertThat(told).isEmpty();
    }
  }

  @Test
  void listenerThatFailsTakesTheWholeChangeBack() throws IOException {
    Server described =
        shop()
            .onChange(
                "other",
                Other.class,
                (before, after) -> {
                  throw new IllegalStateException("no room for " + after.limit());
                });
    try (InMemory server = InMemory.of(described)) {
      write("shop: {limit: 2}\nother: {limit: 5}\n" + APPS.replace("/v1", "/v2"));
      assertThatThrownBy(server.running()::reload)
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("other is refused")
          .hasMessageContaining("no room for 5");
      assertThat(told).containsExactly("1 to 2", "2 to 1");
      assertThat(status(server, "/v1/items")).isEqualTo(200);
    }
  }

  @Test
  void nobodyIsToldOfAChangeThatSomebodyRefusesBeforehand() throws IOException {
    try (InMemory server = InMemory.of(shop())) {
      server
          .running()
          .onChange(
              "shop",
              Shop.class,
              new ChangeListener<Shop>() {
                @Override
                public void check(Shop before, Shop after) {
                  throw new IllegalArgumentException("a limit of 9 is too much");
                }

                @Override
                public void changed(Shop before, Shop after) {
                  told.add("never");
                }
              });
      write("shop: {limit: 9}\n" + APPS);
      assertThatThrownBy(server.running()::reload).hasMessageContaining("9 is too much");
      assertThat(told).isEmpty();
    }
  }

  @Test
  void appThatWasReplacedKeepsWhatConfigurationPutsIntoIt() throws IOException {
    Server described = shop().app(App.named("public", ":0").get("/", ctx -> ctx.text("old")));
    try (InMemory server = InMemory.of(described)) {
      server.running().replace(App.named("public", ":0").get("/new", ctx -> ctx.text("new")));
      assertThat(status(server, "/v1/items")).isEqualTo(200);
      write(APPS.replace("/v1", "/v2"));
      assertThat(server.running().reload()).contains("apps.public.routers.items.prefix");
      assertThat(status(server, "/v2/items")).isEqualTo(200);
      assertThat(status(server, "/new")).isEqualTo(200);
      assertThat(status(server, "/")).isEqualTo(404);
    }
  }

  @Test
  void fileThatChangesIsReadAgainByItself() throws Exception {
    write("server: {reload: {interval: 20ms}}\nshop: {limit: 1}\n" + APPS);
    try (InMemory server = InMemory.of(shop())) {
      assertThat(server.running().reload()).isEmpty();
      write("server: {reload: {interval: 20ms}}\nshop: {limit: 7}\n" + APPS);
      Waiting.until(() -> told.contains("1 to 7"));
    }
  }

  record Limit(@Default("1") int most) {}

  /** Takes any limit but 13. */
  private final class Limiter implements Reloadable<Limit> {
    @Override
    public void onConfigReload(Limit before, Limit now) {
      if (now.most() == 13) {
        throw new IllegalStateException("13 is not for me");
      }
      told.add("limiter " + before.most() + " to " + now.most());
    }
  }

  private Server withServices() {
    return shop()
        .services(services ->
            services
                .type("limiter", Limit.class, (config, use) -> new Limiter())
                .type("fixed", Limit.class, (config, use) -> new Object()));
  }

  private static String services(int limiter, int fixed) {
    return """
    server: {reload: {interval: 0s}}
    services:
      - {name: limiter, type: limiter, config: {most: %d}}
      - {name: fixed, type: fixed, config: {most: %d}}
    """
        .formatted(limiter, fixed);
  }

  @Test
  void serviceIsToldOfItsConfiguration() throws IOException {
    write(services(1, 1) + APPS);
    try (InMemory server = InMemory.of(withServices())) {
      write(services(2, 1) + APPS.replace("/v1", "/v2"));
      assertThat(server.running().reload()).contains("services.limiter.config.most");
      assertThat(told).containsExactly("limiter 1 to 2");
      assertThat(status(server, "/v2/items")).isEqualTo(200);
      write(services(3, 1) + APPS.replace("/v1", "/v2"));
      assertThat(server.running().reload()).containsExactly("services.limiter.config.most");
      assertThat(told).containsExactly("limiter 1 to 2", "limiter 2 to 3");
    }
  }

  @Test
  void serviceThatRefusesTakesTheWholeChangeBack() throws IOException {
    write(services(1, 1) + APPS);
    try (InMemory server = InMemory.of(withServices())) {
      write(services(13, 1) + "shop: {limit: 2}\n" + APPS.replace("/v1", "/v2"));
      assertThatThrownBy(server.running()::reload)
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("13 is not for me");
      assertThat(told).containsExactly("1 to 2", "2 to 1");
      assertThat(status(server, "/v1/items")).isEqualTo(200);
      assertThat(status(server, "/v2/items")).isEqualTo(404);
    }
  }

  @Test
  void serviceThatCannotBeToldNeedsARestart() throws IOException {
    write(services(1, 1) + APPS);
    try (InMemory server = InMemory.of(withServices())) {
      write(services(2, 2) + APPS);
      assertThatThrownBy(server.running()::reload)
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("LOK-CFG-020 services.fixed.config.most")
          .hasMessageNotContaining("services.limiter");
      assertThat(told).isEmpty();
    }
  }
}
