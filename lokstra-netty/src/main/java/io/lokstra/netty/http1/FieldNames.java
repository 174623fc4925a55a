package io.lokstra.netty.http1;

/**
 * Field names that clients send every day, as shared Strings. The table is fixed: nothing a client
 * sends is added to it.
 */
final class FieldNames {
  private static final int SLOTS = 512;
  private static final String[] TABLE = new String[SLOTS];

  static {
    String[] names = {
      "accept",
      "accept-charset",
      "accept-encoding",
      "accept-language",
      "access-control-request-headers",
      "access-control-request-method",
      "authorization",
      "cache-control",
      "connection",
      "content-encoding",
      "content-language",
      "content-length",
      "content-type",
      "cookie",
      "date",
      "dnt",
      "expect",
      "forwarded",
      "from",
      "host",
      "idempotency-key",
      "if-match",
      "if-modified-since",
      "if-none-match",
      "if-range",
      "if-unmodified-since",
      "keep-alive",
      "origin",
      "pragma",
      "priority",
      "proxy-authorization",
      "range",
      "referer",
      "sec-ch-ua",
      "sec-ch-ua-mobile",
      "sec-ch-ua-platform",
      "sec-fetch-dest",
      "sec-fetch-mode",
      "sec-fetch-site",
      "sec-fetch-user",
      "te",
      "traceparent",
      "tracestate",
      "trailer",
      "transfer-encoding",
      "upgrade",
      "upgrade-insecure-requests",
      "user-agent",
      "via",
      "x-forwarded-for",
      "x-forwarded-host",
      "x-forwarded-port",
      "x-forwarded-proto",
      "x-real-ip",
      "x-request-id",
      "x-requested-with"
    };
    for (String name : names) {
      add(name);
      add(capitals(name));
    }
  }

  private FieldNames() {}

  /** The name from {@code from} to {@code to}, as it was sent. */
  static String text(byte[] bytes, int from, int to) {
    int hash = 0;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + bytes[i];
    }
    String known = TABLE[slot(hash)];
    return known != null && same(bytes, from, to, known) ? known : Octets.text(bytes, from, to);
  }

  private static boolean same(byte[] bytes, int from, int to, String text) {
    if (to - from != text.length()) {
      return false;
    }
    for (int i = from; i < to; i++) {
      if (bytes[i] != text.charAt(i - from)) {
        return false;
      }
    }
    return true;
  }

  /** A name whose slot is taken is left out: it costs a String each time, and is right. */
  private static void add(String name) {
    int slot = slot(name.hashCode());
    if (TABLE[slot] == null) {
      TABLE[slot] = name;
    }
  }

  private static int slot(int hash) {
    return (hash ^ (hash >>> 16) ^ (hash >>> 9)) & (SLOTS - 1);
  }

  /** {@code "content-type"} as {@code "Content-Type"}. */
  private static String capitals(String name) {
    StringBuilder text = new StringBuilder(name);
    for (int i = 0; i < text.length(); i++) {
      if (i == 0 || text.charAt(i - 1) == '-') {
        text.setCharAt(i, Character.toUpperCase(text.charAt(i)));
      }
    }
    return text.toString();
  }
}
