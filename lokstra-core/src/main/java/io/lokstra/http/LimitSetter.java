package io.lokstra.http;

/**
 * Middleware that wraps nothing: it says what holds for the routes inside it before a byte of a
 * body is read, and costs a request nothing. Of several the innermost has the last word; what a
 * route says of itself ({@link RouteOption#maxBody}, {@link RouteOption#timeout}) outweighs all.
 */
public interface LimitSetter extends Middleware {

  /** The limits inside, given those outside; asked once for each route, at start. */
  Limits inside(Limits outside);

  @Override
  default Response handle(RequestContext ctx, Next next) {
    return next.handle(ctx);
  }
}
