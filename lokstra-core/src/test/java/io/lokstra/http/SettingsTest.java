package io.lokstra.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.config.Bound;
import io.lokstra.config.ConfigurationException;
import io.lokstra.config.Default;
import io.lokstra.engine.ListenAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

  record ShopOptions(@Default("50") int pageLimit) {}

  private final List<Integer> limits = new ArrayList<>();

  private Map<String, ListenAddress> read(
      Server server, Map<String, String> environment, String... arguments) {
    Settings settings =
        new Settings(server, new Sources(server, environment, false, List.of(arguments)));
    settings.setUp();
    Bound<RootOptions> root = settings.declare(true);
    settings.verify(settings.isComplete());
    Map<String, ListenAddress> addresses = new HashMap<>();
    root.get().apps().forEach(app -> addresses.put(app.name(), app.listen()));
    return addresses;
  }

  private Server shop() {
    return Server.named("shop")
        .configure(
            "shop",
            ShopOptions.class,
            (server, shop) -> {
              limits.add(shop.pageLimit());
              server.app(App.named("public", "127.0.0.1:8080"));
            });
  }

  @Test
  void argumentsReachTheAppsThatSetUpsAdd() {
    assertThat(read(shop(), Map.of(), "--port=9000", "--shop.page-limit=5"))
        .containsEntry("public", new ListenAddress.Tcp("127.0.0.1", 9000));
    assertThat(limits).containsExactly(5);
    assertThat(read(shop(), Map.of(), "--apps.public.listen=:1"))
        .containsEntry("public", new ListenAddress.Tcp("", 1));
  }

  @Test
  void variablesReachTheAppsThatSetUpsAdd() {
    assertThat(read(shop(), Map.of("PORT", "9000")))
        .containsEntry("public", new ListenAddress.Tcp("127.0.0.1", 9000));
    assertThat(read(shop(), Map.of("LOKSTRA_APPS_PUBLIC_LISTEN", ":1")))
        .containsEntry("public", new ListenAddress.Tcp("", 1));
  }

  @Test
  void portIsThatOfTheOnlyAppThatHasOne() {
    Map<String, ListenAddress> expected =
        Map.of(
            "public", new ListenAddress.Tcp("127.0.0.1", 9000),
            "local", new ListenAddress.Unix(Path.of("/run/shop.sock")));

    assertThat(read(besideASocket(), Map.of("PORT", "9000"))).isEqualTo(expected);
    assertThat(read(besideASocket(), Map.of(), "--port=9000")).isEqualTo(expected);
  }

  @Test
  void portIsNobodysWhereSeveralAppsHaveOne() {
    Server server = besideASocket().app(App.named("admin", "127.0.0.1:8081"));

    assertThat(read(server, Map.of("PORT", "9000")))
        .containsEntry("public", new ListenAddress.Tcp("127.0.0.1", 8080))
        .containsEntry("admin", new ListenAddress.Tcp("127.0.0.1", 8081));
    assertThatThrownBy(() -> read(server, Map.of(), "--port=9000"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("there are local, public, admin");
  }

  private static Server besideASocket() {
    return Server.named("shop")
        .app(App.named("local", "unix:/run/shop.sock"))
        .app(App.named("public", "127.0.0.1:8080"));
  }

  @Test
  void mistakesAreFoundBeforeAnythingIsSetUp() {
    assertThatThrownBy(() -> read(shop(), Map.of("LOKSTRA_SHOP_PAGE_LIMITS", "5"), "--prot=1"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("did you mean --port?")
        .hasMessageContaining("did you mean LOKSTRA_SHOP_PAGE_LIMIT?");
    assertThat(limits).isEmpty();
  }

  @Test
  void keysThatOnlyBeginAsThoseOfAppsDoAreMistakesFromTheStart() {
    assertThatThrownBy(
            () -> read(shop(), Map.of(), "--ports=1", "--apps-public=x", "--middlewares.a=1"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("--ports")
        .hasMessageContaining("--apps-public")
        .hasMessageContaining("--middlewares.a");
    assertThat(limits).isEmpty();
  }

  @Test
  void appThatIsNotThereIsAnErrorOnceAllAre() {
    assertThatThrownBy(() -> read(shop(), Map.of(), "--apps.pubic.listen=:1"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("did you mean --apps.public.listen?");
  }
}
