package io.lokstra.web;

import static io.lokstra.http.RouteOption.name;
import static io.lokstra.http.RouteOption.use;
import static io.lokstra.http.RouteOption.without;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.http.App;
import io.lokstra.http.Middleware;
import io.lokstra.http.RequestContext;
import io.lokstra.http.Response;
import io.lokstra.http.Router;
import io.lokstra.http.Server;
import io.lokstra.http.StartupException;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.web.InMemory.Answer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class RoutingTest {

  private static Middleware mark(String name) {
    return Middleware.named(
        name,
        (ctx, next) -> {
          Response inner = next.handle(ctx);
          String trail = inner.headers().first("trail").map(t -> name + ">" + t).orElse(name);
          return inner.withHeader("trail", trail);
        });
  }

  @Test
  @SuppressWarnings("FutureReturnValueIgnored") // the handler returns it
  void answersWithWhatAHandlerReturns() throws Exception {
    Router router =
        Router.named("r")
            .get("/text", ctx -> ctx.text("hello"))
            .get("/data", ctx -> java.util.Map.of("a", 1))
            .get("/none", ctx -> Optional.empty())
            .get("/some", ctx -> Optional.of(ctx.text("there")))
            .get("/later", ctx -> CompletableFuture.supplyAsync(() -> "x"))
            .get("/null", RoutingTest::nothing)
            .get("/user/{id}", ctx -> ctx.text(ctx.path("id")));
    try (InMemory server = InMemory.of(router)) {
      assertThat(server.get("/text").body()).isEqualTo("hello");
      assertThat(server.get("/data").body())
          .isEqualTo("{\"status\":\"success\",\"data\":{\"a\":1}}");
      assertThat(server.get("/none").status()).isEqualTo(404);
      assertThat(server.get("/some").body()).isEqualTo("there");
      assertThat(server.get("/later").body()).contains("\"data\":\"x\"");
      assertThat(server.get("/null").status()).isEqualTo(500);
      assertThat(server.get("/user/a%20b").body()).isEqualTo("a b");
      assertThat(server.get("/health/live").body()).isEqualTo("{\"status\":\"up\"}");
      assertThat(server.get("/health/ready").status()).isEqualTo(200);
    }
  }

  @SuppressWarnings("NullAway") // what a handler written without null checks does
  private static Object nothing(RequestContext ctx) {
    return null;
  }

  @Test
  void runsMiddlewareFromTheOutermostInwards() throws Exception {
    Router api = Router.named("api").use(mark("router"));
    api.group("/g", g -> g.use(mark("group")).get("/x", ctx -> ctx.text("x"), use(mark("route"))));
    api.get("/less", ctx -> ctx.text("y"), without("app", "router"));
    Server server =
        Server.named("s")
            .use(mark("server"))
            .app(App.named("test", ":0").use(mark("app")).mount("/api", api));
    try (InMemory running = InMemory.of(server)) {
      Answer answer = running.get("/api/g/x");
      assertThat(answer.header("trail")).contains("server>app>router>group>route");
      assertThat(running.get("/api/less").header("trail")).contains("server");
      assertThat(running.get("/api/nowhere").header("trail")).contains("server>app>router");
      assertThat(running.get("/nowhere").header("trail")).contains("server>app");
      Answer post = running.send(MemoryRequest.of("POST", "/api/g/x"));
      assertThat(post.status()).isEqualTo(405);
      assertThat(post.header("allow")).contains("GET, HEAD, OPTIONS");
      assertThat(post.header("trail")).contains("server>app>router>group");
      Answer options = running.send(MemoryRequest.of("OPTIONS", "/api/g/x"));
      assertThat(options.status()).isEqualTo(204);
      assertThat(options.header("trail")).contains("server>app>router>group");
    }
  }

  @Test
  void buildsTheLocationOfWhatWasCreated() throws Exception {
    Router router =
        Router.named("r")
            .get("/todos/{id}", ctx -> ctx.text(ctx.path("id")), name("todo"))
            .post("/todos", ctx -> ctx.created("made", "todo", "a b"));
    try (InMemory server = InMemory.of(router)) {
      Answer answer = server.send(MemoryRequest.of("POST", "/todos"));
      assertThat(answer.status()).isEqualTo(201);
      assertThat(answer.header("location")).contains("/todos/a%20b");
    }
  }

  @Test
  void tellsTheClientNothingOfAnUnexpectedFailure() throws Exception {
    Router router =
        Router.named("r")
            .get(
                "/boom",
                ctx -> {
                  throw new IllegalStateException("secret");
                });
    try (InMemory server = InMemory.of(router)) {
      Answer answer = server.get("/boom");
      assertThat(answer.status()).isEqualTo(500);
      assertThat(answer.body()).doesNotContain("secret").contains("request_id");
    }
  }

  @Test
  void reportsAllThatIsWrongWithTheRoutesTogether() {
    Router router =
        Router.named("r")
            .get("/a", ctx -> "1", name("one"))
            .get("/a", ctx -> "2", name("one"))
            .get("b", ctx -> "3")
            .get("/c/{", ctx -> "4")
            .route("GE T", "/d", ctx -> "5")
            .get("/e", ctx -> "6", without("nothing"));
    assertThatThrownBy(() -> InMemory.of(router))
        .isInstanceOf(StartupException.class)
        .message()
        .contains("two routes are named 'one'")
        .contains("must begin with a slash")
        .contains("'GE T'")
        .contains("leaves out middleware 'nothing'")
        .contains("RoutingTest.java:");
  }
}
