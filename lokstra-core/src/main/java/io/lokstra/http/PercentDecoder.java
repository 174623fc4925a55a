package io.lokstra.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Percent escapes (RFC 3986 §2.1) of UTF-8 (RFC 3629), read strictly. */
final class PercentDecoder {

  private PercentDecoder() {}

  /** What cannot be decoded, and why. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    Malformed(String reason) {
      super(reason, null, false, false);
    }
  }

  /**
   * The value of the escape at {@code at}, where a percent sign stands, or -1 when no two
   * hexadecimal digits follow before {@code end}.
   */
  static int escape(byte[] bytes, int at, int end) {
    if (end - at < 3) {
      return -1;
    }
    int high = digit(bytes[at + 1]);
    int low = digit(bytes[at + 2]);
    return high < 0 || low < 0 ? -1 : high << 4 | low;
  }

  private static int digit(byte b) {
    if (b >= '0' && b <= '9') {
      return b - '0';
    }
    int lower = b | 0x20;
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
  }

  /**
   * Text of a form or query piece: {@code +} is a space, escapes are UTF-8.
   *
   * @throws Malformed when an escape is incomplete or the outcome is not UTF-8
   */
  static String formText(byte[] bytes, int from, int to) throws Malformed {
    int at = from;
    while (at < to && bytes[at] > 0 && bytes[at] != '%' && bytes[at] != '+') {
      at++;
    }
    if (at == to) {
      return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
    byte[] out = new byte[to - from];
    int length = at - from;
    System.arraycopy(bytes, from, out, 0, length);
    for (; at < to; at++) {
      byte b = bytes[at];
      if (b == '%') {
        int value = escape(bytes, at, to);
        if (value < 0) {
          throw new Malformed("malformed percent triplet");
        }
        out[length++] = (byte) value;
        at += 2;
      } else {
        out[length++] = b == '+' ? (byte) ' ' : b;
      }
    }
    if (notUtf8(out, 0, length) >= 0) {
      throw new Malformed("not UTF-8 once decoded");
    }
    return new String(out, 0, length, StandardCharsets.UTF_8);
  }

  /**
   * The index of the first byte that does not belong to well-formed UTF-8, or -1: no overlong
   * forms, no surrogates, nothing beyond U+10FFFF (RFC 3629 §4).
   */
  static int notUtf8(byte[] bytes, int from, int to) {
    int at = from;
    while (at < to) {
      int b = bytes[at] & 0xFF;
      int trailing;
      int lowest = 0x80;
      int highest = 0xBF;
      if (b < 0x80) {
        trailing = 0;
      } else if (b >= 0xC2 && b <= 0xDF) {
        trailing = 1;
      } else if (b >= 0xE0 && b <= 0xEF) {
        trailing = 2;
        lowest = b == 0xE0 ? 0xA0 : 0x80;
        highest = b == 0xED ? 0x9F : 0xBF;
      } else if (b >= 0xF0 && b <= 0xF4) {
        trailing = 3;
        lowest = b == 0xF0 ? 0x90 : 0x80;
        highest = b == 0xF4 ? 0x8F : 0xBF;
      } else {
        return at;
      }
      for (int i = 1; i <= trailing; i++) {
        int next = at + i < to ? bytes[at + i] & 0xFF : -1;
        if (next < lowest || next > highest) {
          return at;
        }
        lowest = 0x80;
        highest = 0xBF;
      }
      at += 1 + trailing;
    }
    return -1;
  }

  /** A byte for an error message: the character itself only when it can do no harm there. */
  static String describe(byte b) {
    if (b > ' ' && b < 127) {
      return "'" + (char) b + "'";
    }
    String hex = Integer.toHexString(b & 0xFF).toUpperCase(Locale.ROOT);
    return "byte 0x" + (hex.length() == 1 ? "0" : "") + hex;
  }
}
