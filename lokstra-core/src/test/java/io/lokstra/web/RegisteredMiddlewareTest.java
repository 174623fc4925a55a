package io.lokstra.web;

import static io.lokstra.http.RouteOption.use;
import static io.lokstra.http.RouteOption.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.config.ConfigurationException;
import io.lokstra.config.Default;
import io.lokstra.http.App;
import io.lokstra.http.Middleware;
import io.lokstra.http.Next;
import io.lokstra.http.RequestContext;
import io.lokstra.http.Response;
import io.lokstra.http.Router;
import io.lokstra.http.Server;
import io.lokstra.http.StartupException;
import io.lokstra.internal.memory.MemoryRequest;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RegisteredMiddlewareTest {
  record AuditOptions(
      @Default("audit") String word,
      @Default("1") int times,
      @Default("") List<String> tags,
      @Default("") Map<String, String> more,
      @Default("seconds") ChronoUnit unit,
      @Default("0s") Duration pause,
      @Default("false") boolean loud) {}

  record StrictOptions(String word) {
    StrictOptions {
      if (word.equals("no")) {
        throw new IllegalArgumentException("this word is not allowed");
      }
    }
  }

  /** Adds a field that tells its options. */
  private record Audit(AuditOptions options) implements Middleware {
    @Override
    public Response handle(RequestContext ctx, Next next) {
      return next.handle(ctx).plusHeader(io.lokstra.http.Header.of("audit", options.toString()));
    }
  }

  private static Server server(Router router) {
    return Server.named("s")
        .middleware("audit", AuditOptions.class, Audit::new)
        .app(App.named("test", ":0").mount(router));
  }

  @Test
  void standsWhereverAnInstanceDoes() throws Exception {
    Router router = Router.named("r").use(Middleware.registered("audit", Map.of("word", "router")));
    router.group(
        "/g",
        g ->
            g.use(Middleware.registered("audit", Map.of("word", "group")))
                .get(
                    "/x",
                    ctx -> "x",
                    use(Middleware.registered("audit", Map.of("word", "route")))));
    Server server =
        Server.named("s")
            .middleware("audit", AuditOptions.class, Audit::new)
            .use(Middleware.registered("audit", Map.of("word", "server")))
            .app(
                App.named("test", ":0")
                    .use(Middleware.registered("audit", Map.of("word", "app")))
                    .mount(router));
    try (InMemory running = InMemory.of(server)) {
      assertThat(running.get("/g/x").headers().all("audit"))
          .extracting(text -> text.replaceAll(".*word=(\\w+).*", "$1"))
          .containsExactly("route", "group", "router", "app", "server");
      assertThat(running.running().routes("test").getFirst().middleware())
          .containsExactly("audit", "audit", "audit", "audit", "audit");
    }
  }

  @Test
  void readsEveryKindOfOption() throws Exception {
    Map<String, ?> options =
        Map.of(
            "word",
            java.nio.CharBuffer.wrap("w"),
            "times",
            3,
            "tags",
            List.of("a,b", "c"),
            "more",
            Map.of("k", "v"),
            "unit",
            ChronoUnit.HOURS,
            "pause",
            Duration.ofMillis(1500),
            "loud",
            true);
    try (InMemory running =
        InMemory.of(
            server(
                Router.named("r")
                    .get("/", ctx -> "x", use(Middleware.registered("audit", options)))))) {
      assertThat(running.get("/").header("audit"))
          .contains(
              "AuditOptions[word=w, times=3, tags=[a,b, c], more={k=v}, unit=Hours, pause=PT1.5S,"
                  + " loud=true]");
    }
  }

  @Test
  void isOneInstanceForEachReferenceHoweverOftenItsRouterIsMounted() throws Exception {
    AtomicInteger made = new AtomicInteger();
    Router router = Router.named("r").use(Middleware.registered("count")).get("", ctx -> "x");
    Server server =
        Server.named("s")
            .middleware(
                "count",
                AuditOptions.class,
                options -> {
                  made.incrementAndGet();
                  return (ctx, next) -> next.handle(ctx);
                })
            .app(App.named("test", ":0").mount("/a", router).mount("/b", router));
    try (InMemory running = InMemory.of(server)) {
      assertThat(running.get("/a").status()).isEqualTo(200);
      assertThat(made).hasValue(1);
      running.running().replace(App.named("test", ":0").mount("/c", router));
      assertThat(running.get("/c").status()).isEqualTo(200);
    }
  }

  @Test
  void canBeLeftOutByItsNameOrTheOneItIsGiven() throws Exception {
    Router router =
        Router.named("r")
            .use(Middleware.registered("audit"))
            .use(Middleware.named("other", Middleware.registered("audit")))
            .get("/all", ctx -> "x")
            .get("/one", ctx -> "x", without("audit"))
            .get("/none", ctx -> "x", without("audit", "other"));
    try (InMemory running = InMemory.of(server(router))) {
      assertThat(running.get("/all").headers().all("audit")).hasSize(2);
      assertThat(running.get("/one").headers().all("audit")).hasSize(1);
      assertThat(running.get("/none").headers().all("audit")).isEmpty();
    }
  }

  @Test
  void makesTheStandardOnes() throws Exception {
    Router router =
        Router.named("r")
            .use(
                Middleware.registered("recovery", Map.of("logger", "web.test.recovery")),
                Middleware.registered("request-id", Map.of("header", "x-id")),
                Middleware.registered("request-logger", Map.of("slow", "500ms")),
                Middleware.registered("secure-headers", Map.of("resource-policy", "same-site")),
                Middleware.registered(
                    "basic-auth", Map.of("realm", "r", "users", Map.of("ada", "secret"))))
            .get(
                "/",
                ctx -> {
                  throw new IllegalStateException("boom");
                });
    try (Logged log = new Logged("web.test.recovery");
        InMemory running = InMemory.of(router)) {
      InMemory.Answer refused = running.get("/");
      assertThat(refused.status()).isEqualTo(401);
      assertThat(refused.header("x-id")).isPresent();
      assertThat(refused.header("cross-origin-resource-policy")).contains("same-site");
      assertThat(
              running
                  .send(
                      MemoryRequest.of("GET", "/")
                          .header("authorization", "Basic YWRhOnNlY3JldA=="))
                  .status())
          .isEqualTo(500);
      assertThat(log.text()).contains("request failed");
      assertThat(running.running().routes("test").getFirst().middleware())
          .containsExactly(
              "recovery", "request-id", "request-logger", "secure-headers", "basic-auth");
    }
  }

  @Test
  void namesAnUnknownOneItsPlaceWhatThereIsAndTheNearest() {
    Router router =
        Router.named("r")
            .use(Middleware.registered("requestlogger"))
            .get("/", ctx -> "x", use(Middleware.registered("qqqqqqqqqqqq")));
    assertThatThrownBy(() -> InMemory.of(server(router)))
        .isInstanceOf(StartupException.class)
        .message()
        .contains(
            "no middleware is registered as 'requestlogger', used at"
                + " RegisteredMiddlewareTest.java:")
        .contains("did you mean 'request-logger'?")
        .contains("there are api-key, audit, basic-auth, body-limit, ")
        .contains("'qqqqqqqqqqqq'");
  }

  @Test
  void tellsAllThatIsWrongWithItsOptionsAsConfigurationDoes() {
    Router router =
        Router.named("r")
            .use(Middleware.registered("audit", Map.of("times", "many", "wrod", "x")))
            .get("/", ctx -> "x");
    assertThatThrownBy(() -> InMemory.of(server(router)))
        .isInstanceOf(ConfigurationException.class)
        .message()
        .contains("unknown key middleware.audit.wrod")
        .contains("did you mean middleware.audit.word?")
        .contains("middleware.audit.times cannot be read")
        .contains("at code: RegisteredMiddlewareTest.java:");
  }

  @Test
  void tellsWhatIsWrongWithTheSecondReferenceToo() {
    Router router =
        Router.named("r")
            .use(Middleware.registered("audit"))
            .use(Middleware.registered("audit", Map.of("wrod", "x")))
            .use(Middleware.registered("audit", Map.of("times", List.of(1, 2))))
            .get("/", ctx -> "x");
    assertThatThrownBy(() -> InMemory.of(server(router)))
        .isInstanceOf(StartupException.class)
        .message()
        .contains("middleware 'audit', used at RegisteredMiddlewareTest.java:")
        .contains("unknown key middleware.audit.wrod")
        .contains("middleware.audit.times is a list");
  }

  @Test
  void tellsWhatIsMissingRefusedOrOfNoKindThatAnOptionCanBe() {
    assertThatThrownBy(() -> InMemory.of(strict(Map.of())))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("middleware.strict.word is missing")
        .hasMessageContaining("--middleware.strict.word=");
    assertThatThrownBy(() -> InMemory.of(strict(Map.of("word", "no"))))
        .hasMessageContaining("this word is not allowed");
    assertThatThrownBy(() -> InMemory.of(strict(Map.of("word", new Object()))))
        .hasMessageContaining("an option is a java.lang.Object; expected text, a number");
    assertThatThrownBy(() -> InMemory.of(strict(Map.of("word", "factory"))))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("middleware 'strict', used at")
        .hasMessageContaining("the factory failed");
  }

  private static Server strict(Map<String, ?> options) {
    return Server.named("s")
        .middleware(
            "strict",
            StrictOptions.class,
            strict -> {
              throw new IllegalStateException("the factory failed");
            })
        .app(
            App.named("test", ":0")
                .get("/", ctx -> "x", use(Middleware.registered("strict", options))));
  }

  @Test
  void isConfiguredFromOutsideForAllReferencesOfItsName() throws Exception {
    Router router =
        Router.named("r")
            .get("/a", ctx -> "x", use(Middleware.registered("audit", Map.of("word", "code"))))
            .get("/b", ctx -> "x", use(Middleware.registered("audit")));
    try (InMemory running =
        InMemory.of(
            server(router).set("middleware.audit.times", "5"), "--middleware.audit.word=line")) {
      assertThat(running.get("/a").header("audit").orElse("")).contains("word=line, times=5");
      assertThat(running.get("/b").header("audit").orElse("")).contains("word=line, times=5");
    }
    assertThatThrownBy(() -> InMemory.of(server(router), "--middleware.audit.wrod=line"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("did you mean --middleware.audit.word?");
    assertThatThrownBy(() ->
            InMemory.of(
                server(Router.named("none").get("/", ctx -> "x")), "--middleware.audit.word=line"))
        .as("nobody uses it")
        .isInstanceOf(ConfigurationException.class);
  }

  @Test
  void refusesANameThatIsNoneOrIsTaken() {
    Server server = server(Router.named("r"));
    for (String name : List.of("", "Audit", "1st", "a b", "-a")) {
      assertThatThrownBy(() -> server.middleware(name, AuditOptions.class, Audit::new))
          .hasMessageContaining("expected lower-case letters, digits and dashes");
    }
    for (String name : List.of("audit", "recovery")) {
      assertThatThrownBy(() -> server.middleware(name, AuditOptions.class, Audit::new))
          .hasMessage("middleware '" + name + "' is registered already");
    }
  }

  @Test
  void saysThatANameIsNoMiddlewareBeforeTheStart() throws Exception {
    Middleware hidden = Middleware.registered("audit");
    Router router =
        Router.named("r").use((ctx, next) -> hidden.handle(ctx, next)).get("/", ctx -> "x");
    try (Logged log = new Logged("io.lokstra.http");
        InMemory running = InMemory.of(server(router))) {
      assertThat(running.get("/").status()).isEqualTo(500);
      assertThat(log.events().getFirst().getThrowableProxy().getMessage())
          .contains("give it to use(…) as it is");
    }
  }
}
