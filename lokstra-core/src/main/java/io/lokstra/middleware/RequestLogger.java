package io.lokstra.middleware;

import io.lokstra.config.Default;
import io.lokstra.engine.Outcome;
import io.lokstra.http.Middleware;
import io.lokstra.http.Next;
import io.lokstra.http.RequestContext;
import io.lokstra.http.Response;
import io.lokstra.internal.log.FieldList;
import io.lokstra.internal.text.Printable;
import io.lokstra.log.Log;
import io.lokstra.log.LogLevel;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;

/**
 * Writes one line for each request once its response has been sent: with the status that was sent,
 * the bytes and the time it took, as key-value pairs.
 */
public final class RequestLogger implements Middleware {

  /**
   * What is logged.
   *
   * @param logger the logger's name
   * @param skipPaths paths that are not logged, compared whole
   * @param slow requests that take longer are logged as warnings; zero for none
   * @param sample one request in so many is logged, by chance; 1 for all. Failures and slow ones
   *     are logged in any case
   */
  @io.lokstra.config.Options
  public record Options(
      @Default("io.lokstra.requests") String logger,
      @Default("") List<String> skipPaths,
      @Default("0s") @PositiveOrZero Duration slow,
      @Default("1") @Positive int sample) {

    /** Checks the paths. */
    public Options {
      skipPaths = List.copyOf(skipPaths);
      for (int i = 0; i < skipPaths.size(); i++) {
        if (!skipPaths.get(i).startsWith("/")) {
          throw new IllegalArgumentException(
              "skip-paths[%d] is no path: '%s'; expected one that begins with a slash, compared whole"
                  .formatted(i, Printable.of(skipPaths.get(i))));
        }
      }
    }

    /** Every request, as {@code io.lokstra.requests}. */
    public static Options defaults() {
      return new Options("io.lokstra.requests", List.of(), Duration.ZERO, 1);
    }

    /** By another logger. */
    public Options logger(String name) {
      return new Options(name, skipPaths, slow, sample);
    }

    /** Not these paths. */
    public Options skipPaths(String... paths) {
      return new Options(logger, List.of(paths), slow, sample);
    }

    /** Warns of requests that take longer. */
    public Options slow(Duration threshold) {
      return new Options(logger, skipPaths, threshold, sample);
    }

    /** One request in so many, by chance; failures and slow ones in any case. */
    public Options sample(int oneIn) {
      return new Options(logger, skipPaths, slow, oneIn);
    }
  }

  private final Options options;
  private final Log log;

  private RequestLogger(Options options) {
    if (options.sample() < 1) {
      throw new IllegalArgumentException(
          "request-logger: sample is %d; expected 1 or more".formatted(options.sample()));
    }
    this.options = options;
    this.log = Log.of(options.logger());
  }

  /** Every request. */
  public static RequestLogger create() {
    return create(Options.defaults());
  }

  /** {@code create(log -> log.slow(Duration.ofMillis(500)))}. */
  public static RequestLogger create(UnaryOperator<Options> options) {
    return create(options.apply(Options.defaults()));
  }

  /** By these options. */
  public static RequestLogger create(Options options) {
    return new RequestLogger(options);
  }

  @Override
  public Response handle(RequestContext ctx, Next next) {
    if (!options.skipPaths().contains(ctx.path())) {
      ctx.onEnd(outcome -> write(ctx, outcome));
    }
    return next.handle(ctx);
  }

  private void write(RequestContext ctx, Outcome outcome) {
    Duration took = Duration.ofNanos(outcome.nanos());
    // What left HTTP lasts as long as its session.
    boolean slow =
        outcome.status() != 101 && !options.slow().isZero() && took.compareTo(options.slow()) > 0;
    boolean failed = outcome.status() >= 500 || outcome.failure().isPresent();
    if (!slow && !failed && isLeftOut()) {
      return;
    }
    LogLevel level = slow || failed ? LogLevel.WARN : LogLevel.INFO;
    String message = slow ? "slow request" : "request";
    if (!log.isOn(level)) {
      return;
    }
    FieldList fields = new FieldList();
    fields
        .add("method", Printable.of(ctx.method()))
        .add("path", Printable.of(ctx.path()))
        .add("route", ctx.route().path())
        .add("status", outcome.status())
        .add("bytes", outcome.bodyBytes())
        .add("micros", took.toNanos() / 1_000)
        .add("client", ctx.clientAddress());
    outcome.failure().ifPresent(cut -> fields.add("cut", Printable.of(cut.toString())));
    log.log(level, message, null, fields.toArray());
  }

  private boolean isLeftOut() {
    return options.sample() > 1 && ThreadLocalRandom.current().nextInt(options.sample()) != 0;
  }

  @Override
  public String name() {
    return "request-logger";
  }
}
