package io.lokstra.netty.http1;

import io.lokstra.http.Headers;
import io.lokstra.http.RequestTarget;
import java.util.Arrays;

/**
 * The head of one request: its own copy of the octets and where in them everything stands. Text is
 * made only when asked for. Immutable once its framing was checked.
 */
public final class RequestHead implements Headers {
  private final RequestLine line;
  private final byte[] octets;
  private final int[] positions;

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
    this.line = line;
    this.octets = octets;
    this.positions = positions;
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

  /** Whether the request asks to change to {@code protocol} (RFC 9110 §7.8). */
  public boolean asksFor(String protocol) {
    if (!upgrade || version() == 0) {
      return false;
    }
    String wanted = Headers.canonical(protocol);
    for (int i = indexOf("upgrade", 0); i >= 0; i = indexOf("upgrade", i + 1)) {
      if (Framing.listed(octets, valueStart(i), valueEnd(i), wanted)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public int size() {
    return positions.length / FieldLines.STRIDE;
  }

  @Override
  public String name(int index) {
    return FieldNames.text(octets, nameStart(index), nameEnd(index));
  }

  @Override
  public String value(int index) {
    return Octets.text(octets, valueStart(index), valueEnd(index));
  }

  @Override
  public int indexOf(String name, int from) {
    int length = name.length();
    for (int at = from * FieldLines.STRIDE; at < positions.length; at += FieldLines.STRIDE) {
      int start = positions[at];
      if (positions[at + 1] - start == length && sameName(start, name, length)) {
        return at / FieldLines.STRIDE;
      }
    }
    return -1;
  }

  private boolean sameName(int start, String name, int length) {
    for (int i = 0; i < length; i++) {
      int ours = octets[start + i];
      int theirs = name.charAt(i);
      if (ours != theirs && (theirs > 127 || Octets.lower(ours) != Octets.lower(theirs))) {
        return false;
      }
    }
    return true;
  }

  byte[] octets() {
    return octets;
  }

  int targetStart() {
    return line.targetStart();
  }

  int targetEnd() {
    return line.targetEnd();
  }

  int nameStart(int index) {
    return positions[index * FieldLines.STRIDE];
  }

  int nameEnd(int index) {
    return positions[index * FieldLines.STRIDE + 1];
  }

  int valueStart(int index) {
    return positions[index * FieldLines.STRIDE + 2];
  }

  int valueEnd(int index) {
    return positions[index * FieldLines.STRIDE + 3];
  }

  @Override
  public String toString() {
    return method() + " " + rawTarget();
  }
}
