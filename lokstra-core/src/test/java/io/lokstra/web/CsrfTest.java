package io.lokstra.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lokstra.config.ConfigurationException;
import io.lokstra.config.Secret;
import io.lokstra.http.App;
import io.lokstra.http.Middleware;
import io.lokstra.http.Response;
import io.lokstra.http.RouteOption;
import io.lokstra.http.Router;
import io.lokstra.http.StartupException;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.middleware.Csrf;
import io.lokstra.web.InMemory.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CsrfTest {
  private static final Secret SECRET = Secret.of("0123456789abcdef0123456789abcdef");
  private static final String FORM = "application/x-www-form-urlencoded";

  private static InMemory serving(Middleware csrf) {
    return InMemory.of(
        App.named("test", ":0")
            .use(csrf)
            .get("/", ctx -> ctx.text("read"))
            .post("/", ctx -> ctx.text("changed " + ctx.text()))
            .post("/hook", ctx -> ctx.text("told"), RouteOption.without("csrf"))
            .get("/form", ctx -> ctx.html(Csrf.token(ctx)))
            .post("/form", ctx -> ctx.text("got " + ctx.form("name").orElse("?"))));
  }

  /** A request with these fields; {@code localhost} is asked for unless they say otherwise. */
  private static MemoryRequest request(String method, String... fields) {
    List<Map.Entry<String, String>> all = new ArrayList<>();
    if (!List.of(fields).contains("host")) {
      all.add(Map.entry("host", "localhost"));
    }
    for (int i = 0; i < fields.length; i += 2) {
      all.add(Map.entry(fields[i], fields[i + 1]));
    }
    MemoryRequest plain = MemoryRequest.of(method, "/");
    return new MemoryRequest(method, "/", 1, all, plain.body(), 0, plain.remoteAddress(), false);
  }

  private static int status(InMemory server, String method, String... fields) throws IOException {
    return server.send(request(method, fields)).status();
  }

  @Test
  void asksTheBrowserWhereARequestComesFrom() throws Exception {
    try (InMemory server = serving(Csrf.create())) {
      assertThat(status(server, "POST", "sec-fetch-site", "same-origin")).isEqualTo(200);
      assertThat(status(server, "POST", "sec-fetch-site", "none")).isEqualTo(200);
      for (String site :
          List.of("cross-site", "same-site", "", "SAME-ORIGIN", "same-origin,none")) {
        assertThat(status(server, "POST", "sec-fetch-site", site)).as(site).isEqualTo(403);
        assertThat(status(server, "GET", "sec-fetch-site", site)).as(site).isEqualTo(200);
        assertThat(status(server, "HEAD", "sec-fetch-site", site)).as(site).isEqualTo(200);
        assertThat(status(server, "OPTIONS", "sec-fetch-site", site)).as(site).isEqualTo(204);
      }
      for (String method : List.of("PUT", "PATCH", "DELETE", "PURGE")) {
        assertThat(status(server, method, "sec-fetch-site", "cross-site")).isEqualTo(403);
      }
      assertThat(
              status(
                  server, "POST", "sec-fetch-site", "same-origin", "sec-fetch-site", "cross-site"))
          .as("said twice")
          .isEqualTo(403);
    }
  }

  @Test
  void comparesTheOriginWithTheHostWhereABrowserSaysNoMore() throws Exception {
    try (InMemory server = serving(Csrf.create())) {
      assertThat(status(server, "POST")).as("no browser").isEqualTo(200);
      for (String[] same :
          new String[][] {
            {"shop.example", "https://shop.example"},
            {"shop.example", "http://shop.example"},
            {"shop.example:443", "https://shop.example"},
            {"SHOP.example", "https://shop.example"},
            {"shop.example:8080", "http://shop.example:8080"},
            {"[::1]:8080", "http://[::1]:8080"}
          }) {
        assertThat(status(server, "POST", "host", same[0], "origin", same[1]))
            .as(String.join(" ", same))
            .isEqualTo(200);
      }
      for (String[] other :
          new String[][] {
            {"shop.example", "null"},
            {"shop.example", ""},
            {"shop.example", "shop.example"},
            {"shop.example", "https://shop.example.evil.com"},
            {"shop.example", "https://evilshop.example"},
            {"shop.example", "https://evil.com/shop.example"},
            {"shop.example", "https://shop.example@evil.com"},
            {"shop.example", "https://shop.example:8443"},
            {"shop.example", "https://sub.shop.example"},
            {"shop.example:8080", "http://shop.example"}
          }) {
        assertThat(status(server, "POST", "host", other[0], "origin", other[1]))
            .as(String.join(" ", other))
            .isEqualTo(403);
      }
      assertThat(status(server, "POST", "origin", "http://localhost", "origin", "https://evil.com"))
          .isEqualTo(403);
    }
  }

  @Test
  void refusesTheFormsThatAnotherSiteCanMakeABrowserSend() throws Exception {
    try (InMemory server = serving(Csrf.create())) {
      for (String type : List.of("text/plain", FORM, "multipart/form-data; boundary=x")) {
        Answer attack =
            server.send(
                MemoryRequest.of("POST", "/")
                    .header("origin", "https://evil.com")
                    .header("sec-fetch-site", "cross-site")
                    .header("content-type", type)
                    .body("{\"amount\":1000,\"x=\":\"\"}".getBytes(UTF_8)));
        assertThat(attack.status()).as(type).isEqualTo(403);
        assertThat(attack.body()).contains("csrf_refused").doesNotContain("changed");
      }
      assertThat(
              server
                  .send(MemoryRequest.of("POST", "/hook").header("origin", "https://evil.com"))
                  .status())
          .as("left out by name")
          .isEqualTo(200);
    }
  }

  @Test
  void trustsTheOriginsItIsTold() throws Exception {
    try (InMemory server =
        serving(Csrf.create(csrf -> csrf.trustedOrigins("https://login.example")))) {
      String[] trusted = {"origin", "https://login.example", "sec-fetch-site", "cross-site"};
      assertThat(status(server, "POST", trusted)).isEqualTo(200);
      assertThat(status(server, "POST", "origin", "https://login.example")).isEqualTo(200);
      assertThat(status(server, "POST", "origin", "https://login.example.evil.com")).isEqualTo(403);
      assertThat(status(server, "POST", "origin", "null", "sec-fetch-site", "cross-site"))
          .isEqualTo(403);
    }
  }

  private static String cookie(Answer answer) {
    String set = answer.header("set-cookie").orElseThrow();
    return set.substring(0, set.indexOf(';'));
  }

  private static int post(InMemory server, String cookie, String token) throws IOException {
    MemoryRequest form =
        MemoryRequest.of("POST", "/form")
            .header("content-type", FORM + "; charset=utf-8")
            .body(("name=ada&csrf_token=" + token).getBytes(UTF_8));
    return server.send(cookie.isEmpty() ? form : form.header("cookie", cookie)).status();
  }

  @Test
  void letsNoCacheGiveATokenToOthers() throws Exception {
    App app =
        App.named("test", ":0")
            .use(Csrf.create(csrf -> csrf.tokens(SECRET)))
            .get(
                "/public",
                ctx -> ctx.html(Csrf.token(ctx)).withHeader("cache-control", "public, max-age=600"))
            .get(
                "/private",
                ctx -> ctx.html(Csrf.token(ctx)).withHeader("cache-control", "private"));
    App parts =
        App.named("test", ":0")
            .use(Csrf.create(csrf -> csrf.tokens(SECRET)))
            .get(
                "/",
                ctx ->
                    ctx.html(Csrf.token(ctx))
                        .withHeader("cache-control", "public, private=\"x-field\""));
    try (InMemory server = InMemory.of(parts)) {
      assertThat(server.get("/").headers().all("cache-control")).containsExactly("no-store");
    }
    try (InMemory server = InMemory.of(app)) {
      assertThat(server.get("/public").headers().all("cache-control")).containsExactly("no-store");
      assertThat(server.get("/private").headers().all("cache-control")).containsExactly("private");
    }
  }

  @Test
  void makesFurtherTokensForAPageThatIsStreamed() throws Exception {
    App app =
        App.named("test", ":0")
            .use(Csrf.create(csrf -> csrf.tokens(SECRET)))
            .get(
                "/",
                ctx -> {
                  String first = Csrf.token(ctx);
                  return Response.stream(
                      "text/html",
                      out -> out.write((first + " " + Csrf.token(ctx)).getBytes(UTF_8)));
                });
    try (InMemory server = InMemory.of(app)) {
      Answer page = server.get("/");
      assertThat(page.header("set-cookie")).isPresent();
      assertThat(page.body().split(" ")).hasSize(2);
    }
  }

  @Test
  void refusesToMakeATokenWhoseCookieCannotBeSetAnyMore() throws Exception {
    AtomicReference<Throwable> refused = new AtomicReference<>();
    App app =
        App.named("test", ":0")
            .use(Csrf.create(csrf -> csrf.tokens(SECRET)))
            .get(
                "/",
                ctx ->
                    Response.stream(
                        "text/html", out -> refused.set(catchThrowable(() -> Csrf.token(ctx)))));
    try (InMemory server = InMemory.of(app)) {
      server.get("/");
      assertThat(refused.get())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("ask for it before Response.stream");
    }
  }

  @Test
  void asksFormsForTheTokenTheirPageWasGiven() throws Exception {
    try (InMemory server = serving(Csrf.create(csrf -> csrf.tokens(SECRET)));
        InMemory other =
            serving(
                Csrf.create(csrf -> csrf.tokens(Secret.of("another secret of 32 characters."))))) {
      Answer page = server.get("/form");
      assertThat(page.header("set-cookie").orElse(""))
          .matches("__Host-csrf=[\\w-]{22}\\.[\\w-]{43}; Path=/; Secure; HttpOnly; SameSite=Lax");
      assertThat(page.header("cache-control")).contains("no-store");
      assertThat(page.header("vary")).contains("Cookie");
      String cookie = cookie(page);
      String token = page.body();
      assertThat(post(server, cookie, token)).isEqualTo(200);
      assertThat(post(server, cookie, token)).as("as often as one likes").isEqualTo(200);

      Answer again = server.send(MemoryRequest.of("GET", "/form").header("cookie", cookie));
      assertThat(again.header("set-cookie")).as("it has the cookie").isEmpty();
      assertThat(again.body()).as("another mask each time").isNotEqualTo(token);
      assertThat(post(server, cookie, again.body())).isEqualTo(200);

      Answer stranger = server.get("/form");
      assertThat(post(server, cookie, stranger.body())).as("another's token").isEqualTo(403);
      assertThat(post(server, cookie(stranger), token)).as("another's cookie").isEqualTo(403);
      assertThat(post(other, cookie, token)).as("another secret").isEqualTo(403);
      assertThat(post(server, "", token)).isEqualTo(403);
      assertThat(post(server, cookie, "")).isEqualTo(403);
      assertThat(post(server, cookie, "%21%21")).isEqualTo(403);
      assertThat(post(server, cookie, token.substring(1))).isEqualTo(403);
      assertThat(post(server, cookie + "; " + cookie(stranger), token))
          .as("two cookies of one name")
          .isEqualTo(403);
      String forged = "__Host-csrf=" + "A".repeat(22) + "." + "A".repeat(43);
      assertThat(post(server, forged, "A".repeat(43))).as("unsigned").isEqualTo(403);
      assertThat(post(server, "__Host-csrf=none", "A".repeat(43))).isEqualTo(403);
      assertThat(post(server, "__Host-csrf=!.!", "A".repeat(43))).isEqualTo(403);
    }
  }

  @Test
  void takesTheTokenFromAHeaderWhereThereIsNoForm() throws Exception {
    try (InMemory server = serving(Csrf.create(csrf -> csrf.tokens(SECRET).header("x-form")))) {
      Answer page = server.get("/form");
      MemoryRequest post =
          MemoryRequest.of("POST", "/")
              .header("cookie", cookie(page))
              .header("content-type", "text/plain")
              .body("x".getBytes(UTF_8));
      assertThat(server.send(post).status()).isEqualTo(403);
      MemoryRequest good = post.header("x-form", page.body());
      assertThat(server.send(good.body("x".getBytes(UTF_8))).body()).isEqualTo("changed x");
      assertThat(
              server
                  .send(good.header("sec-fetch-site", "cross-site").body("x".getBytes(UTF_8)))
                  .status())
          .as("a token is no leave to come from elsewhere")
          .isEqualTo(403);
    }
  }

  @Test
  void bindsTokensToASessionWhereItIsTold() throws Exception {
    Csrf.Options options = Csrf.Options.defaults().tokens(SECRET).cookie("csrf").field("t");
    Middleware csrf = Csrf.create(options, ctx -> ctx.header("x-session").orElse(""));
    try (InMemory server = serving(csrf)) {
      Answer page = server.send(MemoryRequest.of("GET", "/form").header("x-session", "ada"));
      assertThat(page.header("set-cookie").orElse(""))
          .startsWith("csrf=")
          .as("plain HTTP is enough for a cookie without a prefix")
          .doesNotContain("Secure");
      MemoryRequest post =
          MemoryRequest.of("POST", "/form")
              .header("cookie", cookie(page))
              .header("content-type", FORM)
              .body(("t=" + page.body()).getBytes(UTF_8));
      assertThat(server.send(post.header("x-session", "bob")).status()).isEqualTo(403);
      MemoryRequest own =
          MemoryRequest.of("POST", "/form")
              .header("cookie", cookie(page))
              .header("content-type", FORM)
              .header("x-session", "ada")
              .body(("t=" + page.body()).getBytes(UTF_8));
      assertThat(server.send(own).status()).isEqualTo(200);
    }
  }

  @Test
  void saysThatThereIsNoTokenWithoutIt() throws Exception {
    try (Logged log = new Logged("io.lokstra.http");
        InMemory server = serving(Csrf.create())) {
      assertThat(server.get("/form").status()).isEqualTo(500);
      assertThat(log.events().getFirst().getThrowableProxy().getMessage())
          .contains("no csrf middleware with tokens is around GET /form");
    }
  }

  @Test
  void refusesOptionsThatWouldNotProtect() {
    assertThatThrownBy(() -> InMemory.of(byName(Map.of("tokens", true))))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("tokens need a secret");
    assertThatThrownBy(() -> InMemory.of(byName(Map.of("tokens", true, "secret", "short"))))
        .hasMessageContaining("the secret has 5 characters")
        .message()
        .doesNotContain("short");
    assertThatThrownBy(() -> InMemory.of(byName(Map.of("trusted-origins", List.of("null")))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("trusted-origins[0]");
    assertThatThrownBy(() -> Csrf.create(csrf -> csrf.cookie("a b")))
        .hasMessageContaining("cookie is no name");
    assertThatThrownBy(() -> Csrf.create(csrf -> csrf.header("a b")))
        .hasMessageContaining("header is no name");
  }

  private static Router byName(Map<String, ?> options) {
    return Router.named("r").use(Middleware.registered("csrf", options)).get("/", ctx -> "x");
  }
}
