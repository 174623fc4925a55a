package io.lokstra.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import io.lokstra.http.App;
import io.lokstra.http.Handler;
import io.lokstra.http.Middleware;
import io.lokstra.http.Response;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.middleware.BasicAuth;
import io.lokstra.middleware.Recovery;
import io.lokstra.middleware.RequestId;
import io.lokstra.middleware.RequestLogger;
import io.lokstra.middleware.SecureHeaders;
import io.lokstra.web.InMemory.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StandardMiddlewareTest {

  private static App app(Middleware... middleware) {
    return App.named("test", ":0")
        .use(middleware)
        .get("/", ctx -> ctx.text(ctx.requestId()))
        .get("/a b", ctx -> ctx.text("x"))
        .get(
            "/boom",
            ctx -> {
              throw new IllegalStateException("bo\nom");
            });
  }

  // ---- request-id

  @Test
  void namesEachRequestByAnIdOfItsOwn() throws Exception {
    try (InMemory server = InMemory.of(app(RequestId.create()))) {
      Answer first = server.send(MemoryRequest.of("GET", "/").header("x-request-id", "chosen"));
      assertThat(first.body()).matches("[0-9a-hjkmnp-tv-z]{20}");
      assertThat(first.header("x-request-id")).contains(first.body());
      assertThat(server.get("/").body()).isNotEqualTo(first.body());
      Answer failed = server.get("/boom");
      assertThat(failed.body())
          .contains("\"request_id\":\"" + failed.header("x-request-id").orElse("") + "\"");
    }
  }

  @Test
  void takesIdsThatComeWithRequestsWhereItIsToldTo() throws Exception {
    Middleware trusting = RequestId.create(id -> id.trustIncoming(true).header("x-trace"));
    try (InMemory server = InMemory.of(app(trusting))) {
      Answer answer = server.send(MemoryRequest.of("GET", "/").header("x-trace", "Az0-_.:9"));
      assertThat(answer.body()).isEqualTo("Az0-_.:9");
      assertThat(answer.header("x-trace")).contains("Az0-_.:9");
      assertThat(server.get("/").body()).hasSize(20);
      String longest = "a".repeat(128);
      assertThat(server.send(MemoryRequest.of("GET", "/").header("x-trace", longest)).body())
          .isEqualTo(longest);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a=b", "<script>", "a\"b", "é", "{id}"})
  void passesOverIdsThatCouldMeanAnythingElsewhere(String id) throws Exception {
    Middleware trusting = RequestId.create(RequestId.Options.defaults().trustIncoming(true));
    try (InMemory server = InMemory.of(app(trusting))) {
      for (String each : List.of(id, id + "a".repeat(129))) {
        assertThat(server.send(MemoryRequest.of("GET", "/").header("x-request-id", each)).body())
            .matches("[0-9a-z]{20}");
      }
    }
  }

  @Test
  void refusesAnIdFieldThatIsNone() {
    assertThatThrownBy(() -> RequestId.create(id -> id.header("x id")))
        .hasMessageStartingWith("not a header field name");
  }

  // ---- secure-headers

  @Test
  void makesBrowsersCareful() throws Exception {
    App app =
        App.named("test", ":0")
            .use(SecureHeaders.create())
            .get("/", ctx -> ctx.html("<p>x"))
            .get("/drawing", ctx -> ctx.bytes(new byte[1], "image/svg+xml"))
            .get("/nothing", ctx -> ctx.noContent());
    try (InMemory server = InMemory.of(app)) {
      assertThat(server.get("/none").header("content-security-policy"))
          .contains("default-src 'none'; frame-ancestors 'none'");
      for (String path : List.of("/", "/drawing", "/nothing")) {
        Answer answer = server.get(path);
        assertThat(answer.header("x-content-type-options")).contains("nosniff");
        assertThat(answer.header("content-security-policy").orElse(""))
            .startsWith("default-src 'self'; ");
        assertThat(answer.header("x-frame-options")).contains("DENY");
        assertThat(answer.header("referrer-policy")).contains("strict-origin-when-cross-origin");
        assertThat(answer.header("cross-origin-opener-policy")).contains("same-origin");
        assertThat(answer.header("cross-origin-resource-policy")).contains("same-origin");
        assertThat(answer.header("permissions-policy")).isPresent();
        assertThat(answer.header("strict-transport-security")).isEmpty();
      }
      assertThat(secure(server).header("strict-transport-security"))
          .contains("max-age=31536000; includeSubDomains");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json",
        "Application/JSON; charset=utf-8",
        "application/problem+json",
        "text/plain",
        "text/event-stream",
        "application/octet-stream"
      })
  void givesDataThePolicyThatAllowsNothing(String type) throws Exception {
    App app =
        App.named("test", ":0")
            .use(SecureHeaders.create())
            .get("/", ctx -> ctx.bytes(new byte[1], type));
    try (InMemory server = InMemory.of(app)) {
      Answer answer = server.get("/");
      assertThat(answer.header("content-security-policy"))
          .contains("default-src 'none'; frame-ancestors 'none'");
      assertThat(answer.header("x-content-type-options")).contains("nosniff");
      assertThat(answer.header("cross-origin-resource-policy")).contains("same-origin");
      assertThat(answer.header("permissions-policy")).isEmpty();
      assertThat(answer.header("strict-transport-security")).isEmpty();
      assertThat(secure(server).header("strict-transport-security"))
          .contains("max-age=31536000; includeSubDomains");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/jsonp", "text/plainer", "text/html;a=+json", "x"})
  void takesWhatOnlyLooksLikeDataForAPage(String type) throws Exception {
    App app =
        App.named("test", ":0")
            .use(SecureHeaders.create())
            .get("/", ctx -> ctx.bytes(new byte[1], type));
    try (InMemory server = InMemory.of(app)) {
      assertThat(server.get("/").header("permissions-policy")).isPresent();
    }
  }

  private static Answer secure(InMemory server) throws IOException {
    MemoryRequest plain = MemoryRequest.of("GET", "/");
    return server.send(
        new MemoryRequest(
            "GET", "/", 1, plain.fields(), plain.body(), 0, plain.remoteAddress(), true));
  }

  @Test
  void leavesOutWhatIsEmptyAndLeavesAloneWhatIsThere() throws Exception {
    Middleware headers =
        SecureHeaders.create(h ->
            h.contentSecurityPolicy("")
                .frameOptions("SAMEORIGIN")
                .resourcePolicy("cross-origin")
                .strictTransportSecurity(Duration.ZERO));
    App app =
        App.named("test", ":0")
            .use(headers)
            .get("/", ctx -> ctx.html("<p>x").withHeader("X-Frame-Options", "ALLOW"))
            .get("/page", ctx -> ctx.html("<p>x"))
            .get("/data", ctx -> ctx.text("x"));
    try (InMemory server = InMemory.of(app)) {
      assertThat(server.get("/data").header("content-security-policy")).isEmpty();
      assertThat(server.get("/").headers().all("x-frame-options")).containsExactly("ALLOW");
      Answer plain = server.get("/page");
      assertThat(plain.header("x-frame-options")).contains("SAMEORIGIN");
      assertThat(plain.header("content-security-policy")).isEmpty();
      assertThat(plain.header("cross-origin-resource-policy")).contains("cross-origin");
      assertThat(secure(server).header("strict-transport-security")).isEmpty();
    }
  }

  // ---- basic-auth

  private static String basic(String credentials) {
    return "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(UTF_8));
  }

  private static int status(InMemory server, String authorization) throws IOException {
    return server
        .send(MemoryRequest.of("GET", "/").header("authorization", authorization))
        .status();
  }

  @Test
  void letsPassWhoKnowsNameAndPassword() throws Exception {
    App app =
        App.named("test", ":0")
            .use(BasicAuth.create("Staff", Map.of("ada", "päss:word", "bob", "")))
            .get("/", ctx -> ctx.text(ctx.get(BasicAuth.USER).orElse("nobody")));
    try (InMemory server = InMemory.of(app)) {
      Answer passed =
          server.send(MemoryRequest.of("GET", "/").header("authorization", basic("ada:päss:word")));
      assertThat(passed.body()).isEqualTo("ada");
      assertThat(status(server, basic("ada:päss:word").replace("Basic", "bAsIc"))).isEqualTo(200);
      assertThat(status(server, basic("bob:"))).isEqualTo(200);
      Answer refused = server.get("/");
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.header("www-authenticate"))
          .contains("Basic realm=\"Staff\", charset=\"UTF-8\"");
      for (String wrong :
          List.of(
              basic("ada:wrong"),
              basic("eve:"),
              basic("ada"),
              basic("ADA:päss:word"),
              "Basic !!!",
              "Basic",
              "Bearer x",
              "Basic " + Base64.getEncoder().encodeToString(new byte[] {(byte) 0xff, ':'}),
              "Basic " + "YQ".repeat(600))) {
        assertThat(status(server, wrong)).as(wrong).isEqualTo(401);
      }
    }
  }

  @Test
  void asksAVerifierOfTheApplicationsOwn() throws Exception {
    App app =
        App.named("test", ":0")
            .use(
                BasicAuth.create(
                    "r",
                    (user, password) -> {
                      if (user.equals("broken")) {
                        throw new IOException("the directory is down");
                      }
                      return user.equals(password);
                    }))
            .get("/", ctx -> ctx.text("in"));
    try (InMemory server = InMemory.of(app)) {
      assertThat(status(server, basic("a:a"))).isEqualTo(200);
      assertThat(status(server, basic("a:b"))).isEqualTo(401);
      assertThat(status(server, basic("broken:b"))).isEqualTo(500);
    }
  }

  @Test
  void refusesOptionsUnderWhichNobodyCouldPass() {
    assertThatThrownBy(() -> new BasicAuth.Options("r", Map.of()))
        .hasMessageContaining("users are missing");
    for (String realm : List.of("a\"b", "a\\b")) {
      assertThatThrownBy(() -> BasicAuth.create(realm, Map.of()))
          .hasMessageContaining("must not have quotes or backslashes");
    }
  }

  // ---- recovery

  @Test
  void logsUnexpectedFailuresAsItIsTold() throws Exception {
    try (Logged log = new Logged("web.recovery");
        Logged usual = new Logged("io.lokstra.http");
        InMemory with = InMemory.of(app(Recovery.create(r -> r.logger("web.recovery"))));
        InMemory without =
            InMemory.of(app(Recovery.create(r -> r.logger("web.recovery").stackTrace(false))));
        InMemory defaults = InMemory.of(app(Recovery.create()))) {
      assertThat(with.get("/boom").status()).isEqualTo(500);
      assertThat(without.get("/boom").status()).isEqualTo(500);
      assertThat(usual.events()).isEmpty();
      assertThat(log.events().getFirst().getThrowableProxy()).isNotNull();
      assertThat(Logged.line(log.events().getFirst()))
          .contains("ERROR request failed request_id=")
          .contains(" method=GET path=/boom route=GET /boom");
      assertThat(log.events().get(1).getThrowableProxy()).isNull();
      assertThat(Logged.line(log.events().get(1)))
          .contains("request failed: java.lang.IllegalStateException: bo")
          .doesNotContain("\n");
      assertThat(defaults.get("/boom").status()).isEqualTo(500);
      assertThat(usual.events()).hasSize(1);
    }
  }

  // ---- request-logger

  @Test
  void writesOneLineForEachRequestOnceItIsSent() throws Exception {
    Middleware logger = RequestLogger.create(log -> log.logger("web.requests").skipPaths("/skip"));
    App app =
        App.named("test", ":0")
            .use(logger)
            .get("/skip", ctx -> ctx.text("x"))
            .get("/items/{id}", ctx -> ctx.text("12345").withStatus(202));
    try (Logged log = new Logged("web.requests");
        InMemory server = InMemory.of(app)) {
      server.get("/skip");
      server.get("/items/7?secret=x");
      ILoggingEvent event = log.first();
      assertThat(event.getLevel()).isEqualTo(Level.INFO);
      assertThat(Logged.line(event))
          .matches(
              "INFO request request_id=\\w{20} method=GET path=/items/7 route=/items/\\{id}"
                  + " status=202 bytes=5 micros=\\d+ client=127\\.0\\.0\\.1");
      assertThat(log.events()).hasSize(1);
    }
  }

  @Test
  void cannotBeMadeToForgeLines() throws Exception {
    App app =
        App.named("test", ":0")
            .use(RequestLogger.create(log -> log.logger("web.forged")))
            .get(
                "/{path...}",
                ctx -> {
                  throw new IllegalStateException("x");
                });
    try (Logged log = new Logged("web.forged");
        Logged errors = new Logged("io.lokstra.http");
        InMemory server = InMemory.of(app)) {
      server.get("/first%20INFO%20%C2%A0x");
      assertThat(Logged.line(log.first())).contains("path=/first INFO \\u00a0x ");
      for (String hostile :
          List.of("%0d%0a", "%1b[31m", "%7f", "%00", "%E2%80%A8", "%E2%80%AE", "%C2%85")) {
        assertThat(server.get("/a" + hostile + "INFO").status()).as(hostile).isIn(400, 500);
      }
      assertThat(errors.text() + log.text())
          .doesNotContainPattern("[\\x00-\\x09\\x0b-\\x1f\\x7f\\u0085\\u2028\\u202e]");
    }
  }

  /** Longer than any request of these tests takes, on whatever machine. */
  private static final Duration PATIENT = Duration.ofMinutes(5);

  @Test
  void warnsOfFailuresOfSlowAndOfCutRequests() throws Exception {
    assertThat(logged(PATIENT, ctx -> Response.internalError()))
        .startsWith("WARN request ")
        .contains("500");
    assertThat(
            logged(
                Duration.ofMillis(20),
                ctx -> {
                  Thread.sleep(30);
                  return ctx.text("x");
                }))
        .startsWith("WARN slow request ");
    assertThat(
            logged(
                PATIENT,
                ctx ->
                    Response.stream(
                        "text/plain",
                        out -> {
                          throw new IOException("bro\nken");
                        })))
        .startsWith("WARN ")
        .contains("cut=")
        .doesNotContain("\n");
    assertThat(logged(PATIENT, ctx -> ctx.text("x"))).startsWith("INFO request ");
  }

  private static String logged(Duration slow, Handler handler) throws Exception {
    App app =
        App.named("test", ":0")
            .use(RequestLogger.create(log -> log.logger("web.slow").slow(slow)))
            .get("/", handler);
    try (Logged log = new Logged("web.slow");
        InMemory server = InMemory.of(app)) {
      if (server.begin("/").head().status() == 0) {
        throw new AssertionError("no answer");
      }
      return Logged.line(log.first());
    }
  }

  @Test
  void logsAsUsualUnlessTold() throws Exception {
    try (Logged log = new Logged("io.lokstra.requests");
        InMemory server = InMemory.of(app(RequestLogger.create()))) {
      server.get("/");
      assertThat(Logged.line(log.first())).startsWith("INFO request");
    }
  }
}
