package io.lokstra.netty.http1;

import io.lokstra.http.Headers;
import io.lokstra.http.RequestTarget;
import java.util.Arrays;

/**
 * The head of one request: its own copy of the octets and where in them everything stands. Text is
 * made only when asked for. Immutable once its framing was checked.
 */
public final class RequestHead extends MessageHead {
  private final RequestLine line;

  // What the framing fields say; set once by Framing.check.
  long contentLength = -1;
  boolean chunked;
  boolean keepAlive;
  boolean upgrade;
  boolean expectsContinue;

  /**
   * A head of which nothing changes any more.
   *
   * @param octets what {@code positions} of field lines refer to; the target stands in them where
   *     {@code line} says
   */
  RequestHead(RequestLine line, byte[] octets, int[] positions) {
    super(octets, positions);
    this.line = line;
  }

  /** A head of its own from {@code bytes}; positions are relative to {@code from}. */
  static RequestHead copy(
      byte[] bytes, int from, int end, int lineStart, RequestLine line, FieldLines fields) {
    return new RequestHead(
        line, Arrays.copyOfRange(bytes, from + lineStart, from + end), fields.positions(lineStart));
  }

  /** The method token as sent. */
  public String method() {
    return line.method();
  }

  /** The request target as sent. */
  public String rawTarget() {
    return line.rawTarget();
  }

  /**
   * The request target, parsed.
   *
   * @throws io.lokstra.http.HttpException 400 when it is malformed, or of a form that the method
   *     does not have
   */
  public RequestTarget target() {
    return line.target();
  }

  /** 0 for HTTP/1.0, 1 for HTTP/1.1, 2 for HTTP/2, 3 for HTTP/3. */
  public int version() {
    return line.version();
  }

  /** The announced length of the body in bytes, -1 when none was. */
  public long contentLength() {
    return contentLength;
  }

  /** Whether the body comes in chunks. */
  public boolean chunked() {
    return chunked;
  }

  /** Whether a body follows. */
  public boolean hasBody() {
    return chunked || contentLength > 0;
  }

  /** Whether the connection may serve another request after this one (RFC 9112 §9.3). */
  public boolean keepAlive() {
    return keepAlive;
  }

  /** Whether the client waits for {@code 100 Continue} before it sends the body. */
  public boolean expectsContinue() {
    return expectsContinue;
  }

  /**
   * Whether the request asks to change to {@code protocol} (RFC 9110 §7.8). One that has a body
   * does not: what is left of it would be read as that protocol.
   */
  public boolean asksFor(String protocol) {
    if (!upgrade || version() == 0 || hasBody()) {
      return false;
    }
    String wanted = Headers.canonical(protocol);
    for (int i = indexOf("upgrade", 0); i >= 0; i = indexOf("upgrade", i + 1)) {
      if (Framing.listed(octets(), valueStart(i), valueEnd(i), wanted)) {
        return true;
      }
    }
    return false;
  }

  int targetStart() {
    return line.targetStart();
  }

  int targetEnd() {
    return line.targetEnd();
  }

  @Override
  public String toString() {
    return method() + " " + rawTarget();
  }
}
