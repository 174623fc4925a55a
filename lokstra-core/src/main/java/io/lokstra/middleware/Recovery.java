package io.lokstra.middleware;

import io.lokstra.config.Default;
import io.lokstra.http.FailureReporter;
import io.lokstra.http.RequestContext;
import io.lokstra.internal.text.Printable;
import io.lokstra.log.Log;
import java.util.function.UnaryOperator;

/**
 * Says how an unexpected failure is logged. That it becomes a clean 500 needs no middleware:
 * nothing a handler throws passes the boundary around it, with or without this.
 */
public final class Recovery implements FailureReporter {

  /**
   * How failures are logged.
   *
   * @param stackTrace with the stack trace of the failure
   * @param logger the logger's name
   */
  @io.lokstra.config.Options
  public record Options(
      @Default("true") boolean stackTrace, @Default("io.lokstra.http") String logger) {

    /** With a stack trace, as {@code io.lokstra.http}. */
    public static Options defaults() {
      return new Options(true, "io.lokstra.http");
    }

    /** With or without the stack trace. */
    public Options stackTrace(boolean written) {
      return new Options(written, logger);
    }

    /** By another logger. */
    public Options logger(String name) {
      return new Options(stackTrace, name);
    }
  }

  private final Options options;

  private Recovery(Options options) {
    this.options = options;
  }

  /** Failures with their stack trace. */
  public static Recovery create() {
    return create(Options.defaults());
  }

  /** {@code create(recovery -> recovery.stackTrace(false))}. */
  public static Recovery create(UnaryOperator<Options> options) {
    return create(options.apply(Options.defaults()));
  }

  /** By these options. */
  public static Recovery create(Options options) {
    return new Recovery(options);
  }

  @Override
  public void report(RequestContext ctx, Throwable failure) {
    Log log = Log.of(options.logger());
    String path = Printable.of(ctx.path());
    String route = ctx.route().template();
    if (options.stackTrace()) {
      log.error("request failed", failure, "method", ctx.method(), "path", path, "route", route);
    } else {
      String text = Printable.of(failure.toString());
      log.error("request failed: " + text, "method", ctx.method(), "path", path, "route", route);
    }
  }

  @Override
  public String name() {
    return "recovery";
  }
}
