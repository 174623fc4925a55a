package io.lokstra.http;

import io.lokstra.engine.CancelReason;
import io.lokstra.internal.json.JsonCodec;
import io.lokstra.internal.json.PlainJson;
import io.lokstra.internal.text.Printable;
import io.lokstra.json.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Where what a handler or a middleware did becomes a response: data becomes bytes, an exception
 * becomes an error. One per level around a route; nothing passes it but a response.
 */
final class Boundary {
  private static final Header JSON = Header.of("content-type", "application/json");

  private final ResponseFormatter formatter;
  private final Supplier<Json> json;
  private final List<Scope> scopes;
  private final Optional<FailureReporter> reporter;

  private Boundary(
      ResponseFormatter formatter,
      Supplier<Json> json,
      List<Scope> scopes,
      Optional<FailureReporter> reporter) {
    this.formatter = formatter;
    this.json = json;
    this.scopes = scopes;
    this.reporter = reporter;
  }

  /** A boundary outside of everything. */
  static Boundary of(ResponseFormatter formatter, Supplier<Json> json) {
    return new Boundary(formatter, json, List.of(), Optional.empty());
  }

  /** This boundary inside of these levels, outermost first, whose error rules apply. */
  Boundary within(List<Scope> levels) {
    return levels.size() == scopes.size()
        ? this
        : new Boundary(formatter, json, List.copyOf(levels), reporter);
  }

  /** This boundary inside of {@code nearer}, which is told of failures. */
  Boundary reportingTo(FailureReporter nearer) {
    return new Boundary(formatter, json, scopes, Optional.of(nearer));
  }

  /** The response that a handler's result is. */
  Response result(ActiveRequest ctx, @Nullable Object result) throws Exception {
    Object value = result;
    while (!(value instanceof Response response)) {
      value = meaning(ctx, value);
    }
    assert DeclaredOutput.check(ctx.route(), response);
    return response.body() instanceof ResponseBody.Data ? encoded(ctx, response) : response;
  }

  /** What a result that is no response stands for. */
  private static Object meaning(ActiveRequest ctx, @Nullable Object value) throws Exception {
    return switch (value) {
      case null ->
          throw new IllegalStateException(
              "the handler of "
                  + ctx.route().template()
                  + " ("
                  + ctx.route().origin()
                  + ") returned null; return a Response, such as ctx.noContent(), or data");
      case Optional<?> optional when optional.isEmpty() -> Response.error(Failure.of(404));
      case Optional<?> optional -> optional.get();
      case CompletionStage<?> stage -> stage.toCompletableFuture().get();
      case Failure failure -> Response.error(failure);
      default -> Response.ok(value);
    };
  }

  /** {@code response} with its data as bytes. An error in there becomes a clean 500. */
  Response encoded(ActiveRequest ctx, Response response) {
    if (!(response.body() instanceof ResponseBody.Data data)) {
      return response;
    }
    try {
      if (data.value() instanceof Failure failure) {
        return failure(ctx, response, failure);
      }
      // A request that changed something is answered in any case: refused now, it would be sent
      // again (RFC 9110 §12.5.1 leaves the choice).
      if (ctx.headers().contains("accept")
          && (ctx.method().equals("GET") || ctx.method().equals("HEAD"))) {
        ctx.accepts(response.headers().first("content-type").orElse("application/json"));
      }
      byte[] document =
          switch (data.shape()) {
            case ENVELOPE -> enveloped(data.value());
            case BARE -> json.get().encode(data.value());
          };
      Response bytes = response.withBody(new ResponseBody.Bytes(document));
      return bytes.headers().contains("content-type") ? bytes : bytes.withHeader(JSON);
    } catch (Throwable error) {
      return failed(ctx, error);
    }
  }

  private byte[] enveloped(Object data) {
    Json encoder = json.get();
    return formatter instanceof Formatters.Lokstra usual && encoder instanceof JsonCodec codec
        ? usual.encode(codec, data)
        : encoder.encode(formatter.success(data));
  }

  /** The response that {@code error} becomes. */
  Response failed(ActiveRequest ctx, Throwable error) {
    Throwable cause = unwrapped(error);
    Response response;
    try {
      response = mapped(ctx, cause);
    } catch (Throwable second) {
      second.addSuppressed(cause);
      response = unexpected(ctx, second);
    }
    return response.withCause(cause);
  }

  private Response mapped(ActiveRequest ctx, Throwable cause) throws Exception {
    for (Scope scope : scopes.reversed()) {
      for (Class<?> type = cause.getClass(); type != null; type = type.getSuperclass()) {
        ErrorHandler<?> handler = scope.errors().get(type);
        if (handler != null) {
          return encoded(ctx, answer(type, call(handler, ctx, cause)));
        }
      }
    }
    if (cause instanceof HttpException known) {
      return failure(ctx, known.toResponse(), known.failure());
    }
    Optional<CancelReason> cancelled = ctx.cancelReason();
    if (cancelled.isPresent() && isInterruption(cause)) {
      return cancelled(ctx, cancelled.get());
    }
    return unexpected(ctx, cause);
  }

  @SuppressWarnings(
      "unchecked") // registered by onError under the class of E, or one of its subclasses
  private static <E extends Throwable> Response call(
      ErrorHandler<E> handler, ActiveRequest ctx, Throwable cause) throws Exception {
    return handler.handle(ctx, (E) cause);
  }

  private static Response answer(Class<?> type, @Nullable Response response) {
    if (response == null) {
      throw new IllegalStateException(
          "onError(" + type.getSimpleName() + ".class, …) returned null; return a Response");
    }
    return response;
  }

  private Response cancelled(ActiveRequest ctx, CancelReason reason) {
    Failure failure =
        switch (reason) {
          case DEADLINE ->
              new Failure(503, "deadline_exceeded", "The request took too long.", List.of());
          case SHUTDOWN ->
              new Failure(503, "shutting_down", "The server is shutting down.", List.of());
          case CLIENT_GONE -> new Failure(503, "cancelled", "The client went away.", List.of());
        };
    return failure(ctx, HttpException.unavailable("", Duration.ofSeconds(1)).toResponse(), failure);
  }

  private Response unexpected(ActiveRequest ctx, Throwable cause) {
    try {
      reporter.ifPresentOrElse(r -> r.report(ctx, cause), () -> log(ctx, cause));
    } catch (RuntimeException second) {
      second.addSuppressed(cause);
      log(ctx, second);
    }
    return failure(ctx, Response.of(500), Failure.of(500));
  }

  private static void log(ActiveRequest ctx, Throwable cause) {
    LoggerFactory.getLogger("io.lokstra.http")
        .error("{} {} failed [{}]", ctx.method(), Printable.of(ctx.path()), ctx.requestId(), cause);
  }

  private Response failure(ActiveRequest ctx, Response response, Failure failure) {
    return write(formatter, response, failure, ctx.requestId());
  }

  /** The response to {@code failure}, in the shape of {@code formatter}. */
  static Response write(
      ResponseFormatter formatter, Response response, Failure failure, String requestId) {
    try {
      return response
          .withHeader("content-type", formatter.failureMediaType())
          .withBody(
              new ResponseBody.Bytes(PlainJson.encode(formatter.failure(failure, requestId))));
    } catch (RuntimeException e) {
      LoggerFactory.getLogger("io.lokstra.http")
          .error(
              "the formatter {} failed; the error goes out in the usual shape",
              formatter.getClass().getName(),
              e);
      return response
          .withHeader(JSON)
          .withBody(
              new ResponseBody.Bytes(
                  PlainJson.encode(ResponseFormatter.lokstra().failure(failure, requestId))));
    }
  }

  private static boolean isInterruption(Throwable cause) {
    for (Throwable at = cause; at != null; at = at.getCause()) {
      if (at instanceof InterruptedException
          || at instanceof java.io.InterruptedIOException
          || at instanceof java.nio.channels.ClosedByInterruptException
          || at instanceof CancellationException) {
        return true;
      }
    }
    return Thread.currentThread().isInterrupted();
  }

  private static Throwable unwrapped(Throwable error) {
    Throwable at = error;
    while ((at instanceof CompletionException || at instanceof ExecutionException)
        && at.getCause() != null) {
      at = at.getCause();
    }
    return at;
  }
}
