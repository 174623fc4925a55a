package io.lokstra.netty.http1;

import java.nio.charset.StandardCharsets;

/** Classes of octets (RFC 9110 §5.5, §5.6.2) as tables, and comparisons that need no String. */
final class Octets {
  /** Which octets may stand in a token. */
  static final boolean[] TOKEN = new boolean[256];

  /** Which octets may stand in a field value: VCHAR, obs-text, SP and HTAB. */
  static final boolean[] VALUE = new boolean[256];

  /** Which octets may stand in a request target: visible ASCII. */
  static final boolean[] VISIBLE = new boolean[256];

  static {
    for (int c = '0'; c <= '9'; c++) {
      TOKEN[c] = true;
    }
    for (int c = 'a'; c <= 'z'; c++) {
      TOKEN[c] = true;
      TOKEN[c - 'a' + 'A'] = true;
    }
    for (byte c : "!#$%&'*+-.^_`|~".getBytes(StandardCharsets.US_ASCII)) {
      TOKEN[c] = true;
    }
    for (int c = 0x21; c <= 0x7e; c++) {
      VISIBLE[c] = true;
      VALUE[c] = true;
    }
    for (int c = 0x80; c <= 0xff; c++) {
      VALUE[c] = true;
    }
    VALUE[' '] = true;
    VALUE['\t'] = true;
  }

  private Octets() {}

  /** Whether {@code c} is optional white space (RFC 9110 §5.6.3). */
  static boolean isBlank(byte c) {
    return c == ' ' || c == '\t';
  }

  /**
   * Whether the octets from {@code from} to {@code to} are {@code text}, letters compared without
   * case.
   *
   * @param lowerCase ASCII, no upper-case letters
   */
  static boolean matches(byte[] bytes, int from, int to, String lowerCase) {
    int length = lowerCase.length();
    if (to - from != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if (lower(bytes[from + i]) != lowerCase.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** {@code c} with an ASCII upper-case letter made lower-case; other octets as they are, 0–255. */
  static int lower(int c) {
    int octet = c & 0xff;
    return octet >= 'A' && octet <= 'Z' ? octet + 32 : octet;
  }

  /** The octets as text, each one a character (ISO 8859-1). */
  static String text(byte[] bytes, int from, int to) {
    return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
  }
}
