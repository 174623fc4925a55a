package io.lokstra.http;

import io.lokstra.engine.Refusal;
import java.util.Optional;

/** The innermost link of a chain: the handler. */
final class Core implements Next {
  private final Handler handler;
  private final Boundary boundary;

  Core(Handler handler, Boundary boundary) {
    this.handler = handler;
    this.boundary = boundary;
  }

  @Override
  public Response handle(RequestContext ctx) {
    ActiveRequest request = (ActiveRequest) ctx;
    try {
      Optional<Refusal> refusal = request.bodyRefusal();
      if (refusal.isPresent()) {
        throw refused(refusal.get(), request.maxBodySize());
      }
      return boundary.result(request, handler.handle(request));
    } catch (Throwable failure) {
      return boundary.failed(request, failure);
    }
  }

  /** Here rather than in the engine, so that middleware is around this answer too. */
  private static HttpException refused(Refusal refusal, long maxBody) {
    return refusal.status() == 413
        ? HttpException.contentTooLarge(
            "The body is too large; at most " + maxBody + " bytes are taken here.")
        : new HttpException(refusal.status(), refusal.code(), refusal.message());
  }
}
