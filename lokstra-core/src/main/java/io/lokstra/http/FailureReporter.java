package io.lokstra.http;

/**
 * Middleware that is told of unexpected failures inside it, those that are answered with 500, in
 * the place of the default, an error line with the stack trace. It wraps nothing and costs nothing
 * while nothing fails.
 */
public interface FailureReporter extends Middleware {

  /** Records {@code failure} of {@code ctx}. What it throws is logged and changes nothing. */
  void report(RequestContext ctx, Throwable failure);

  @Override
  default Response handle(RequestContext ctx, Next next) {
    return next.handle(ctx);
  }
}
