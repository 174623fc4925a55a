package io.lokstra.engine;

import io.lokstra.http.Headers;
import io.lokstra.http.RequestTarget;
import io.lokstra.http.Response;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;

/** One request as it came over the wire, and the way back. The head is immutable and complete. */
public interface Exchange {

  /** The method token as sent: case matters (RFC 9110 §9.1). */
  String method();

  /** The target, parsed and decoded once. */
  RequestTarget target();

  /** 0 for HTTP/1.0, 1 for HTTP/1.1, 2 for HTTP/2, 3 for HTTP/3. */
  int version();

  /** Header fields in the order they came. */
  Headers headers();

  /** The body; empty when the request has none. */
  RequestBody body();

  /** The peer of the connection. */
  SocketAddress remoteAddress();

  /** The server's end of the connection. */
  SocketAddress localAddress();

  /** Whether the connection is encrypted. */
  boolean secure();

  /**
   * The certificate the client showed, which was found to be trusted, and after it those that lead
   * to its root; empty without one.
   */
  default List<X509Certificate> clientCertificates() {
    return List.of();
  }

  /** When the first byte of the head was seen, on the clock of {@link System#nanoTime()}. */
  long startedAt();

  /**
   * Has another server answer this request, with the same content: one attempt, in the request's
   * thread, which waits for the head of the response. What is still on its way when this exchange
   * ends is dropped, and the connection closed. Interim responses are passed on to the client.
   *
   * @throws ForwardException when there is no answer
   * @throws io.lokstra.http.HttpException when the request's own content cannot be had: 413, 408,
   *     400
   * @throws InterruptedException when the answer is no longer wanted
   */
  default ForwardedResponse forward(Forward request) throws ForwardException, InterruptedException {
    throw new UnsupportedOperationException("this engine forwards no requests");
  }

  /**
   * Answers. Called once, in the call's own thread. Returns at once for a body in memory; a
   * streamed body is written before this returns, in the calling thread, which waits while the
   * client does not read. {@code Content-Length}, {@code Transfer-Encoding}, {@code Connection} and
   * {@code Date} are the engine's; what the response says of them is ignored.
   */
  void respond(Response response);

  /**
   * What is left of the call waits more than it works, and may take for ever: its {@link
   * Call#deadline()} is another now, and it does not count among the calls in progress, for which
   * others may have to wait. Called by the call's thread while it writes a streamed body.
   */
  default void endures() {}
}
