package io.lokstra.routing.internal;

/** Recognises the built-in types of path parameters in place, without making objects. */
public final class TypedText {

  private TypedText() {}

  /** Whether the text is a decimal number from {@code lowest} (negative) to {@code highest}. */
  public static boolean isInteger(String text, int from, int to, long lowest, long highest) {
    int at = from;
    boolean negative = at < to && text.charAt(at) == '-';
    if (negative) {
      at++;
    }
    if (at == to) {
      return false;
    }
    // Counted downwards, because the negative range is the larger one.
    long limit = negative ? lowest : -highest;
    long value = 0;
    for (; at < to; at++) {
      int digit = text.charAt(at) - '0';
      if (digit < 0 || digit > 9 || value < limit / 10 || value * 10 < limit + digit) {
        return false;
      }
      value = value * 10 - digit;
    }
    return true;
  }

  /** Whether the text is a UUID: 8-4-4-4-12 hexadecimal digits (RFC 9562 §4). */
  public static boolean isUuid(String text, int from, int to) {
    if (to - from != 36) {
      return false;
    }
    for (int i = 0; i < 36; i++) {
      char c = text.charAt(from + i);
      boolean dash = i == 8 || i == 13 || i == 18 || i == 23;
      if (dash ? c != '-' : !isHexDigit(c)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isHexDigit(char c) {
    int lower = c | 0x20;
    return (c >= '0' && c <= '9') || (lower >= 'a' && lower <= 'f');
  }
}
