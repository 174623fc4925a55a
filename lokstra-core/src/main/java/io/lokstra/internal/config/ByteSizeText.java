package io.lokstra.internal.config;

/** Numbers of bytes as options write them: {@code 8000}, {@code 64KiB}, {@code 1MiB}. */
final class ByteSizeText {

  static final String EXPECTED = "a number of bytes such as 8000, 64KiB or 1MiB";

  private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB"};

  private ByteSizeText() {}

  /**
   * Reads {@code text}.
   *
   * @param most largest number that fits where it goes
   */
  static long parse(String text, long most) throws UnreadableException {
    int digits = 0;
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    int shift = shift(text.substring(digits));
    if (digits == 0 || shift < 0) {
      throw new UnreadableException(expected(text, digits));
    }
    try {
      long size = Math.multiplyExact(Long.parseLong(text, 0, digits, 10), 1L << shift);
      if (size <= most) {
        return size;
      }
    } catch (ArithmeticException | NumberFormatException tooLarge) {
      // said below
    }
    throw new UnreadableException("at most " + most + " bytes");
  }

  /** The shortest text that {@link #parse} reads as {@code size}. */
  static String format(long size) {
    for (int i = UNITS.length - 1; i >= 0; i--) {
      long unit = 1L << (10 * (i + 1));
      if (size != 0 && size % unit == 0) {
        return size / unit + UNITS[i];
      }
    }
    return Long.toString(size);
  }

  private static int shift(String unit) {
    if (unit.isEmpty() || unit.equals("B")) {
      return 0;
    }
    for (int i = 0; i < UNITS.length; i++) {
      if (UNITS[i].equals(unit)) {
        return 10 * (i + 1);
      }
    }
    return -1;
  }

  /** A megabyte is 1,000,000 bytes to some and 1,048,576 to others, so only MiB is read. */
  private static String expected(String text, int digits) {
    String unit = text.substring(digits);
    for (String known : UNITS) {
      char letter = known.charAt(0);
      boolean meant =
          unit.length() <= 3 && !unit.isEmpty() && Character.toUpperCase(unit.charAt(0)) == letter;
      if (digits > 0 && digits < 19 && meant) {
        return EXPECTED + "; did you mean " + text.substring(0, digits) + known + "?";
      }
    }
    return EXPECTED;
  }
}
