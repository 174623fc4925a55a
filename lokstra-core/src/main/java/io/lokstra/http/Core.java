package io.lokstra.http;

/** The innermost link of a chain: the handler. */
final class Core implements Next {
  private final Handler handler;
  private final Boundary boundary;
  private final long maxBody;

  Core(Handler handler, Boundary boundary, long maxBody) {
    this.handler = handler;
    this.boundary = boundary;
    this.maxBody = maxBody;
  }

  @Override
  public Response handle(RequestContext ctx) {
    ActiveRequest request = (ActiveRequest) ctx;
    try {
      if (request.announcedBody() > maxBody) {
        throw HttpException.contentTooLarge(
            "The body is too large; at most " + maxBody + " bytes are taken here.");
      }
      return boundary.result(request, handler.handle(request));
    } catch (Throwable failure) {
      return boundary.failed(request, failure);
    }
  }
}
