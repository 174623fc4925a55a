package io.lokstra.internal.validation;

import io.lokstra.internal.record.NumberText;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Compares values that are numbers, or text of one, exactly. */
final class Numbers {
  private Numbers() {}

  /** Whether constraints on numbers may stand on values of {@code type}. */
  static boolean areOf(Class<?> type) {
    return Number.class.isAssignableFrom(type);
  }

  /** Whether text of a number is as good: {@code @DecimalMin} on a String. */
  static boolean areOfOrText(Class<?> type) {
    return areOf(type) || CharSequence.class.isAssignableFrom(type);
  }

  /**
   * As {@link Comparable#compareTo}, {@code value} against {@code bound}.
   *
   * @throws IllegalArgumentException when {@code value} is text of no number
   */
  static int compare(Object value, BigDecimal bound) {
    return decimal(value).compareTo(bound);
  }

  static int compare(Object value, long bound) {
    return switch (value) {
      case Integer number -> Long.compare(number, bound);
      case Long number -> Long.compare(number, bound);
      default -> compare(value, BigDecimal.valueOf(bound));
    };
  }

  static BigDecimal decimal(Object value) {
    return switch (value) {
      case BigDecimal number -> number;
      case BigInteger number -> new BigDecimal(number);
      case Double number -> BigDecimal.valueOf(number);
      case Float number -> new BigDecimal(number.toString());
      case Number number -> BigDecimal.valueOf(number.longValue());
      default -> NumberText.bigDecimal(value.toString());
    };
  }

  /** Whether {@code value} has at most so many digits before and after its decimal point. */
  static boolean hasDigits(Object value, int integer, int fraction) {
    BigDecimal number = decimal(value).stripTrailingZeros();
    return number.precision() - number.scale() <= integer && number.scale() <= fraction;
  }
}
