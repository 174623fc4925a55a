package io.lokstra.web;

import static io.lokstra.http.RouteOption.without;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.lokstra.config.ConfigurationException;
import io.lokstra.config.Secret;
import io.lokstra.http.App;
import io.lokstra.http.Middleware;
import io.lokstra.http.Response;
import io.lokstra.http.Router;
import io.lokstra.http.Server;
import io.lokstra.http.StartupException;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.middleware.ApiKey;
import io.lokstra.middleware.CacheControl;
import io.lokstra.middleware.IpFilter;
import io.lokstra.middleware.Maintenance;
import io.lokstra.middleware.RequestLogger;
import io.lokstra.web.InMemory.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Middleware that lets pass or does not, and says who may keep what. */
class AccessMiddlewareTest {
  private static final String KEY = "correct-horse-battery";

  private static Router byName(String name, Map<String, ?> options) {
    return Router.named("r").use(Middleware.registered(name, options)).get("/", ctx -> "x");
  }

  // ---- api-key

  private static int status(InMemory server, String target, String... keys) throws IOException {
    MemoryRequest request = MemoryRequest.of("GET", target);
    for (String key : keys) {
      request = request.header("x-api-key", key);
    }
    return server.send(request).status();
  }

  private static App guarded(Middleware apiKey) {
    return App.named("test", ":0")
        .use(apiKey)
        .get("/", ctx -> ctx.text(ctx.get(ApiKey.PRINCIPAL).orElse("nobody")));
  }

  @Test
  void letsPassWhoHasAKeyAndSaysWhoseItIs() throws Exception {
    Middleware keys = ApiKey.create(Map.of("shop", KEY, "billing", "another-key-of-16+"));
    try (InMemory server = InMemory.of(guarded(keys))) {
      assertThat(server.send(MemoryRequest.of("GET", "/").header("X-Api-Key", KEY)).body())
          .isEqualTo("shop");
      assertThat(
              server
                  .send(MemoryRequest.of("GET", "/").header("x-api-key", "another-key-of-16+"))
                  .body())
          .isEqualTo("billing");
      Answer refused = server.get("/");
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.header("www-authenticate")).contains("ApiKey");
      for (String wrong :
          List.of("", "x", KEY + " x", KEY.toUpperCase(Locale.ROOT), "k".repeat(2_000))) {
        assertThat(status(server, "/", wrong)).as(wrong).isEqualTo(401);
      }
      assertThat(status(server, "/", KEY, KEY)).as("two keys").isEqualTo(401);
      assertThat(status(server, "/?api_key=" + KEY)).as("not in the query").isEqualTo(401);
    }
  }

  @Test
  void takesKeysFromAnotherFieldFromTheQueryAndByTheirDigest() throws Exception {
    String digest =
        "sha256:"
            + java.util.HexFormat.of()
                .formatHex(
                    java.security.MessageDigest.getInstance("SHA-256").digest(KEY.getBytes(UTF_8)));
    Middleware keys =
        ApiKey.create(new ApiKey.Options(Map.of("shop", Secret.of(digest)), "x-key", "key"));
    try (InMemory server = InMemory.of(guarded(keys))) {
      assertThat(server.send(MemoryRequest.of("GET", "/").header("x-key", KEY)).body())
          .isEqualTo("shop");
      assertThat(server.get("/?key=" + KEY).body()).isEqualTo("shop");
      assertThat(status(server, "/?key=" + KEY + "&key=x")).isEqualTo(401);
      assertThat(
              server.send(MemoryRequest.of("GET", "/?key=" + KEY).header("x-key", "no")).status())
          .as("the field outweighs")
          .isEqualTo(401);
      assertThat(server.send(MemoryRequest.of("GET", "/").header("x-key", digest)).status())
          .as("the digest is no key")
          .isEqualTo(401);
    }
  }

  @Test
  void refusesKeysThatAreNoneAndShowsThemToNobody() {
    assertThatThrownBy(() -> ApiKey.create(Map.of())).hasMessageContaining("keys are missing");
    assertThatThrownBy(() -> ApiKey.create(Map.of("shop", "hunter2")))
        .hasMessageContaining("the key of shop has 7 characters; expected 16 to 1024")
        .message()
        .doesNotContain("hunter2");
    assertThatThrownBy(() -> ApiKey.create(Map.of("b", KEY, "a", KEY)))
        .hasMessageContaining("a and b have the same key")
        .message()
        .doesNotContain(KEY);
    for (String digest : List.of("sha256:12", "sha256:" + "g".repeat(64), "sha256:")) {
      assertThatThrownBy(() -> ApiKey.create(Map.of("shop", digest)))
          .hasMessageContaining("the digest of shop is none");
    }
    assertThatThrownBy(() -> InMemory.of(byName("api-key", Map.of())))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("keys are missing");
    assertThatThrownBy(
            () -> InMemory.of(byName("api-key", Map.of("keys", Map.of("shop", "hunter2")))))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("the key of shop has 7 characters");
    assertThatThrownBy(() ->
            InMemory.of(byName("api-key", Map.of("keys", Map.of("shop", KEY), "header", "x key"))))
        .hasMessageContaining("header is no name that HTTP has a place for: 'x key'");
  }

  // ---- ip-filter

  private static MemoryRequest from(SocketAddress address) {
    MemoryRequest plain = MemoryRequest.of("GET", "/");
    return new MemoryRequest("GET", "/", 1, plain.fields(), plain.body(), 0, address, false);
  }

  private static int statusFrom(InMemory server, String address) throws IOException {
    return server.send(from(new InetSocketAddress(InetAddress.ofLiteral(address), 1))).status();
  }

  private static InMemory filtered(Middleware filter) {
    return InMemory.of(App.named("test", ":0").use(filter).get("/", ctx -> "x"));
  }

  @Test
  void letsPassByAddress() throws Exception {
    try (InMemory server =
        filtered(
            IpFilter.create(
                f -> f.allow("10.0.0.0/8", "2001:db8::/32", "unix").deny("10.6.6.0/24")))) {
      assertThat(statusFrom(server, "10.1.2.3")).isEqualTo(200);
      assertThat(statusFrom(server, "10.6.6.6")).as("denied is denied").isEqualTo(403);
      assertThat(statusFrom(server, "11.0.0.1")).as("not among the allowed").isEqualTo(403);
      assertThat(statusFrom(server, "2001:db8::9")).isEqualTo(200);
      assertThat(statusFrom(server, "::1")).isEqualTo(403);
      assertThat(statusFrom(server, "::ffff:10.1.2.3")).as("the same address").isEqualTo(200);
      assertThat(server.send(from(UnixDomainSocketAddress.of("/run/x"))).status()).isEqualTo(200);
    }
    try (InMemory server = filtered(IpFilter.create(f -> f.deny("192.0.2.0/24")))) {
      assertThat(statusFrom(server, "192.0.2.9")).isEqualTo(403);
      assertThat(statusFrom(server, "192.0.3.9")).isEqualTo(200);
      assertThat(server.send(from(UnixDomainSocketAddress.of("/run/x"))).status()).isEqualTo(200);
    }
  }

  @Test
  void believesTrustedProxiesAlone() throws Exception {
    App app =
        App.named("test", ":0")
            .use(IpFilter.create(f -> f.allow("203.0.113.7", "10.0.0.0/8")))
            .get("/", ctx -> "x");
    SocketAddress proxy = new InetSocketAddress(InetAddress.ofLiteral("10.0.0.1"), 1);
    SocketAddress stranger = new InetSocketAddress(InetAddress.ofLiteral("198.51.100.1"), 1);
    try (InMemory server =
        InMemory.of(Server.named("s").app(app).set("server.trusted-proxies", "10.0.0.1"))) {
      MemoryRequest through = from(proxy);
      assertThat(server.send(through.header("x-forwarded-for", "203.0.113.7")).status())
          .isEqualTo(200);
      assertThat(server.send(through.header("x-forwarded-for", "198.51.100.1")).status())
          .isEqualTo(403);
      assertThat(
              server.send(through.header("x-forwarded-for", "203.0.113.7, 198.51.100.1")).status())
          .isEqualTo(403);
      assertThat(server.send(from(stranger).header("x-forwarded-for", "10.0.0.2")).status())
          .isEqualTo(403);
    }
  }

  @Test
  void refusesNetworksThatAreNone() {
    assertThatThrownBy(() -> IpFilter.create(f -> f))
        .hasMessageContaining("neither allow nor deny names a network");
    assertThatThrownBy(() -> InMemory.of(byName("ip-filter", Map.of())))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("everybody would pass");
    assertThatThrownBy(
            () -> InMemory.of(byName("ip-filter", Map.of("deny", List.of("::1", "10.0.0.0/33")))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("deny[1]: not a network: '10.0.0.0/33'");
    assertThatThrownBy(() -> IpFilter.create(f -> f.allow("10.0.0.1/8")))
        .hasMessageContaining("allow[0]: '10.0.0.1/8' has bits beyond its first 8");
  }

  // ---- maintenance

  @Test
  void isSwitchedWhileTheServerRuns() throws Exception {
    Maintenance maintenance =
        Maintenance.create(m -> m.message("Back at noon.").retryAfter(Duration.ofMinutes(5)));
    App app =
        App.named("test", ":0")
            .use(maintenance)
            .get("/", ctx -> "x")
            .post(
                "/admin/maintenance/{state}",
                ctx -> {
                  if (ctx.path("state").equals("on")) {
                    maintenance.on();
                  } else {
                    maintenance.off();
                  }
                  return ctx.noContent();
                },
                without("maintenance"));
    try (InMemory server = InMemory.of(app)) {
      assertThat(server.get("/").status()).isEqualTo(200);
      assertThat(server.send(MemoryRequest.of("POST", "/admin/maintenance/on")).status())
          .isEqualTo(204);
      assertThat(maintenance.isOn()).isTrue();
      Answer answer = server.get("/");
      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("retry-after")).contains("300");
      assertThat(answer.body()).contains("Back at noon.");
      for (String around :
          List.of("/admin/maintenance", "/admin/maintenance/on/x", "/Admin/maintenance/on")) {
        assertThat(server.send(MemoryRequest.of("POST", around)).status())
            .as(around)
            .isEqualTo(503);
      }
      assertThat(server.get("/health/live").status()).isEqualTo(200);
      assertThat(server.send(MemoryRequest.of("POST", "/admin/maintenance/off")).status())
          .isEqualTo(204);
      assertThat(server.get("/").status()).isEqualTo(200);
    }
    try (InMemory server =
        InMemory.of(
            Server.named("s").app(App.named("test", ":0").mount(byName("maintenance", Map.of()))),
            "--middleware.maintenance.enabled")) {
      assertThat(server.get("/").status()).isEqualTo(503);
    }
    try (InMemory server =
        InMemory.of(App.named("t", ":0").use(Maintenance.create(m -> m.enabled(true))))) {
      assertThat(server.send("t", MemoryRequest.of("GET", "/")).header("retry-after"))
          .contains("60");
    }
    assertThat(Maintenance.create().isOn()).isFalse();
    assertThatThrownBy(
            () -> InMemory.of(byName("maintenance", Map.of("message", " ", "retry-after", "0s"))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("middleware.maintenance.message")
        .hasMessageContaining("middleware.maintenance.retry-after");
  }

  // ---- cache-control

  private static String cacheControl(Middleware cache, String method, String path)
      throws IOException {
    App app =
        App.named("test", ":0")
            .use(cache)
            .get("/", ctx -> "x")
            .post("/", ctx -> "x")
            .get("/own", ctx -> ctx.text("x").withHeader("cache-control", "max-age=1"))
            .get("/same", ctx -> Response.of(304))
            .get("/moved", ctx -> ctx.redirect("/"));
    try (InMemory server = InMemory.of(app)) {
      return server.send(MemoryRequest.of(method, path)).header("cache-control").orElse("");
    }
  }

  @Test
  void saysWhoMayKeepAnAnswerAndHowLong() throws Exception {
    Middleware all =
        CacheControl.create(c ->
            c.forAll(Duration.ofHours(1))
                .sharedMaxAge(Duration.ofDays(1))
                .stale(Duration.ofMinutes(1), Duration.ofMinutes(10))
                .immutable(true)
                .noTransform(true));
    String everything =
        "public, max-age=3600, s-maxage=86400, stale-while-revalidate=60, stale-if-error=600,"
            + " immutable, no-transform";
    assertThat(cacheControl(all, "GET", "/")).isEqualTo(everything);
    assertThat(cacheControl(all, "HEAD", "/")).isEqualTo(everything);
    assertThat(cacheControl(all, "GET", "/same")).isEqualTo(everything);
    assertThat(cacheControl(all, "GET", "/own")).isEqualTo("max-age=1");
    for (String path : List.of("/none", "/moved")) {
      assertThat(cacheControl(all, "GET", path)).as(path).isEqualTo("no-store");
    }
    assertThat(cacheControl(all, "POST", "/")).isEqualTo("no-store");
    assertThat(cacheControl(CacheControl.create(), "GET", "/")).isEqualTo("no-store");
    Middleware client = CacheControl.create(c -> c.forClient(Duration.ZERO).mustRevalidate(true));
    assertThat(cacheControl(client, "GET", "/")).isEqualTo("private, max-age=0, must-revalidate");
  }

  @Test
  void refusesWhatContradictsItself() {
    assertThatThrownBy(() -> CacheControl.create(c -> c.sharedMaxAge(Duration.ofSeconds(1))))
        .hasMessageContaining("an age is given while storage is no-store");
    assertThatThrownBy(() ->
            CacheControl.create(
                c -> c.forClient(Duration.ofSeconds(1)).sharedMaxAge(Duration.ofSeconds(1))))
        .hasMessageContaining("shared-max-age is given while storage is private");
    assertThatThrownBy(() ->
            CacheControl.create(c ->
                c.forAll(Duration.ofSeconds(1))
                    .mustRevalidate(true)
                    .stale(Duration.ZERO, Duration.ofSeconds(1))))
        .hasMessageContaining("contradict each other");
    assertThatThrownBy(() -> InMemory.of(byName("cache-control", Map.of("max-age", "1h"))))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("cache-control: an age is given");
    assertThatThrownBy(() -> InMemory.of(byName("cache-control", Map.of("storage", "everybody"))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("middleware.cache-control.storage");
  }

  // ---- request-logger

  @Test
  void writesASampleOfTheLogButEveryFailure() throws Exception {
    App app =
        App.named("test", ":0")
            .use(
                RequestLogger.create(
                    log -> log.logger("web.sample").sample(1_000_000).slow(Duration.ofMillis(150))))
            .get("/", ctx -> "x")
            .get("/error", ctx -> Response.internalError())
            .get(
                "/slow",
                ctx -> {
                  Thread.sleep(200);
                  return "x";
                });
    try (Logged log = new Logged("web.sample");
        InMemory server = InMemory.of(app)) {
      for (int i = 0; i < 50; i++) {
        server.get("/");
      }
      server.get("/error");
      server.get("/slow");
      for (int i = 0; i < 500 && log.events().size() < 2; i++) {
        Thread.sleep(10);
      }
      assertThat(log.events().stream().filter(e -> e.getLevel() == Level.WARN)).hasSize(2);
      assertThat(log.text())
          .contains("path=/error")
          .contains("slow request")
          .contains("path=/slow");
      assertThat(log.events().size()).isLessThan(5);
    }
    assertThatThrownBy(() -> RequestLogger.create(log -> log.sample(0)))
        .hasMessageContaining("sample is 0");
    assertThatThrownBy(() -> RequestLogger.create(log -> log.skipPaths("/a", "b")))
        .hasMessageContaining("skip-paths[1] is no path: 'b'");
    assertThatThrownBy(
            () -> InMemory.of(byName("request-logger", Map.of("sample", 0, "slow", "-1s"))))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("middleware.request-logger.sample")
        .hasMessageContaining("middleware.request-logger.slow");
  }
}
