package io.lokstra.internal.record;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * Numbers from text by one strict grammar: ASCII digits, at most one leading minus, no plus, no
 * space, no hexadecimal. All methods throw {@link RuntimeException} for anything else.
 */
public final class NumberText {
  /** The longest text of a number, and the most digits on either side of the decimal point. */
  public static final int MAX_DIGITS = 1_000;

  private NumberText() {}

  /** A whole number in a range. */
  public static long whole(String text, long min, long max) {
    checkWhole(text);
    long value = Long.parseLong(text);
    if (value < min || value > max) {
      throw new IllegalArgumentException();
    }
    return value;
  }

  /** A whole number of at most 1,000 characters. */
  public static BigInteger bigInteger(String text) {
    checkWhole(text);
    return new BigInteger(text);
  }

  /** A decimal number whose plain form has at most 1,000 digits before and after its point. */
  public static BigDecimal bigDecimal(String text) {
    checkDecimal(text);
    return bounded(new BigDecimal(text));
  }

  /**
   * {@code value} itself.
   *
   * @throws IllegalArgumentException when its plain form is longer than anyone wants to handle:
   *     {@code 1e999999999} is eleven characters and a billion digits
   */
  public static BigDecimal bounded(BigDecimal value) {
    long whole = (long) value.precision() - value.scale();
    if (whole > MAX_DIGITS || value.scale() > MAX_DIGITS) {
      throw new IllegalArgumentException();
    }
    return value;
  }

  /** A finite number in double precision. */
  public static double floating(String text) {
    checkDecimal(text);
    return finite(Double.parseDouble(text));
  }

  /** A finite number in single precision. */
  public static float single(String text) {
    checkDecimal(text);
    return (float) finite(Float.parseFloat(text));
  }

  private static double finite(double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException();
    }
    return value;
  }

  private static void checkWhole(String text) {
    int from = text.startsWith("-") ? 1 : 0;
    if (text.length() > MAX_DIGITS
        || from == text.length()
        || digits(text, from) != text.length()) {
      throw new IllegalArgumentException();
    }
  }

  private static void checkDecimal(String text) {
    int length = text.length();
    int from = text.startsWith("-") ? 1 : 0;
    int at = digits(text, from);
    boolean good = length <= MAX_DIGITS && at > from;
    if (good && at < length && text.charAt(at) == '.') {
      int fraction = digits(text, at + 1);
      good = fraction > at + 1;
      at = fraction;
    }
    if (good && at < length && (text.charAt(at) | 0x20) == 'e') {
      at++;
      if (at < length && (text.charAt(at) == '+' || text.charAt(at) == '-')) {
        at++;
      }
      int exponent = digits(text, at);
      good = exponent > at;
      at = exponent;
    }
    if (!good || at != length) {
      throw new IllegalArgumentException();
    }
  }

  private static int digits(String text, int from) {
    int at = from;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    return at;
  }
}
