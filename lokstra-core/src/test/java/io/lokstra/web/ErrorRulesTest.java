package io.lokstra.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.http.App;
import io.lokstra.http.ErrorHandler;
import io.lokstra.http.Failure;
import io.lokstra.http.FieldError;
import io.lokstra.http.Handler;
import io.lokstra.http.HttpException;
import io.lokstra.http.Middleware;
import io.lokstra.http.RequestContext;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseFormatter;
import io.lokstra.http.Router;
import io.lokstra.http.Server;
import io.lokstra.web.InMemory.Answer;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class ErrorRulesTest {

  private static <E extends Throwable> ErrorHandler<E> says(String word) {
    return (ctx, error) -> Response.text(word).withStatus(418);
  }

  private static Handler fails(Exception error) {
    return ctx -> {
      throw error;
    };
  }

  @Test
  void prefersTheNearestScopeAndInItTheNearestType() throws Exception {
    Router router =
        Router.named("r")
            .onError(IOException.class, says("router io"))
            .get("/file", fails(new FileNotFoundException()))
            .get("/io", fails(new IOException()))
            .get("/state", fails(new IllegalStateException()))
            .get("/argument", fails(new IllegalArgumentException()))
            .get("/other", fails(new Exception()));
    router.group(
        "/g",
        g ->
            g.onError(Exception.class, says("group"))
                .onError(FileNotFoundException.class, says("group file"))
                .get("/file", fails(new FileNotFoundException()))
                .get("/io", fails(new IOException())));
    App app =
        App.named("test", ":0")
            .onError(FileNotFoundException.class, says("app file"))
            .onError(IllegalStateException.class, says("app state"))
            .mount(router);
    Server server =
        Server.named("s")
            .onError(IllegalStateException.class, says("server state"))
            .onError(RuntimeException.class, says("server runtime"))
            .app(app);
    try (InMemory running = InMemory.of(server)) {
      assertThat(running.get("/g/file").body()).isEqualTo("group file");
      assertThat(running.get("/g/io").body()).isEqualTo("group");
      assertThat(running.get("/file").body()).isEqualTo("router io");
      assertThat(running.get("/io").body()).isEqualTo("router io");
      assertThat(running.get("/state").body()).isEqualTo("app state");
      assertThat(running.get("/argument").body()).isEqualTo("server runtime");
      assertThat(running.get("/other").status()).isEqualTo(500);
    }
  }

  @Test
  void answersWhatMiddlewareThrowsByTheRulesAroundThatMiddleware() throws Exception {
    Middleware failing =
        (ctx, next) -> {
          throw new IOException();
        };
    Router inner =
        Router.named("inner").onError(IOException.class, says("inner")).get("/x", ctx -> "x");
    Router itself =
        Router.named("itself")
            .use(failing)
            .onError(IOException.class, says("itself"))
            .get("/y", ctx -> "y");
    try (InMemory outside =
            InMemory.of(
                App.named("test", ":0")
                    .use(failing)
                    .onError(IOException.class, says("app"))
                    .mount(inner));
        InMemory inside = InMemory.of(itself)) {
      assertThat(outside.get("/x").body()).isEqualTo("app");
      assertThat(outside.get("/nowhere").body()).isEqualTo("app");
      assertThat(inside.get("/y").body()).isEqualTo("itself");
    }
  }

  @Test
  void letsTheApplicationAnswerHttpExceptionsItsOwnWay() throws Exception {
    Router router =
        Router.named("r")
            .onError(
                HttpException.class,
                (ctx, error) -> Response.of(error.status(), Map.of("own", error.code())))
            .get("/", fails(HttpException.notFound("no")));
    try (InMemory running = InMemory.of(router)) {
      Answer answer = running.get("/");
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.body()).contains("\"data\":{\"own\":\"not_found\"}");
    }
  }

  @Test
  @SuppressWarnings("NullAway") // what a rule written without null checks does
  void becomesACleanErrorWhenARuleItselfFails() throws Exception {
    Router router =
        Router.named("r")
            .onError(
                IOException.class,
                (ctx, error) -> {
                  throw new IllegalStateException("the rule broke");
                })
            .onError(IllegalArgumentException.class, (ctx, error) -> null)
            .onError(ArithmeticException.class, (ctx, error) -> Response.ok(new Broken("x")))
            .get("/broken", fails(new IOException("first")))
            .get("/null", fails(new IllegalArgumentException("first")))
            .get("/data", fails(new ArithmeticException("first")));
    try (Logged log = new Logged("io.lokstra.http");
        InMemory running = InMemory.of(router)) {
      assertThat(running.get("/broken").status()).isEqualTo(500);
      assertThat(log.events().getFirst().getThrowableProxy().getMessage())
          .isEqualTo("the rule broke");
      assertThat(log.events().getFirst().getThrowableProxy().getSuppressed()[0].getMessage())
          .isEqualTo("first");
      assertThat(running.get("/null").status()).isEqualTo(500);
      assertThat(log.events().get(1).getThrowableProxy().getMessage())
          .contains("onError(IllegalArgumentException")
          .contains("returned null");
      assertThat(running.get("/data").status()).isEqualTo(500);
    }
  }

  @Test
  void becomesACleanErrorWhenDataCannotBeEncoded() throws Exception {
    Router router =
        Router.named("r")
            .get("/thread", ctx -> Map.of("t", new Broken("x")))
            .get("/json", ctx -> ctx.json(new Broken("x")).withHeader("x-kept", "no"));
    try (InMemory running = InMemory.of(router)) {
      for (String path : List.of("/thread", "/json")) {
        Answer answer = running.get(path);
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).contains("internal_error").doesNotContain("cannot be told");
      }
    }
  }

  record Broken(String value) {
    @Override
    public String value() {
      throw new IllegalStateException("cannot be told");
    }
  }

  @Test
  @SuppressWarnings("FutureReturnValueIgnored") // the handlers return them
  void unwrapsWhatAsynchronousCodeWraps() throws Exception {
    Router router =
        Router.named("r")
            .onError(IOException.class, says("io"))
            .get("/stage", ctx -> CompletableFuture.failedFuture(new IOException()))
            .get(
                "/nested",
                ctx ->
                    CompletableFuture.failedFuture(
                        new CompletionException(new CompletionException(new IOException()))))
            .get("/unchecked", fails(new UncheckedIOException(new IOException())))
            .get("/http", ctx -> CompletableFuture.failedFuture(HttpException.conflict("taken")));
    try (InMemory running = InMemory.of(router)) {
      assertThat(running.get("/stage").body()).isEqualTo("io");
      assertThat(running.get("/nested").body()).isEqualTo("io");
      assertThat(running.get("/unchecked").status()).isEqualTo(500);
      assertThat(running.get("/http").status()).isEqualTo(409);
    }
  }

  @Test
  void fallsBackToTheUsualShapeWhenTheFormatterFails() throws Exception {
    ResponseFormatter broken =
        new ResponseFormatter() {
          @Override
          public Object success(Object data) {
            throw new IllegalStateException("no success");
          }

          @Override
          public Map<String, Object> failure(Failure failure, String requestId) {
            throw new IllegalStateException("no failure");
          }
        };
    try (Logged log = new Logged("io.lokstra.http");
        InMemory running =
            InMemory.of(App.named("test", ":0").format(broken).get("/", ctx -> List.of()))) {
      assertThat(running.get("/").status()).isEqualTo(500);
      Answer missing = running.get("/none");
      assertThat(missing.status()).isEqualTo(404);
      assertThat(missing.body()).startsWith("{\"status\":\"error\"");
      assertThat(log.text()).contains("the error goes out in the usual shape");
    }
  }

  @Test
  void hasEveryErrorAsAnExceptionAndAsAResponse() throws Exception {
    List<FieldError> fields = List.of(new FieldError("a", "b", "c"));
    Map<Response, HttpException> same =
        Map.of(
            Response.badRequest("m"), HttpException.badRequest("m"),
            Response.unauthorized("Bearer"), HttpException.unauthorized("Bearer"),
            Response.forbidden("m"), HttpException.forbidden("m"),
            Response.notFound("m"), HttpException.notFound("m"),
            Response.conflict("m"), HttpException.conflict("m"),
            Response.preconditionFailed("m"), HttpException.preconditionFailed("m"),
            Response.contentTooLarge("m"), HttpException.contentTooLarge("m"),
            Response.unsupportedMediaType("m"), HttpException.unsupportedMediaType("m"),
            Response.invalid(fields), HttpException.invalid("a", "b", "c"),
            Response.unavailable("m", Duration.ofMillis(1_001)),
                HttpException.unavailable("m", Duration.ofMillis(1_001)));
    for (Map.Entry<Response, HttpException> each : same.entrySet()) {
      Router router =
          Router.named("r").get("/r", ctx -> each.getKey()).get("/e", fails(each.getValue()));
      try (InMemory running = InMemory.of(router)) {
        Answer response = running.get("/r");
        Answer exception = running.get("/e");
        assertThat(response.status()).isEqualTo(each.getValue().status());
        assertThat(exception.status()).isEqualTo(response.status());
        assertThat(withoutId(exception.body())).isEqualTo(withoutId(response.body()));
        for (String field : List.of("www-authenticate", "retry-after")) {
          assertThat(exception.header(field)).isEqualTo(response.header(field));
        }
      }
    }
    assertThat(Response.tooManyRequests(Duration.ZERO).headers().first("retry-after"))
        .contains("1");
    assertThat(Response.unavailable("", Duration.ofMillis(1_001)).headers().first("retry-after"))
        .contains("2");
    assertThat(Response.internalError().status()).isEqualTo(500);
    assertThat(Response.error(418, "teapot", "short and stout").status()).isEqualTo(418);
    assertThat(HttpException.invalid("a", "b", "c").fields()).isEqualTo(fields);
    assertThat(HttpException.invalid("a", "b", "c").code()).isEqualTo("invalid");
  }

  private static String withoutId(String body) {
    return body.replaceAll("\"request_id\":\"[^\"]*\"", "");
  }

  @Test
  void hasACodeAndAMessageForEveryErrorStatus() {
    for (int status = 400; status < 600; status++) {
      Failure failure = Failure.of(status);
      assertThat(failure.code()).matches("[a-z_]+");
      assertThat(failure.message()).endsWith(".");
    }
    assertThat(Failure.of(499).code()).isEqualTo("request_error");
    assertThat(Failure.of(599).code()).isEqualTo("server_error");
    for (int status : new int[] {200, 399, 600}) {
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> Failure.of(status))
          .hasMessage("not an error status: " + status + "; expected 400 to 599");
    }
  }

  @Test
  void answersAFailureThatIsReturnedAsAnError() throws Exception {
    Router router = Router.named("r").get("/", (RequestContext ctx) -> Failure.of(410, "Gone."));
    try (InMemory running = InMemory.of(router)) {
      assertThat(running.get("/").status()).isEqualTo(410);
      assertThat(running.get("/").body()).contains("Gone.");
    }
  }
}
