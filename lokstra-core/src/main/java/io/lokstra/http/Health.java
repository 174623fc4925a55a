package io.lokstra.http;

/** Whether a server is alive and whether it wants requests, as orchestrators ask. */
final class Health {
  private static final Header JSON = Header.of("content-type", "application/json");
  private static final Header NO_STORE = Header.of("cache-control", "no-store");
  private static final Response UP = status(200, "up");
  private static final Response DOWN = status(503, "stopping");

  private volatile boolean ready;

  void ready(boolean wanted) {
    ready = wanted;
  }

  /** 200 as long as the process can answer at all. */
  Response live() {
    return UP;
  }

  /** 200 when requests are wanted, 503 before that and while draining. */
  Response ready() {
    return ready ? UP : DOWN;
  }

  private static Response status(int status, String word) {
    byte[] document =
        ("{\"status\":\"" + word + "\"}").getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    return Response.of(
        status, ResponseHeaders.of(JSON, NO_STORE), new ResponseBody.Bytes(document));
  }
}
