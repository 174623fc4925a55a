package io.lokstra.internal.record;

import java.time.Duration;

/** Durations as people write them. */
public final class DurationText {
  private static final int LONGEST = 100;

  /** The longest first, so that "1m30s" is in order and "30s1m" is refused. */
  private static final String[] UNITS = {"d", "h", "m", "s", "ms", "us", "ns"};

  /** Not as durations: to multiply one loads the arithmetic of big decimals at every start. */
  private static final long[] NANOS = {
    86_400_000_000_000L, 3_600_000_000_000L, 60_000_000_000L, 1_000_000_000L, 1_000_000L, 1_000L, 1L
  };

  private DurationText() {}

  /**
   * {@code PT1H30M} as ISO 8601 writes it, or {@code 1h30m}: whole numbers, longest unit first; the
   * units are d, h, m, s, ms, us and ns.
   *
   * @throws RuntimeException for anything else
   */
  public static Duration parse(String text) {
    check(text.length() <= LONGEST && !text.isEmpty());
    boolean negative = text.charAt(0) == '-';
    int at = negative ? 1 : 0;
    if (at < text.length() && text.charAt(at) == 'P') {
      return Duration.parse(text);
    }
    Duration sum = Duration.ZERO;
    int next = 0;
    check(at < text.length());
    while (at < text.length()) {
      int number = at;
      while (at < text.length() && isDigit(text.charAt(at))) {
        at++;
      }
      int name = at;
      while (at < text.length() && !isDigit(text.charAt(at))) {
        at++;
      }
      int unit = unit(text.substring(name, at));
      check(name > number && unit >= next);
      next = unit + 1;
      long count = Long.parseLong(text.substring(number, name));
      sum = sum.plusNanos(Math.multiplyExact(count, NANOS[unit]));
    }
    return negative ? sum.negated() : sum;
  }

  private static int unit(String name) {
    for (int i = 0; i < UNITS.length; i++) {
      if (UNITS[i].equals(name)) {
        return i;
      }
    }
    return -1;
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static void check(boolean good) {
    if (!good) {
      throw new IllegalArgumentException();
    }
  }
}
