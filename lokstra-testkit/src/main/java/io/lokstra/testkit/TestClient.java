package io.lokstra.testkit;

import io.lokstra.engine.ListenAddress;
import io.lokstra.testkit.internal.Transport;

/** Begins requests to one app. Thread-safe. */
public interface TestClient {

  /** A client of what listens at {@code address} on this machine, whoever started it. */
  static TestClient to(ListenAddress address) {
    Transport transport = Transport.to(address);
    return (method, target) -> new TestRequest(transport, method, target);
  }

  /**
   * A request, to be sent with {@link TestRequest#send}.
   *
   * @param target path and query as they go over the wire: {@code "/todos?page=2"}
   */
  TestRequest request(String method, String target);

  /** A GET request. */
  default TestRequest get(String target) {
    return request("GET", target);
  }

  /**
   * A WebSocket of a GET without more: {@code get(target).webSocket()}.
   *
   * @throws AssertionError when the server does not agree
   */
  default TestWebSocket webSocket(String target) {
    return get(target).webSocket();
  }

  /** A HEAD request. */
  default TestRequest head(String target) {
    return request("HEAD", target);
  }

  /** A POST request. */
  default TestRequest post(String target) {
    return request("POST", target);
  }

  /** A PUT request. */
  default TestRequest put(String target) {
    return request("PUT", target);
  }

  /** A PATCH request. */
  default TestRequest patch(String target) {
    return request("PATCH", target);
  }

  /** A DELETE request. */
  default TestRequest delete(String target) {
    return request("DELETE", target);
  }

  /** An OPTIONS request. */
  default TestRequest options(String target) {
    return request("OPTIONS", target);
  }
}
