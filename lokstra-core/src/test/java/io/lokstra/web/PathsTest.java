package io.lokstra.web;

import static io.lokstra.http.RouteOption.allowEncodedSlash;
import static io.lokstra.http.RouteOption.description;
import static io.lokstra.http.RouteOption.name;
import static io.lokstra.http.RouteOption.offLoop;
import static io.lokstra.http.RouteOption.returns;
import static io.lokstra.http.RouteOption.timeout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.http.App;
import io.lokstra.http.Attribute;
import io.lokstra.http.HttpException;
import io.lokstra.http.RequestContext;
import io.lokstra.http.Route;
import io.lokstra.http.Router;
import io.lokstra.http.Server;
import io.lokstra.http.StartupException;
import io.lokstra.http.TrailingSlash;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.routing.RouterEngine;
import io.lokstra.web.InMemory.Answer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PathsTest {
  private static final Attribute<String> WHO = Attribute.of("who", String.class);

  @ParameterizedTest
  @CsvSource({
    "STRICT,   /a,      200, ''",
    "STRICT,   /a/,     404, ''",
    "STRICT,   /b/,     200, ''",
    "STRICT,   /b,      404, ''",
    "REDIRECT, /a/,     308, /a",
    "REDIRECT, /a/?x=/, 308, /a?x=/",
    "REDIRECT, /b?x=1,  308, /b/?x=1",
    "REDIRECT, /c/a%20b/, 308, /c/a%20b",
    "REDIRECT, http://localhost/a/?x, 308, /a?x",
    "REDIRECT, /none/,  404, ''",
    "REDIRECT, /,       404, ''",
    "IGNORE,   /a/,     200, ''",
    "IGNORE,   /b,      200, ''",
    "IGNORE,   /c/x/,   200, ''",
    "IGNORE,   /none/,  404, ''",
  })
  void treatsASlashAtTheEndAsTheAppSays(
      TrailingSlash policy, String target, int status, String location) throws Exception {
    App app =
        App.named("test", ":0")
            .trailingSlash(policy)
            .get("/a", ctx -> ctx.text("a"))
            .get("/b/", ctx -> ctx.text("b"))
            .get("/c/{x}", ctx -> ctx.text(ctx.path("x")));
    try (InMemory server = InMemory.of(app)) {
      Answer answer = server.get(target);
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.header("location").orElse("")).isEqualTo(location);
      assertThat(server.send(MemoryRequest.of("POST", "/a")).status()).isEqualTo(405);
    }
  }

  @Test
  void answersHeadAndOptionsByItself() throws Exception {
    App app =
        App.named("test", ":0")
            .get("/a", ctx -> ctx.text("12345"))
            .post("/a", ctx -> ctx.text("x"))
            .get("/own", ctx -> ctx.text("get"))
            .head("/own", ctx -> ctx.noContent().withHeader("x-own", "head"))
            .options("/own", ctx -> ctx.text("options"))
            .any("/any", ctx -> ctx.text(ctx.method()));
    try (InMemory server = InMemory.of(app)) {
      Answer head = server.send(MemoryRequest.of("HEAD", "/a"));
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.header("content-length")).contains("5");
      assertThat(head.body()).isEmpty();
      Answer options = server.send(MemoryRequest.of("OPTIONS", "/a"));
      assertThat(options.status()).isEqualTo(204);
      assertThat(options.header("allow").orElse("").split(", "))
          .containsExactlyInAnyOrder("GET", "HEAD", "POST", "OPTIONS");
      Answer wrong = server.send(MemoryRequest.of("DELETE", "/a"));
      assertThat(wrong.status()).isEqualTo(405);
      assertThat(wrong.header("allow")).isEqualTo(options.header("allow"));
      assertThat(wrong.body()).contains("method_not_allowed");
      assertThat(server.send(MemoryRequest.of("HEAD", "/own")).header("x-own")).contains("head");
      assertThat(server.send(MemoryRequest.of("OPTIONS", "/own")).body()).isEqualTo("options");
      assertThat(server.send(MemoryRequest.of("OPTIONS", "*")).status()).isEqualTo(204);
      for (String method : List.of("GET", "PROPFIND", "OPTIONS", "DELETE")) {
        assertThat(server.send(MemoryRequest.of(method, "/any")).body()).isEqualTo(method);
      }
    }
  }

  @Test
  void takesEncodedSlashesOnlyWhereARouteAllowsThem() throws Exception {
    App app =
        App.named("test", ":0")
            .get("/files/{path...}", ctx -> ctx.text(ctx.path("path")), allowEncodedSlash())
            .get("/plain/{path...}", ctx -> ctx.text(ctx.path("path")))
            .get("/one/{id}", ctx -> ctx.text(ctx.path("id")));
    try (InMemory server = InMemory.of(app)) {
      assertThat(server.get("/files/a%2Fb/c").body()).isEqualTo("a/b/c");
      for (String path : List.of("/plain/a%2Fb", "/one/a%2Fb", "/none/a%2fb")) {
        Answer refused = server.get(path);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.body()).contains("An encoded slash (%2F) is not taken in this path.");
      }
    }
  }

  @Test
  void nestsGroupsAndMountsOneRouterInSeveralPlaces() throws Exception {
    Router shared =
        Router.named("shared")
            .get("", ctx -> ctx.text(ctx.route().path()))
            .get("/x", ctx -> ctx.text(ctx.route().path() + " " + ctx.route().router()));
    App app =
        App.named("test", ":0")
            .mount("/a", shared)
            .mount("/b/{tenant}", shared)
            .group("/g/", g -> g.group("h", h -> h.get("/x", ctx -> "never")));
    assertThatThrownBy(() -> InMemory.of(app))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("the path 'h' at PathsTest.java:")
        .hasMessageContaining("must begin with a slash, or be empty");
    App good =
        App.named("test", ":0")
            .mount("/a", shared)
            .mount("/b/{tenant}", shared)
            .group("/g/", g -> g.group("/h", h -> h.get("/x", ctx -> ctx.text("deep"))));
    try (InMemory server = InMemory.of(good)) {
      assertThat(server.get("/a").body()).isEqualTo("/a");
      assertThat(server.get("/a/x").body()).isEqualTo("/a/x shared");
      assertThat(server.get("/b/acme/x").body()).isEqualTo("/b/{tenant}/x shared");
      assertThat(server.get("/b/acme/none").status()).isEqualTo(404);
      assertThat(server.get("/b").status()).isEqualTo(404);
      assertThat(server.get("/g/h/x").body()).isEqualTo("deep");
    }
  }

  @Test
  void describesItsRoutes() throws Exception {
    App app =
        App.named("test", ":0")
            .offLoop()
            .get(
                "/a",
                ctx -> "x",
                name("a"),
                description("An a."),
                returns(String.class),
                offLoop(),
                timeout(Duration.ZERO))
            .group("/g", g -> g.offLoop().get("/b", ctx -> ctx.text(ctx.remaining().toString())));
    try (InMemory server = InMemory.of(app)) {
      Route route = server.running().routes("test").getFirst();
      assertThat(route.template()).isEqualTo("GET /a");
      assertThat(route.name()).isEqualTo("a");
      assertThat(route.description()).isEqualTo("An a.");
      assertThat(route.output()).contains(String.class);
      assertThat(route.input()).isEmpty();
      assertThat(route.origin()).startsWith("PathsTest.java:");
      assertThat(server.get("/g/b").body()).startsWith("PT");
    }
  }

  @Test
  void namesBothOfTwoRoutesThatConflict() {
    App app = App.named("test", ":0").get("/{a}", ctx -> "1").get("/{b}", ctx -> "2");
    assertThatThrownBy(() -> InMemory.of(app))
        .isInstanceOf(StartupException.class)
        .message()
        .containsPattern("PathsTest.java:\\d+[\\s\\S]*PathsTest.java:\\d+");
  }

  @Test
  void refusesARouterThatIsMountedInsideItself() {
    Router endless = Router.named("endless");
    endless.mount("/again", endless).get("/x", ctx -> "x");
    assertThatThrownBy(() -> InMemory.of(endless))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("is nested more than 64 levels deep; is it mounted inside itself?");
  }

  @Test
  void leavesAttributesWithTheRequestUnderKeysThatNobodyCanGuess() throws Exception {
    App app =
        App.named("test", ":0")
            .use((ctx, next) -> {
              ctx.set(WHO, "ada");
              ctx.set(Attribute.of("who", String.class), "eve");
              return next.handle(ctx);
            })
            .get(
                "/",
                ctx ->
                    ctx.text(
                        ctx.get(WHO).orElse("-")
                            + ctx.get(Attribute.of("who", String.class)).orElse("-")))
            .get("/none", ctx -> ctx.text(WHO + ""));
    try (InMemory server = InMemory.of(app)) {
      assertThat(server.get("/").body()).isEqualTo("ada-");
      assertThat(server.get("/none").body()).isEqualTo("who: java.lang.String");
      assertThat(WHO.name()).isEqualTo("who");
    }
    try (InMemory server =
        InMemory.of(App.named("test", ":0").get("/", ctx -> ctx.text(ctx.get(WHO).orElse("-"))))) {
      assertThat(server.get("/").body()).isEqualTo("-");
    }
  }

  @Test
  @SuppressWarnings("ReferenceEquality") // it is to be the same object
  void isKnownAsTheCurrentRequestToWhatItCalls() throws Exception {
    assertThat(RequestContext.current()).isEmpty();
    App app =
        App.named("test", ":0")
            .get(
                "/{id}",
                ctx ->
                    ctx.text(
                        String.valueOf(
                            RequestContext.current()
                                .map(c -> c == ctx && c.path("id").equals("7")))));
    try (InMemory server = InMemory.of(app)) {
      assertThat(server.get("/7").body()).isEqualTo("Optional[true]");
    }
    assertThat(RequestContext.current()).isEmpty();
  }

  @Test
  void runsOnAnotherRouterEngineWhereItIsGivenOne() throws Exception {
    int[] built = new int[1];
    RouterEngine.Factory radix = RouterEngine.radixTree();
    RouterEngine.Factory counting =
        new RouterEngine.Factory() {
          @Override
          public <T> RouterEngine.Builder<T> builder() {
            built[0]++;
            return radix.builder();
          }
        };
    Server server =
        Server.named("s")
            .routerEngine(counting)
            .app(App.named("test", ":0").get("/", ctx -> Optional.of(ctx.text("x"))));
    try (InMemory running = InMemory.of(server)) {
      assertThat(running.get("/").body()).isEqualTo("x");
    }
    assertThat(built).containsExactly(1);
  }

  @Test
  void opensNoUrlsOfRoutesThatFailTheirType() throws Exception {
    App app =
        App.named("test", ":0")
            .get("/n/{id:int}", ctx -> ctx.text("int " + ctx.path("id", int.class)))
            .get("/n/{word}", ctx -> ctx.text("word"))
            .onError(HttpException.class, (ctx, e) -> ctx.text(e.code()).withStatus(e.status()));
    try (InMemory server = InMemory.of(app)) {
      assertThat(server.get("/n/5").body()).isEqualTo("int 5");
      assertThat(server.get("/n/x").body()).isEqualTo("word");
      assertThat(server.get("/n").status()).isEqualTo(404);
    }
  }
}
