package io.lokstra.web;

import static io.lokstra.http.RouteOption.use;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.config.ConfigurationException;
import io.lokstra.http.App;
import io.lokstra.http.Middleware;
import io.lokstra.http.Router;
import io.lokstra.http.StartupException;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.middleware.BasicAuth;
import io.lokstra.middleware.Cors;
import io.lokstra.web.InMemory.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CorsTest {
  private static final String SHOP = "https://shop.example";

  private static InMemory serving(Middleware cors) {
    Router api = Router.named("api").use(cors, BasicAuth.create("api", Map.of("ada", "secret")));
    api.group(
        "/items",
        items ->
            items
                .get("", ctx -> ctx.text("all"))
                .put("/{id}", ctx -> ctx.noContent())
                .get(
                    "/varying",
                    ctx -> ctx.text("x").withHeader("vary", "Accept-Language, origin")));
    return InMemory.of(App.named("test", ":0").mount("/api", api));
  }

  private static MemoryRequest preflight(String path, String origin, String method) {
    return MemoryRequest.of("OPTIONS", path)
        .header("origin", origin)
        .header("access-control-request-method", method);
  }

  private static Answer from(InMemory server, String origin, String path) throws IOException {
    return server.send(MemoryRequest.of("GET", path).header("origin", origin));
  }

  @Test
  void answersThePreflightOfEveryPathBeforeAnyMiddlewareInside() throws Exception {
    try (InMemory server = serving(Cors.create(cors -> cors.allowOrigins(SHOP)))) {
      for (String path : List.of("/api/items", "/api/items/7", "/api/none")) {
        Answer answer = server.send(preflight(path, SHOP, "PUT"));
        assertThat(answer.status()).as(path).isEqualTo(204);
        assertThat(answer.header("access-control-allow-origin")).contains(SHOP);
        assertThat(answer.header("access-control-allow-methods"))
            .contains("GET, HEAD, POST, PUT, PATCH, DELETE");
        assertThat(answer.header("access-control-allow-headers")).contains("content-type");
        assertThat(answer.header("access-control-max-age")).contains("600");
        assertThat(answer.header("access-control-allow-credentials")).isEmpty();
        assertThat(answer.header("vary").orElse(""))
            .contains("Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers");
      }
    }
  }

  @Test
  void tellsAllowedPagesAloneAndSaysToCachesThatItDoes() throws Exception {
    try (InMemory server = serving(Cors.create(cors -> cors.allowOrigins(SHOP)))) {
      Answer refusedCredentials = from(server, SHOP, "/api/items");
      assertThat(refusedCredentials.status()).as("errors can be read too").isEqualTo(401);
      assertThat(refusedCredentials.header("access-control-allow-origin")).contains(SHOP);
      assertThat(refusedCredentials.header("vary")).contains("Origin");
      for (MemoryRequest other :
          List.of(
              MemoryRequest.of("GET", "/api/items"),
              MemoryRequest.of("GET", "/api/items").header("origin", "https://other.example"),
              MemoryRequest.of("DELETE", "/api/items").header("origin", "https://other.example"))) {
        Answer answer = server.send(other);
        assertThat(answer.header("access-control-allow-origin")).isEmpty();
        assertThat(answer.header("vary")).contains("Origin");
      }
    }
  }

  @Test
  void takesNoOriginThatOnlyLooksLikeOne() throws Exception {
    try (InMemory server =
        serving(Cors.create(cors -> cors.allowOrigins(SHOP, "http://localhost:3000")))) {
      for (String origin :
          List.of(
              "null",
              "",
              "*",
              "https://shop.example.evil.com",
              "https://evilshop.example",
              "https://evil.com/https://shop.example",
              "https://shop.example:443",
              "https://shop.example:8443",
              "https://shop.example/",
              "https://shop.example.",
              "http://shop.example",
              "HTTPS://SHOP.EXAMPLE",
              "https://SHOP.example",
              "https://shop.example@evil.com",
              "https://evil.com#https://shop.example",
              "https://sub.shop.example",
              "https://shop.example https://evil.com",
              "http://localhost",
              "http://localhost:30001")) {
        assertThat(from(server, origin, "/api/items").header("access-control-allow-origin"))
            .as(origin)
            .isEmpty();
        Answer preflight = server.send(preflight("/api/items", origin, "GET"));
        assertThat(preflight.header("access-control-allow-origin")).as(origin).isEmpty();
        assertThat(preflight.status()).as(origin).isIn(403, 401, 204);
        if (!origin.isEmpty()) {
          assertThat(preflight.status()).isEqualTo(403);
          assertThat(preflight.body()).contains("cors_refused");
        }
      }
      Answer two =
          server.send(
              MemoryRequest.of("GET", "/api/items")
                  .header("origin", SHOP)
                  .header("origin", "https://evil.com"));
      assertThat(two.header("access-control-allow-origin")).as("two origins").isEmpty();
    }
  }

  @Test
  void refusesMethodsAndFieldsThatAreNotAllowed() throws Exception {
    Middleware cors =
        Cors.create(c -> c.allowOrigins(SHOP).allowMethods("GET").allowHeaders("X-Trace", "x-b"));
    try (InMemory server = serving(cors)) {
      assertThat(server.send(preflight("/api/items", SHOP, "GET")).status()).isEqualTo(204);
      assertThat(server.send(preflight("/api/items", SHOP, "PUT")).status()).isEqualTo(403);
      assertThat(server.send(preflight("/api/items", SHOP, "get")).status()).isEqualTo(403);
      MemoryRequest asks = preflight("/api/items", SHOP, "GET");
      String field = "access-control-request-headers";
      assertThat(server.send(asks.header(field, "x-trace, X-B")).status()).isEqualTo(204);
      assertThat(server.send(asks.header(field, "x-trace,x-other")).status()).isEqualTo(403);
      assertThat(server.send(asks.header(field, "authorization")).status()).isEqualTo(403);
    }
  }

  @Test
  void letsEverybodyReadWhereThatIsSaidButNeverWithCredentials() throws Exception {
    Middleware cors = Cors.create(c -> c.allowOrigins("*").allowMethods("*").allowHeaders("*"));
    try (InMemory server = serving(cors)) {
      Answer plain = server.get("/api/items");
      assertThat(plain.header("access-control-allow-origin")).contains("*");
      assertThat(plain.header("vary")).as("it is the same for everybody").isEmpty();
      MemoryRequest asks = preflight("/api/items", "https://any.example", "PURGE");
      assertThat(server.send(asks.header("access-control-request-headers", "x-any")).status())
          .isEqualTo(204);
      assertThat(
              server.send(asks.header("access-control-request-headers", "Authorization")).status())
          .as("the asterisk never covers it (Fetch §3.2.3)")
          .isEqualTo(403);
      assertThat(server.send(asks).header("access-control-allow-credentials")).isEmpty();
    }
    for (Cors.Options options :
        List.of(
            Cors.Options.defaults().allowOrigins("*"),
            Cors.Options.defaults().allowOrigins(SHOP).allowMethods("*"),
            Cors.Options.defaults().allowOrigins(SHOP).allowHeaders("*"),
            Cors.Options.defaults().allowOrigins(SHOP).exposeHeaders("*"))) {
      assertThatThrownBy(() -> Cors.create(options.allowCredentials(true)))
          .hasMessageContaining("is * while allow-credentials is true")
          .hasMessageContaining("leave credentials out");
    }
    assertThatThrownBy(() ->
            InMemory.of(
                Router.named("r")
                    .use(
                        Middleware.registered(
                            "cors",
                            Map.of("allow-origins", List.of("*"), "allow-credentials", true)))
                    .get("/", ctx -> "x")))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("cors: allow-origins is * while allow-credentials is true");
  }

  @Test
  void sendsCredentialsExposedFieldsAndAnAgeOfItsOwn() throws Exception {
    Middleware cors =
        Cors.create(c ->
            c.allowOrigins(SHOP)
                .allowCredentials(true)
                .exposeHeaders("x-total", "etag")
                .maxAge(Duration.ofHours(1)));
    try (InMemory server = serving(cors)) {
      Answer answer = from(server, SHOP, "/api/items");
      assertThat(answer.header("access-control-allow-credentials")).contains("true");
      assertThat(answer.header("access-control-expose-headers")).contains("x-total, etag");
      Answer preflight = server.send(preflight("/api/items", SHOP, "GET"));
      assertThat(preflight.header("access-control-allow-credentials")).contains("true");
      assertThat(preflight.header("access-control-max-age")).contains("3600");
      assertThat(preflight.header("access-control-expose-headers")).isEmpty();
      assertThat(from(server, "https://evil.com", "/api/items").headers().size())
          .as("nothing of it for others")
          .isLessThan(answer.headers().size());
    }
  }

  @Test
  void keepsPagesOfTheInternetOutOfAPrivateNetworkUnlessTold() throws Exception {
    MemoryRequest asks =
        preflight("/api/items", SHOP, "GET")
            .header("access-control-request-private-network", "true");
    try (InMemory closed = serving(Cors.create(c -> c.allowOrigins(SHOP)));
        InMemory open = serving(Cors.create(c -> c.allowOrigins(SHOP).allowPrivateNetwork(true)))) {
      assertThat(closed.send(asks).status()).isEqualTo(403);
      assertThat(open.send(asks).header("access-control-allow-private-network")).contains("true");
      assertThat(
              open.send(preflight("/api/items", SHOP, "GET"))
                  .header("access-control-allow-private-network"))
          .isEmpty();
    }
  }

  @Test
  void leavesAnOptionsRequestThatIsNoPreflightToTheRoutes() throws Exception {
    App app =
        App.named("test", ":0")
            .use(Cors.create(c -> c.allowOrigins(SHOP)))
            .get("/x", ctx -> ctx.text("x").withHeader("vary", "Accept-Language, origin"))
            .get("/any", ctx -> ctx.text("x").withHeader("vary", "*"))
            .get("/two", ctx -> ctx.text("x").withHeader("vary", "Accept"));
    try (InMemory server = InMemory.of(app)) {
      Answer options = server.send(MemoryRequest.of("OPTIONS", "/x").header("origin", SHOP));
      assertThat(options.header("allow").orElse("")).contains("GET");
      assertThat(options.header("access-control-allow-origin")).contains(SHOP);
      assertThat(server.get("/x").headers().all("vary")).containsExactly("Accept-Language, origin");
      assertThat(server.get("/any").headers().all("vary")).containsExactly("*");
      assertThat(server.get("/two").headers().all("vary")).containsExactly("Accept, Origin");
      Answer wrongMethod = server.send(MemoryRequest.of("DELETE", "/x").header("origin", SHOP));
      assertThat(wrongMethod.status()).isEqualTo(405);
      assertThat(wrongMethod.header("access-control-allow-origin")).contains(SHOP);
    }
  }

  @Test
  void letsNobodyInUntilToldWho() throws Exception {
    try (InMemory server =
        InMemory.of(Router.named("r").get("/", ctx -> "x", use(Middleware.registered("cors"))))) {
      Answer answer = from(server, SHOP, "/");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("access-control-allow-origin")).isEmpty();
    }
    try (InMemory server = InMemory.of(App.named("test", ":0").use(Cors.create()))) {
      assertThat(server.send(preflight("/", SHOP, "GET")).status()).isEqualTo(403);
    }
  }

  @Test
  void namesTheEntryOfAListThatIsWrong() {
    assertThatThrownBy(() ->
            InMemory.of(
                Router.named("r")
                    .use(
                        Middleware.registered(
                            "cors",
                            Map.of("allow-origins", List.of(SHOP, "https://shop.example/"))))
                    .get("/", ctx -> "x")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("middleware.cors")
        .hasMessageContaining("allow-origins[1] is no origin that could be allowed")
        .hasMessageContaining("an origin has no path, not even a slash at its end");
    assertThatThrownBy(() -> Cors.create(c -> c.allowMethods("GET", "P UT")))
        .hasMessageContaining("allow-methods[1] is no name that HTTP has a place for: 'P UT'");
    assertThatThrownBy(() -> Cors.create(c -> c.allowHeaders("x:y")))
        .hasMessageContaining("allow-headers[0]");
    assertThatThrownBy(() -> Cors.create(c -> c.exposeHeaders("")))
        .hasMessageContaining("expose-headers[0]");
    assertThatThrownBy(() -> Cors.create(c -> c.allowOrigins(SHOP, "*")))
        .hasMessageContaining("allow-origins[1]")
        .hasMessageContaining("origins are exact");
  }
}
