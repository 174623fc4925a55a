package io.lokstra.testkit;

import io.lokstra.http.Headers;
import java.nio.charset.StandardCharsets;

/**
 * One response as it came over a socket.
 *
 * @param version {@code "HTTP/1.1"}
 * @param status the status code
 * @param reason the reason phrase, which may be empty
 * @param headers the header fields in their order
 * @param body the body without its framing
 * @param framing how the end of the body was known
 * @param trailers the fields after the last chunk
 */
public record RawResponse(
    String version,
    int status,
    String reason,
    Headers headers,
    byte[] body,
    Framing framing,
    Headers trailers) {

  /** How the end of a body is known (RFC 9112 §6.3). */
  public enum Framing {
    /** There is none. */
    NONE,
    /** By {@code Content-Length}. */
    LENGTH,
    /** By its last chunk. */
    CHUNKED,
    /** By the end of the connection. */
    UNTIL_CLOSE
  }

  /** The body as UTF-8. */
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return version + " " + status + " " + reason + "\n" + headers + "\n" + text();
  }
}
