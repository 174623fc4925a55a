package io.lokstra.http;

/**
 * The grammar of host and port in a target (RFC 3986 §3.2, without user information: RFC 9110
 * §4.2.4).
 */
final class Authority {

  private Authority() {}

  /**
   * Refuses what is not {@code host [":" port]}.
   *
   * @param portRequired as in the authority form of CONNECT (RFC 9112 §3.2.3)
   */
  static void check(byte[] bytes, int from, int to, boolean portRequired) {
    if (from == to) {
      throw TargetParser.refuse("its authority is empty");
    }
    int at = from;
    if (bytes[from] == '[') {
      at = literalEnd(bytes, from, to);
    } else {
      while (at < to && bytes[at] != ':') {
        if (!isName(bytes[at])) {
          throw TargetParser.refuse(
              PercentDecoder.describe(bytes[at])
                  + " in its authority; expected a path that starts with '/', or a host");
        }
        at++;
      }
      if (at == from) {
        throw TargetParser.refuse("its authority has no host");
      }
    }
    if (at == to) {
      if (portRequired) {
        throw TargetParser.refuse(
            "expected a path that starts with '/', an http URI, '*', or host and port");
      }
      return;
    }
    checkPort(bytes, at, to);
  }

  private static int literalEnd(byte[] bytes, int from, int to) {
    int at = from + 1;
    while (at < to && bytes[at] != ']') {
      byte b = bytes[at];
      if (Character.digit(b, 16) < 0 && b != ':' && b != '.') {
        throw TargetParser.refuse(PercentDecoder.describe(b) + " in an IPv6 address");
      }
      at++;
    }
    if (at == to || at - from < 3) {
      throw TargetParser.refuse("its IPv6 address is malformed");
    }
    return at + 1;
  }

  private static void checkPort(byte[] bytes, int colon, int to) {
    if (bytes[colon] != ':') {
      throw TargetParser.refuse(PercentDecoder.describe(bytes[colon]) + " after an IPv6 address");
    }
    int port = 0;
    for (int i = colon + 1; i < to; i++) {
      int digit = bytes[i] - '0';
      if (digit < 0 || digit > 9) {
        throw TargetParser.refuse(PercentDecoder.describe(bytes[i]) + " in its port");
      }
      port = port * 10 + digit;
      if (port > 65535) {
        throw TargetParser.refuse("its port is beyond 65535");
      }
    }
    if (colon + 1 == to) {
      throw TargetParser.refuse("its port is empty");
    }
  }

  /** Unreserved and sub-delims of RFC 3986; escapes in a host are not accepted. */
  private static boolean isName(byte b) {
    return (b >= 'a' && b <= 'z')
        || (b >= 'A' && b <= 'Z')
        || (b >= '0' && b <= '9')
        || (b > 0 && "-._~!$&'()*+,;=".indexOf(b) >= 0);
  }
}
