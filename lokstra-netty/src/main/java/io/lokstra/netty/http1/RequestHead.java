package io.lokstra.netty.http1;

import io.lokstra.http.Headers;
import io.lokstra.http.HttpException;
import io.lokstra.http.RequestTarget;
import java.util.Arrays;

/**
 * The head of one request: its own copy of the octets and where in them everything stands. Text is
 * made only when asked for. Immutable once its framing was checked.
 */
public final class RequestHead implements Headers {
  private static final String[] METHODS = {
    "GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "CONNECT", "TRACE"
  };

  private final byte[] octets;
  private final int[] positions;
  private final int methodEnd;
  private final int targetEnd;
  private final int version;
  private final String method;

  // What the framing fields say; set once by Framing.check.
  long contentLength = -1;
  boolean chunked;
  boolean keepAlive;
  boolean upgrade;
  boolean expectsContinue;

  private RequestHead(
      byte[] octets, int[] positions, int methodEnd, int targetEnd, int version, String method) {
    this.octets = octets;
    this.positions = positions;
    this.methodEnd = methodEnd;
    this.targetEnd = targetEnd;
    this.version = version;
    this.method = method;
  }

  /** A head of its own from {@code bytes}; positions are relative to {@code from}. */
  static RequestHead copy(
      byte[] bytes,
      int from,
      int end,
      int lineStart,
      int methodEnd,
      int targetEnd,
      int version,
      FieldLines fields) {
    byte[] octets = Arrays.copyOfRange(bytes, from + lineStart, from + end);
    int method = methodEnd - lineStart;
    return new RequestHead(
        octets,
        fields.positions(lineStart),
        method,
        targetEnd - lineStart,
        version,
        method(octets, method));
  }

  /** A head that another protocol than HTTP/1.1 brought, in the same form. */
  static RequestHead of(byte[] octets, int[] positions, int methodEnd, int targetEnd, int version) {
    return new RequestHead(
        octets, positions, methodEnd, targetEnd, version, method(octets, methodEnd));
  }

  private static String method(byte[] octets, int end) {
    for (String known : METHODS) {
      if (known.length() == end && same(octets, known)) {
        return known;
      }
    }
    return Octets.text(octets, 0, end);
  }

  private static boolean same(byte[] octets, String text) {
    for (int i = 0; i < text.length(); i++) {
      if (octets[i] != text.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** The method token as sent. */
  public String method() {
    return method;
  }

  /** The request target as sent. */
  public String rawTarget() {
    return Octets.text(octets, methodEnd + 1, targetEnd);
  }

  /**
   * The request target, parsed.
   *
   * @throws io.lokstra.http.HttpException 400 when it is malformed, or of a form that the method
   *     does not have
   */
  public RequestTarget target() {
    RequestTarget target = RequestTarget.parse(octets, methodEnd + 1, targetEnd);
    if (!target.suits(method)) {
      throw new HttpException(400, Refusals.TARGET.code(), Refusals.TARGET.message());
    }
    return target;
  }

  /** 0 for HTTP/1.0, 1 for HTTP/1.1, 2 for HTTP/2. */
  public int version() {
    return version;
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
    if (!upgrade || version == 0) {
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
    return methodEnd + 1;
  }

  int targetEnd() {
    return targetEnd;
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
    return method + " " + rawTarget();
  }
}
