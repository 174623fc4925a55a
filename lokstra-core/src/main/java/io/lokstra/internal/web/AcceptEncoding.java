package io.lokstra.internal.web;

import io.lokstra.http.Headers;

/** Which coding of a response a client likes best (RFC 9110 §12.5.3). */
public enum AcceptEncoding {
  /** The bytes as they are. */
  IDENTITY("identity"),
  /** RFC 1952. */
  GZIP("gzip"),
  /** RFC 1950 around RFC 1951. */
  DEFLATE("deflate");

  private static final int LONGEST = 1_000;

  private final String token;

  AcceptEncoding(String token) {
    this.token = token;
  }

  /** As it stands in {@code Content-Encoding}. */
  public String token() {
    return token;
  }

  /**
   * The coding for a request with these fields: that of the greatest weight, gzip before deflate
   * before none where they are alike. None where nothing is said, and where nothing that there is
   * would be taken: the bytes as they are serve a client better than 406.
   */
  public static AcceptEncoding best(Headers headers) {
    int gzip = -1;
    int deflate = -1;
    int identity = -1;
    int any = -1;
    for (int at = headers.indexOf("accept-encoding", 0);
        at >= 0;
        at = headers.indexOf("accept-encoding", at + 1)) {
      String field = headers.value(at);
      int end = Math.min(field.length(), LONGEST);
      int from = 0;
      while (from <= end) {
        int comma = field.indexOf(',', from);
        int to = comma < 0 || comma > end ? end : comma;
        int semicolon = field.indexOf(';', from);
        int nameEnd = semicolon < 0 || semicolon > to ? to : semicolon;
        int weight = nameEnd == to ? Weight.MOST : weight(field, nameEnd + 1, to);
        if (is(field, from, nameEnd, "gzip") || is(field, from, nameEnd, "x-gzip")) {
          gzip = Math.max(gzip, weight);
        } else if (is(field, from, nameEnd, "deflate")) {
          deflate = Math.max(deflate, weight);
        } else if (is(field, from, nameEnd, "identity")) {
          identity = Math.max(identity, weight);
        } else if (is(field, from, nameEnd, "*")) {
          any = Math.max(any, weight);
        }
        from = to + 1;
      }
    }
    int ofGzip = gzip < 0 ? any : gzip;
    int ofDeflate = deflate < 0 ? any : deflate;
    if (ofGzip > 0 && ofGzip >= ofDeflate && ofGzip >= identity) {
      return GZIP;
    }
    return ofDeflate > 0 && ofDeflate >= identity ? DEFLATE : IDENTITY;
  }

  /**
   * How much a request with these fields likes a coding, in thousandths: 0 not at all, -1 where
   * nothing is said of it. {@code *} speaks for all that are not named, but for {@code identity}
   * only where it refuses.
   */
  public static int weight(Headers headers, String token) {
    int named = -1;
    int any = -1;
    for (int at = headers.indexOf("accept-encoding", 0);
        at >= 0;
        at = headers.indexOf("accept-encoding", at + 1)) {
      String field = headers.value(at);
      int end = Math.min(field.length(), LONGEST);
      int from = 0;
      while (from <= end) {
        int comma = field.indexOf(',', from);
        int to = comma < 0 || comma > end ? end : comma;
        int semicolon = field.indexOf(';', from);
        int nameEnd = semicolon < 0 || semicolon > to ? to : semicolon;
        int weight = nameEnd == to ? 1_000 : weight(field, nameEnd + 1, to);
        if (is(field, from, nameEnd, token)) {
          named = Math.max(named, weight);
        } else if (is(field, from, nameEnd, "*")) {
          any = Math.max(any, weight);
        }
        from = to + 1;
      }
    }
    if (named >= 0 || !token.equals("identity")) {
      return named >= 0 ? named : any;
    }
    return any == 0 ? 0 : -1;
  }

  /** Whether what stands between white space from {@code from} to {@code to} is {@code token}. */
  private static boolean is(String field, int from, int to, String token) {
    int begin = from;
    int end = to;
    while (begin < end && isSpace(field.charAt(begin))) {
      begin++;
    }
    while (end > begin && isSpace(field.charAt(end - 1))) {
      end--;
    }
    return end - begin == token.length()
        && field.regionMatches(true, begin, token, 0, token.length());
  }

  /**
   * {@code q=0.5} in thousandths. What cannot be read takes the coding out: the bytes as they are
   * serve in any case.
   */
  private static int weight(String field, int from, int to) {
    int at = from;
    int end = to;
    while (at < end && isSpace(field.charAt(at))) {
      at++;
    }
    while (end > at && isSpace(field.charAt(end - 1))) {
      end--;
    }
    if (!field.regionMatches(true, at, "q=", 0, 2)) {
      return 0;
    }
    return Math.max(0, Weight.thousandths(field, Math.min(at + 2, end), end));
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\t';
  }
}
