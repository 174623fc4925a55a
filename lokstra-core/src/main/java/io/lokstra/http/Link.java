package io.lokstra.http;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /**
   * {@code middleware}, outermost first, around {@code handler}. What a link throws is answered by
   * the error rules of the levels around that link, and told to the nearest reporter around it.
   *
   * @param boundary for what is thrown outside of all scopes
   * @param scopes the levels around the handler, outermost first
   */
  static Next chain(
      Boundary boundary, List<Scope> scopes, List<Scope.Placed> middleware, Handler handler) {
    List<Scope.Placed> links = new ArrayList<>(middleware.size());
    List<Boundary> boundaries = new ArrayList<>(middleware.size());
    Boundary around = boundary;
    for (Scope.Placed placed : middleware) {
      around = around.within(scopes.subList(0, placed.depth()));
      if (placed.middleware() instanceof FailureReporter reporter) {
        around = around.reportingTo(reporter);
      } else if (!(placed.middleware() instanceof LimitSetter)) {
        links.add(placed);
        boundaries.add(around);
      }
    }
    Next chain = new Core(handler, around.within(scopes));
    for (int i = links.size() - 1; i >= 0; i--) {
      chain = new Link(links.get(i).middleware(), chain, boundaries.get(i));
    }
    return chain;
  }

  @Override
  public Response handle(RequestContext ctx) {
    Response response;
    try {
      response = middleware.handle(ctx, inside);
      if (isNothing(response)) {
        throw new IllegalStateException(
            "middleware "
                + (middleware.name().isEmpty()
                    ? middleware.getClass().getName()
                    : middleware.name())
                + " returned null; return what next.handle(ctx) gives, or an answer of its own");
      }
    } catch (Throwable failure) {
      return boundary.failed((ActiveRequest) ctx, failure);
    }
    return response.body() instanceof ResponseBody.Data
        ? boundary.encoded((ActiveRequest) ctx, response)
        : response;
  }

  /** Code without null checks may return null all the same. */
  private static boolean isNothing(@Nullable Response response) {
    return response == null;
  }
}
