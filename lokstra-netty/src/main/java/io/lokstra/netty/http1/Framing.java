package io.lokstra.netty.http1;

import io.lokstra.engine.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * Checks what of a head decides where the message ends, whom it is for and whether the connection
 * goes on (RFC 9112 §3, §6, §9). Whatever two parties could read in two ways is refused.
 */
final class Framing {
  /** More digits than any length that fits a long for certain. */
  private static final int MAX_LENGTH_DIGITS = 18;

  private Framing() {}

  /** Sets the head's framing; null when all is well, or why the request is refused. */
  static @Nullable Refusal check(RequestHead head) {
    byte[] octets = head.octets();
    int host = -1;
    int coding = -1;
    int expectation = -1;
    boolean close = false;
    boolean keepAlive = false;
    for (int i = 0; i < head.size(); i++) {
      int from = head.nameStart(i);
      int to = head.nameEnd(i);
      // The length alone rules out nearly every field.
      switch (to - from) {
        case 4 -> {
          if (Octets.matches(octets, from, to, "host")) {
            if (host >= 0) {
              return Refusals.HOST_MANY;
            }
            host = i;
          }
        }
        case 6 -> {
          if (Octets.matches(octets, from, to, "expect")) {
            if (expectation >= 0) {
              return Refusals.EXPECTATION;
            }
            expectation = i;
          }
        }
        case 10 -> {
          if (Octets.matches(octets, from, to, "connection")) {
            close |= listed(octets, head.valueStart(i), head.valueEnd(i), "close");
            keepAlive |= listed(octets, head.valueStart(i), head.valueEnd(i), "keep-alive");
            head.upgrade |= listed(octets, head.valueStart(i), head.valueEnd(i), "upgrade");
          }
        }
        case 14 -> {
          if (Octets.matches(octets, from, to, "content-length")) {
            if (head.contentLength >= 0) {
              return Refusals.CONTENT_LENGTH;
            }
            head.contentLength = length(octets, head.valueStart(i), head.valueEnd(i));
            if (head.contentLength < 0) {
              return Refusals.CONTENT_LENGTH;
            }
          }
        }
        case 17 -> {
          if (Octets.matches(octets, from, to, "transfer-encoding")) {
            if (coding >= 0) {
              return Refusals.CODING;
            }
            coding = i;
          }
        }
        default -> {}
      }
    }
    head.keepAlive = !close && (head.version() == 1 || keepAlive);
    Refusal refusal = checkHost(head, host);
    if (refusal == null && coding >= 0) {
      refusal = checkCoding(head, coding);
    }
    if (refusal == null && expectation >= 0 && head.version() == 1) {
      refusal = checkExpectation(head, expectation);
    }
    return refusal;
  }

  private static @Nullable Refusal checkHost(RequestHead head, int host) {
    byte[] octets = head.octets();
    if (host < 0) {
      if (head.version() == 1) {
        return Refusals.HOST_MISSING;
      }
    } else if (!Authority.isValid(octets, head.valueStart(host), head.valueEnd(host))) {
      return Refusals.HOST_BAD;
    }
    if (head.method().equals("CONNECT")) {
      return Refusals.CONNECT;
    }
    int from = head.targetStart();
    int to = head.targetEnd();
    if (octets[from] == '/') {
      return null;
    }
    if (octets[from] == '*' && to == from + 1) {
      return head.method().equals("OPTIONS") ? null : Refusals.TARGET;
    }
    int authority = Authority.start(octets, from, to);
    if (authority < 0) {
      return Refusals.TARGET;
    }
    int end = Authority.end(octets, authority, to);
    if (!Authority.isValid(octets, authority, end)) {
      return Refusals.TARGET;
    }
    return host < 0
            || Authority.same(octets, authority, end, head.valueStart(host), head.valueEnd(host))
        ? null
        : Refusals.AUTHORITY;
  }

  private static @Nullable Refusal checkCoding(RequestHead head, int coding) {
    if (head.version() == 0) {
      return Refusals.CODING_IN_1_0;
    }
    if (head.contentLength >= 0) {
      return Refusals.LENGTH_AND_CODING;
    }
    byte[] octets = head.octets();
    int from = head.valueStart(coding);
    int to = head.valueEnd(coding);
    if (Octets.matches(octets, from, to, "chunked")) {
      head.chunked = true;
      return null;
    }
    // Another coding before a final chunked is a coding we lack; anything else has no clear end.
    int last = to;
    while (last > from && octets[last - 1] != ',') {
      last--;
    }
    int start = last;
    while (start < to && Octets.isBlank(octets[start])) {
      start++;
    }
    boolean finalChunked = last > from && Octets.matches(octets, start, to, "chunked");
    boolean again = finalChunked && listed(octets, from, last - 1, "chunked");
    return finalChunked && !again ? Refusals.CODING_UNSUPPORTED : Refusals.CODING;
  }

  private static @Nullable Refusal checkExpectation(RequestHead head, int expectation) {
    if (!Octets.matches(
        head.octets(), head.valueStart(expectation), head.valueEnd(expectation), "100-continue")) {
      return Refusals.EXPECTATION;
    }
    head.expectsContinue = head.hasBody();
    return null;
  }

  /** Whether {@code lowerCase} is an element of the comma-separated list. */
  static boolean listed(byte[] octets, int from, int to, String lowerCase) {
    int at = from;
    while (at < to) {
      int end = at;
      while (end < to && octets[end] != ',') {
        end++;
      }
      int start = at;
      int last = end;
      while (start < last && Octets.isBlank(octets[start])) {
        start++;
      }
      while (last > start && Octets.isBlank(octets[last - 1])) {
        last--;
      }
      if (Octets.matches(octets, start, last, lowerCase)) {
        return true;
      }
      at = end + 1;
    }
    return false;
  }

  /** 1*DIGIT as a number, -1 when it is something else. */
  static long length(byte[] octets, int from, int to) {
    if (from == to || to - from > MAX_LENGTH_DIGITS) {
      return -1;
    }
    long length = 0;
    for (int i = from; i < to; i++) {
      int digit = octets[i] - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      length = length * 10 + digit;
    }
    return length;
  }
}
