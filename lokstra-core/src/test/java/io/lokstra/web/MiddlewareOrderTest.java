package io.lokstra.web;

import static io.lokstra.http.RouteOption.use;
import static io.lokstra.http.RouteOption.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.http.App;
import io.lokstra.http.FailureReporter;
import io.lokstra.http.HttpException;
import io.lokstra.http.Middleware;
import io.lokstra.http.Next;
import io.lokstra.http.RequestContext;
import io.lokstra.http.Response;
import io.lokstra.http.Router;
import io.lokstra.http.Server;
import io.lokstra.http.StartupException;
import io.lokstra.http.TrailingSlash;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.web.InMemory.Answer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The order of middleware, as {@code docs/middleware.md} tells it. */
class MiddlewareOrderTest {
  private static InMemory server;

  private static Middleware mark(String name) {
    return Middleware.named(
        name,
        (ctx, next) -> {
          Response inner = next.handle(ctx);
          String trail = inner.headers().first("trail").map(t -> name + ">" + t).orElse(name);
          return inner.withHeader("trail", trail);
        });
  }

  private static Object fail(RequestContext ctx) {
    throw new IllegalStateException("boom");
  }

  @BeforeAll
  static void start() {
    Router api = Router.named("api").use(mark("router"), mark("router2"));
    api.get("/plain", ctx -> "x")
        .get("/fewer", ctx -> "x", without("server", "app", "router"))
        .get("/typed/{id:int}", ctx -> "x");
    api.group(
        "/g",
        g ->
            g.use(mark("group"))
                .get("/x", ctx -> "x", use(mark("route"), mark("route2")))
                .get("/fail", MiddlewareOrderTest::fail, use(mark("route")))
                .get(
                    "/refused",
                    ctx -> {
                      throw HttpException.conflict("no");
                    })
                .group("/deep", d -> d.use(mark("deep")).without("group").get("/y", ctx -> "y"))
                .get("/slash/", ctx -> "x"));
    api.group("/shared", a -> a.use(mark("reading")).get("", ctx -> "x"));
    api.group("/shared", b -> b.use(mark("writing")).post("", ctx -> "x"));
    Router other = Router.named("other").use(mark("other")).get("/z", ctx -> "z");
    App app =
        App.named("test", ":0")
            .use(mark("app"), mark("app2"))
            .trailingSlash(TrailingSlash.REDIRECT)
            .mount("/api", api)
            .mount("/api/other", other)
            .get("/own", ctx -> "x");
    server = InMemory.of(Server.named("s").use(mark("server"), mark("server2")).app(app));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest(name = "{0} {1} is {2}, around it {3}")
  @CsvSource({
    "GET,     /api/g/x,        200, server>server2>app>app2>router>router2>group>route>route2",
    "HEAD,    /api/g/x,        200, server>server2>app>app2>router>router2>group>route>route2",
    "GET,     /api/g/deep/y,   200, server>server2>app>app2>router>router2>deep",
    "GET,     /api/plain,      200, server>server2>app>app2>router>router2",
    "GET,     /api/fewer,      200, server2>app2>router2",
    "GET,     /own,            200, server>server2>app>app2",
    "GET,     /api/g/fail,     500, server>server2>app>app2>router>router2>group>route",
    "GET,     /api/g/refused,  409, server>server2>app>app2>router>router2>group",
    "GET,     /api/none,       404, server>server2>app>app2>router>router2",
    "GET,     /api/typed/a,    404, server>server2>app>app2>router>router2",
    "GET,     /api/other/none, 404, server>server2>app>app2>router>router2>other",
    "GET,     /none,           404, server>server2>app>app2",
    "GET,     /,               404, server>server2>app>app2",
    "GET,     /api/a%2Fb,      400, server>server2>app>app2>router>router2",
    "POST,    /api/g/x,        405, server>server2>app>app2>router>router2>group",
    "PUT,     /api/shared,     405, server>server2>app>app2>router>router2",
    "OPTIONS, /api/g/x,        204, server>server2>app>app2>router>router2>group",
    "OPTIONS, /api/shared,     204, server>server2>app>app2>router>router2",
    "OPTIONS, *,               204, server>server2>app>app2",
    "GET,     /api/g/slash,    308, server>server2>app>app2>router>router2>group",
    "GET,     /health/live,    200,",
  })
  void runsFromTheOutermostInwards(String method, String target, int status, String order)
      throws Exception {
    Answer answer = server.send(MemoryRequest.of(method, target));
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("trail").orElse("")).isEqualTo(order == null ? "" : order);
  }

  @ParameterizedTest(name = "{0} is under {1}")
  @CsvSource({
    "/,               ''",
    "/shop,           tenant>shop",
    "/shop/none,      tenant>shop",
    "/shop/stock/x/y, tenant>shop>stock",
    "/acme/stock/x,   tenant>stock",
    "/acme/none,      tenant",
    "/v7/none,        tenant>version",
    "/vx/none,        tenant",
    "/17/none,        tenant>number",
    "/twice/none,     tenant",
    "/slash/none,     tenant>slash",
    "/files/a/b,      tenant>files",
  })
  void coversAPathWithoutARouteByEveryRouterWhosePrefixMatches(String target, String order)
      throws Exception {
    App app =
        App.named("test", ":0")
            .mount("/{tenant}", answering("tenant"))
            .mount("/shop", answering("shop"))
            .mount("/{tenant}/stock", answering("stock"))
            .mount("/v{n:int}", answering("version"))
            .mount("/{n:int}", answering("number"))
            .mount("/twice", answering("once"))
            .mount("/twice", answering("again"))
            .mount("/slash/", answering("slash"))
            .mount("/files", answering("files"));
    try (InMemory running = InMemory.of(Server.named("s").app(app))) {
      Answer answer = running.send(MemoryRequest.of("GET", target));

      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.header("trail").orElse("")).isEqualTo(order);
    }
  }

  /** Below a path of its own, so that the routes of several never conflict. */
  private static Router answering(String name) {
    return Router.named(name).use(mark(name)).get("/route-of-" + name, ctx -> "x");
  }

  @Test
  void composesNothingWhileItServes() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Middleware counted =
        new Middleware() {
          @Override
          public Response handle(RequestContext ctx, Next next) {
            return next.handle(ctx);
          }

          @Override
          public String name() {
            asked.incrementAndGet(); // composing a chain needs the name, running it does not
            return "counted";
          }
        };
    Router api = Router.named("api").use(counted).get("/x", ctx -> "x").get("/slash/", ctx -> "x");
    App app = App.named("test", ":0").trailingSlash(TrailingSlash.REDIRECT).mount("/api", api);
    try (InMemory running = InMemory.of(Server.named("s").use(counted).app(app))) {
      int atStart = asked.get();
      assertThat(atStart).isPositive();
      for (String request :
          List.of("GET /api/none 404", "GET /none 404", "POST /api/x 405", "OPTIONS /api/x 204")) {
        String[] each = request.split(" ");
        assertThat(running.send(MemoryRequest.of(each[0], each[1])).status())
            .isEqualTo(Integer.parseInt(each[2]));
      }
      assertThat(running.get("/api/slash").status()).isEqualTo(308);
      assertThat(running.get("/api/a%2Fb").status()).isEqualTo(400);
      assertThat(running.send(MemoryRequest.of("OPTIONS", "*")).status()).isEqualTo(204);
      assertThat(asked).hasValue(atStart);
    }
  }

  @Test
  void refusesPrefixesThatOverlapWithoutEnd() {
    App app = App.named("test", ":0");
    for (int at = 0; at < 13; at++) {
      StringBuilder prefix = new StringBuilder();
      for (int i = 0; i < 13; i++) {
        prefix.append(i == at ? "/a" : "/{p" + i + "}");
      }
      app.mount(prefix.toString(), answering("r" + at));
    }
    assertThatThrownBy(() -> InMemory.of(Server.named("s").app(app)))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("overlap in more than 4096 ways");
  }

  @Test
  void seesTheTrueStatusTheCauseAndTheBytes() throws Exception {
    List<String> seen = new CopyOnWriteArrayList<>();
    Middleware watch =
        (ctx, next) -> {
          Response response = next.handle(ctx);
          seen.add(
              response.status()
                  + " "
                  + response.body().getClass().getSimpleName()
                  + response.cause().map(c -> " " + c.getMessage()).orElse(""));
          return response;
        };
    Router router =
        Router.named("r")
            .get("/data", ctx -> List.of(1))
            .get("/fail", MiddlewareOrderTest::fail)
            .get(
                "/conflict",
                ctx -> {
                  throw HttpException.conflict("taken");
                });
    try (InMemory running = InMemory.of(App.named("test", ":0").use(watch).mount(router))) {
      running.get("/data");
      running.get("/fail");
      running.get("/conflict");
      running.get("/nowhere");
      running.send(MemoryRequest.of("POST", "/data"));
    }
    assertThat(seen)
        .containsExactly(
            "200 Bytes", "500 Bytes boom", "409 Bytes taken", "404 Bytes", "405 Bytes");
  }

  @Test
  void mayAnswerByItselfAlsoWithData() throws Exception {
    Middleware early = (ctx, next) -> Response.of(202, List.of("early"));
    try (InMemory running =
        InMemory.of(
            App.named("test", ":0")
                .use(mark("outer"), early)
                .get("/", MiddlewareOrderTest::fail))) {
      Answer answer = running.get("/");
      assertThat(answer.status()).isEqualTo(202);
      assertThat(answer.body()).contains("\"data\":[\"early\"]");
      assertThat(answer.header("trail")).contains("outer");
    }
  }

  @Test
  @SuppressWarnings("NullAway") // what middleware written without null checks does
  void becomesACleanErrorWhenItFailsOrReturnsNothing() throws Exception {
    Router router =
        Router.named("r")
            .get(
                "/throws",
                ctx -> "x",
                use((ctx, next) -> {
                  throw new java.io.IOException("secret");
                }))
            .get("/error", ctx -> "x", use((ctx, next) -> deep(0)))
            .get("/null", ctx -> "x", use((ctx, next) -> null))
            .get("/named", ctx -> "x", use(Middleware.named("silent", (ctx, next) -> null)));
    try (Logged log = new Logged("io.lokstra.http");
        InMemory running = InMemory.of(App.named("test", ":0").use(mark("outer")).mount(router))) {
      for (String path : List.of("/throws", "/error", "/null", "/named")) {
        Answer answer = running.get(path);
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).contains("internal_error").doesNotContain("secret");
        assertThat(answer.header("trail")).contains("outer");
      }
      assertThat(log.events().get(2).getThrowableProxy().getMessage())
          .contains("MiddlewareOrderTest")
          .contains("returned null; return what next.handle(ctx) gives");
      assertThat(log.events().get(3).getThrowableProxy().getMessage())
          .contains("middleware silent returned null");
    }
  }

  private static Response deep(int depth) {
    return depth < 0 ? Response.of(204) : deep(depth + 1);
  }

  @Test
  void refusesToLeaveOutWhatNothingAroundUses() {
    Router router =
        Router.named("r")
            .use(mark("auth"))
            .without("nothing-1")
            .group("/g", g -> g.without("nothing-2").get("/x", ctx -> "x", without("atuh")));
    App app = App.named("test", ":0").without("nothing-3").mount(router);
    assertThatThrownBy(() -> InMemory.of(app))
        .isInstanceOf(StartupException.class)
        .message()
        .contains("router r at MiddlewareOrderTest.java:")
        .contains("leaves out middleware 'nothing-1'")
        .contains("group /g at MiddlewareOrderTest.java:")
        .contains("leaves out middleware 'nothing-2'")
        .contains("app test leaves out middleware 'nothing-3'")
        .contains(
            "leaves out middleware 'atuh', which nothing around it uses; around it are [auth]");
  }

  @Test
  void tellsTheNearestReporterAroundWhatFailed() throws Exception {
    List<String> told = new CopyOnWriteArrayList<>();
    Middleware bad =
        (ctx, next) -> {
          throw new IllegalStateException("outside");
        };
    Router inner =
        Router.named("inner")
            .use(reporter("inner", told))
            .get("/handler", MiddlewareOrderTest::fail)
            .get("/known", ctx -> Response.notFound("no"));
    Router failing =
        Router.named("failing").use(bad, reporter("failing", told)).get("", ctx -> "x");
    App app =
        App.named("test", ":0")
            .use(reporter("app", told))
            .mount(inner)
            .mount("/failing", failing)
            .get("/own", MiddlewareOrderTest::fail);
    try (InMemory running = InMemory.of(app)) {
      running.get("/handler");
      running.get("/known");
      running.get("/own");
      running.get("/failing");
    }
    assertThat(told).containsExactly("inner boom", "app boom", "app outside");
  }

  @Test
  void logsWhatAReporterItselfThrows() throws Exception {
    FailureReporter broken =
        (ctx, failure) -> {
          throw new IllegalArgumentException("the reporter broke");
        };
    try (Logged log = new Logged("io.lokstra.http");
        InMemory running =
            InMemory.of(
                App.named("test", ":0")
                    .use(Middleware.named("reporter", broken))
                    .get("/", MiddlewareOrderTest::fail))) {
      assertThat(running.get("/").status()).isEqualTo(500);
      assertThat(log.events().getFirst().getThrowableProxy().getMessage())
          .isEqualTo("the reporter broke");
      assertThat(log.events().getFirst().getThrowableProxy().getSuppressed()[0].getMessage())
          .isEqualTo("boom");
    }
  }

  private static FailureReporter reporter(String name, List<String> told) {
    return (ctx, failure) -> told.add(name + " " + failure.getMessage());
  }

  @Test
  void namesMiddlewareByItsClassOrNotAtAll() {
    assertThat(new CamelCase().name()).isEqualTo("camel-case");
    Middleware lambda = (ctx, next) -> next.handle(ctx);
    assertThat(lambda.name()).isEmpty();
    assertThat(Middleware.named("x", lambda).name()).isEqualTo("x");
    CamelCase same = new CamelCase();
    assertThat(Middleware.named("camel-case", same)).isSameAs(same);
  }

  private static final class CamelCase implements Middleware {
    @Override
    public Response handle(RequestContext ctx, io.lokstra.http.Next next) {
      return next.handle(ctx);
    }
  }
}
