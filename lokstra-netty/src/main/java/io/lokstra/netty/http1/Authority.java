package io.lokstra.netty.http1;

/**
 * {@code uri-host [ ":" port ]} (RFC 3986 §3.2, RFC 9110 §7.2), on octets. User information has no
 * place in HTTP and is not accepted.
 */
final class Authority {
  private static final boolean[] REG_NAME = new boolean[256];

  static {
    for (int c = '0'; c <= '9'; c++) {
      REG_NAME[c] = true;
    }
    for (int c = 'a'; c <= 'z'; c++) {
      REG_NAME[c] = true;
      REG_NAME[c - 'a' + 'A'] = true;
    }
    for (char c : "-._~!$&'()*+,;=".toCharArray()) {
      REG_NAME[c] = true;
    }
  }

  private Authority() {}

  /** Whether the octets are a host, not empty, and perhaps a port from 0 to 65535. */
  static boolean isValid(byte[] octets, int from, int to) {
    int end =
        from < to && octets[from] == '[' ? literalEnd(octets, from, to) : nameEnd(octets, from, to);
    return end > from && (end == to || (octets[end] == ':' && isPort(octets, end + 1, to)));
  }

  /** Where the authority of an absolute {@code http} or {@code https} target starts, or -1. */
  static int start(byte[] octets, int from, int to) {
    if (to - from > 7 && Octets.matches(octets, from, from + 7, "http://")) {
      return from + 7;
    }
    if (to - from > 8 && Octets.matches(octets, from, from + 8, "https://")) {
      return from + 8;
    }
    return -1;
  }

  /** Where an authority that starts at {@code from} ends. */
  static int end(byte[] octets, int from, int to) {
    int end = from;
    while (end < to && octets[end] != '/' && octets[end] != '?' && octets[end] != '#') {
      end++;
    }
    return end;
  }

  /** Whether two authorities are the same octets, letters compared without case. */
  static boolean same(byte[] octets, int from, int to, int otherFrom, int otherTo) {
    if (to - from != otherTo - otherFrom) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (Octets.lower(octets[i]) != Octets.lower(octets[otherFrom + i - from])) {
        return false;
      }
    }
    return true;
  }

  private static int nameEnd(byte[] octets, int from, int to) {
    int at = from;
    while (at < to) {
      if (octets[at] == '%') {
        if (to - at < 3 || !isHex(octets[at + 1]) || !isHex(octets[at + 2])) {
          return from;
        }
        at += 3;
      } else if (REG_NAME[octets[at] & 0xff]) {
        at++;
      } else {
        break;
      }
    }
    return at;
  }

  /** The end of a bracketed address; {@code from} when it is none. */
  private static int literalEnd(byte[] octets, int from, int to) {
    int end = from + 1;
    while (end < to && octets[end] != ']') {
      end++;
    }
    return end < to && IpLiteral.isValid(octets, from + 1, end) ? end + 1 : from;
  }

  private static boolean isPort(byte[] octets, int from, int to) {
    int port = 0;
    for (int i = from; i < to; i++) {
      int digit = octets[i] - '0';
      if (digit < 0 || digit > 9) {
        return false;
      }
      port = port * 10 + digit;
      if (port > 65_535) {
        return false;
      }
    }
    return true;
  }

  /** Whether {@code c} may stand in a registered name as it is. */
  static boolean isRegName(int c) {
    return REG_NAME[c & 0xff];
  }

  /** Whether {@code c} is a hexadecimal digit. */
  static boolean isHex(int c) {
    int lower = Octets.lower(c);
    return (lower >= '0' && lower <= '9') || (lower >= 'a' && lower <= 'f');
  }
}
