package io.lokstra.netty.http1;

import io.lokstra.http.HttpException;
import io.lokstra.http.RequestTarget;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Method, target and version of a request, or of all requests whose lines are the same octets: its
 * target is parsed once. Immutable.
 */
final class RequestLine {
  private static final String[] METHODS = {
    "GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "CONNECT", "TRACE"
  };

  private final byte[] octets;
  private final int methodEnd;
  private final int targetEnd;
  private final int version;
  private final String method;
  private @Nullable RequestTarget target;

  /**
   * A line that was checked.
   *
   * @param octets begin with the method, and are kept
   */
  RequestLine(byte[] octets, int methodEnd, int targetEnd, int version) {
    this.octets = octets;
    this.methodEnd = methodEnd;
    this.targetEnd = targetEnd;
    this.version = version;
    this.method = method(octets, methodEnd);
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

  /** Whether what has arrived begins with all octets that this line was made of. */
  boolean begins(byte[] bytes, int from, int to) {
    return to - from >= octets.length
        && Arrays.equals(bytes, from, from + octets.length, octets, 0, octets.length);
  }

  /** How many octets this line was made of. */
  int length() {
    return octets.length;
  }

  /** The method token as sent. */
  String method() {
    return method;
  }

  /** 0 for HTTP/1.0, 1 for HTTP/1.1, 2 for HTTP/2. */
  int version() {
    return version;
  }

  int targetStart() {
    return methodEnd + 1;
  }

  int targetEnd() {
    return targetEnd;
  }

  /** The request target as sent. */
  String rawTarget() {
    return Octets.text(octets, targetStart(), targetEnd);
  }

  /**
   * The request target, parsed.
   *
   * @throws HttpException 400 when it is malformed, or of a form that the method does not have
   */
  RequestTarget target() {
    RequestTarget known = target;
    if (known == null) {
      known = RequestTarget.parse(octets, targetStart(), targetEnd);
      if (!known.suits(method)) {
        throw new HttpException(400, Refusals.TARGET.code(), Refusals.TARGET.message());
      }
      target = known;
    }
    return known;
  }
}
