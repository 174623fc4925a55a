package io.lokstra.netty.http1;

/** What may stand between brackets in an authority: IPv6address or IPvFuture (RFC 3986 §3.2.2). */
final class IpLiteral {
  private IpLiteral() {}

  /** Whether the octets are one; a zone identifier has no place in HTTP. */
  static boolean isValid(byte[] octets, int from, int to) {
    if (from == to) {
      return false;
    }
    return Octets.lower(octets[from]) == 'v' ? isFuture(octets, from, to) : isV6(octets, from, to);
  }

  /** "v" 1*HEXDIG "." 1*( unreserved / sub-delims / ":" ). */
  private static boolean isFuture(byte[] octets, int from, int to) {
    int at = from + 1;
    while (at < to && Authority.isHex(octets[at])) {
      at++;
    }
    if (at == from + 1 || at == to || octets[at] != '.' || at + 1 == to) {
      return false;
    }
    for (int i = at + 1; i < to; i++) {
      if (!(octets[i] == ':' || Authority.isRegName(octets[i]))) {
        return false;
      }
    }
    return true;
  }

  /** Groups of up to four hex digits: eight, or fewer around one "::", the last two as IPv4. */
  private static boolean isV6(byte[] octets, int from, int to) {
    int groups = 0;
    boolean gap = false;
    int at = from;
    if (to - at >= 2 && octets[at] == ':' && octets[at + 1] == ':') {
      gap = true;
      at += 2;
    }
    while (at < to) {
      int end = at;
      while (end < to && Authority.isHex(octets[end])) {
        end++;
      }
      if (end < to && octets[end] == '.') {
        groups += 2;
        return isV4(octets, at, to) && (gap ? groups < 8 : groups == 8);
      }
      if (end == at || end - at > 4) {
        return false;
      }
      groups++;
      if (end == to) {
        break;
      }
      if (octets[end] != ':' || end + 1 == to) {
        return false;
      }
      at = end + 1;
      if (octets[at] == ':') {
        if (gap) {
          return false;
        }
        gap = true;
        at++;
      }
    }
    return gap ? groups < 8 : groups == 8;
  }

  private static boolean isV4(byte[] octets, int from, int to) {
    int at = from;
    for (int part = 0; part < 4; part++) {
      int value = 0;
      int start = at;
      while (at < to && octets[at] >= '0' && octets[at] <= '9' && at - start < 3) {
        value = value * 10 + octets[at] - '0';
        at++;
      }
      boolean leadingZero = at - start > 1 && octets[start] == '0';
      if (at == start || value > 255 || leadingZero) {
        return false;
      }
      if (part < 3) {
        if (at == to || octets[at] != '.') {
          return false;
        }
        at++;
      }
    }
    return at == to;
  }
}
