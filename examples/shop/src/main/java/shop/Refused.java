package shop;

import io.lokstra.http.Response;

/** What the shop does not do, and says why: a 409. */
final class Refused extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Refused(String why) {
    super(why);
  }

  Response response() {
    return Response.conflict(String.valueOf(getMessage()));
  }
}
