package io.lokstra.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.config.ConfigurationException;
import io.lokstra.http.App;
import io.lokstra.http.Middleware;
import io.lokstra.http.Router;
import io.lokstra.http.Server;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.web.InMemory.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Apps, middleware, routers and mounts of a file, alone and with those of the program. */
class ConfiguredAppsTest {

  record Mark(String with) {}

  @TempDir Path folder;

  private Server shop(String text) throws IOException {
    Path file = Files.writeString(folder.resolve("lokstra.yaml"), text);
    return Server.named("shop")
        .configFiles(file.toString())
        .router(Router.named("api").get("/items", ctx -> ctx.text("items")))
        .router(Router.named("health").get("/up", ctx -> ctx.text("up")))
        .middleware("mark", Mark.class, mark -> marking(mark.with()));
  }

  private static Middleware marking(String with) {
    return (ctx, next) -> next.handle(ctx).withHeader("X-Mark", with);
  }

  private static Answer get(InMemory server, String app, String target) throws IOException {
    return server.send(app, MemoryRequest.of("GET", target));
  }

  @Test
  void appsOfAFileAreServedWithTheirRoutersAndMiddleware() throws IOException {
    try (InMemory server =
        InMemory.of(
            shop(
                """
                server: {name: market, middleware: [request-id]}
                middleware: {mark: {with: general}}
                apps:
                  - name: public
                    listen: ":8080"
                    middleware: [mark]
                    routers: [{name: api, prefix: /v1}]
                  - name: admin
                    listen: "127.0.0.1:9090"
                    routers:
                      - {name: health, middleware: [{name: mine, type: mark, config: {with: own}}]}
                    health: false
                """))) {
      assertThat(server.running().name()).isEqualTo("market");
      assertThat(server.running().apps()).containsExactly("public", "admin");
      Answer items = get(server, "public", "/v1/items");
      assertThat(items.body()).isEqualTo("items");
      assertThat(items.header("X-Mark")).contains("general");
      assertThat(items.header("X-Request-Id")).isPresent();
      assertThat(get(server, "admin", "/up").header("X-Mark")).contains("own");
      assertThat(get(server, "admin", "/health/live").status()).isEqualTo(404);
    }
  }

  @Test
  void fileAddsToTheAppsOfTheProgramAndLeavesThemAsTheyWere() throws IOException {
    App app = App.named("public", ":8080").get("/", ctx -> ctx.text("home")).use(marking("inner"));
    Server described =
        shop("""
        apps:
          public:
            listen: ":8181"
            format: problem
            routers: [api]
            mounts:
              - {name: site, path: /site, files: {directory: %1$s, cache-control: no-store}}
              - {name: page, path: /page, spa: {directory: %1$s}}
          second: {listen: ":8182", enabled: false}
        """
                .formatted(Files.createDirectory(folder.resolve("web"))))
            .app(app);
    Files.writeString(folder.resolve("web/index.html"), "index");
    for (int i = 0; i < 2; i++) {
      try (InMemory server = InMemory.of(described)) {
        assertThat(server.running().port("public")).isEqualTo(8181);
        assertThat(server.running().apps()).containsExactly("public");
        assertThat(get(server, "public", "/").body()).isEqualTo("home");
        assertThat(get(server, "public", "/items").body()).isEqualTo("items");
        assertThat(get(server, "public", "/none").header("Content-Type"))
            .contains("application/problem+json");
        Answer index = get(server, "public", "/site/");
        assertThat(index.body()).isEqualTo("index");
        assertThat(index.header("Cache-Control")).contains("no-store");
        assertThat(
                server
                    .send(
                        "public",
                        MemoryRequest.of("GET", "/page/any/where").header("Accept", "text/html"))
                    .body())
            .isEqualTo("index");
        assertThat(server.running().routes("public"))
            .anyMatch(route -> route.origin().endsWith("lokstra.yaml:7:9"));
      }
    }
  }

  @Test
  void commandLineOutweighsFiles() throws IOException {
    Server described = shop("apps: [{name: public, listen: ':8080', routers: [api]}]");
    try (InMemory server = InMemory.of(described, "--port=9000")) {
      assertThat(server.running().port("public")).isEqualTo(9000);
    }
    try (InMemory server =
        InMemory.of(described, "--apps.public.routers.api.prefix=/x", "--server.name=other")) {
      assertThat(get(server, "public", "/x/items").status()).isEqualTo(200);
      assertThat(server.running().name()).isEqualTo("other");
    }
  }

  @Test
  void namesThatLeadNowhereAreToldWithEverythingElse() throws IOException {
    Server described =
        shop(
            """
            server: {http: {max-headers: many}}
            apps:
              - name: public
                listen: ":8080"
                middleware: [recovry, {name: mark, config: {whit: x}}]
                routers: [apl, health]
                mounts:
                  - {name: site, path: /site, files: {directory: /no/such/folder}}
                  - {name: jar, path: /jar, files: {class-path: web}}
                  - {name: none, path: /none}
              - name: nowhere
            """);
    assertThatThrownBy(() -> InMemory.of(described))
        .isInstanceOf(ConfigurationException.class)
        .satisfies(e ->
            assertThat(String.valueOf(e.getMessage()).replace(folder + "/", ""))
                .contains(
                    "LOK-CFG-002 server.http.max-headers cannot be read: 'many'",
                    "LOK-CFG-003 apps.nowhere.listen is missing",
                    "LOK-CFG-019 apps.public.middleware.recovry: no middleware is registered as"
                        + " 'recovry'\n    at lokstra.yaml:5:18\n    did you mean 'recovery'?",
                    "LOK-CFG-003 apps.public.middleware.mark.config.with is missing",
                    "LOK-CFG-001 unknown key apps.public.middleware.mark.config.whit",
                    "did you mean apps.public.middleware.mark.config.with?",
                    "LOK-CFG-019 apps.public.routers.apl: no router is registered as 'apl'\n"
                        + "    at lokstra.yaml:6:15\n    did you mean 'api'?",
                    "apps.public.mounts.site.files.directory: there is no folder"
                        + " '/no/such/folder'\n    at lokstra.yaml:8:54",
                    "apps.public.mounts.jar.files.class-path",
                    "LOK-CFG-011 apps.public.mounts.none is refused\n    at lokstra.yaml:10:9"));
  }
}
