package io.lokstra.http;

import java.util.List;

/** One middleware with what is inside it. Made once, when the routes are compiled. */
final class Link implements Next {
  private final Middleware middleware;
  private final Next inside;
  private final Boundary boundary;

  private Link(Middleware middleware, Next inside, Boundary boundary) {
    this.middleware = middleware;
    this.inside = inside;
    this.boundary = boundary;
  }

  /** {@code middleware}, outermost first, around {@code core}. */
  static Next chain(List<Middleware> middleware, Next core, Boundary boundary) {
    Next chain = core;
    for (Middleware each : middleware.reversed()) {
      if (!(each instanceof FailureReporter)) {
        chain = new Link(each, chain, boundary);
      }
    }
    return chain;
  }

  @Override
  public Response handle(RequestContext ctx) {
    Response response;
    try {
      response = middleware.handle(ctx, inside);
    } catch (Throwable failure) {
      return boundary.failed((ActiveRequest) ctx, failure);
    }
    return response.body() instanceof ResponseBody.Data
        ? boundary.encoded((ActiveRequest) ctx, response)
        : response;
  }
}
