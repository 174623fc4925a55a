package io.lokstra.internal.record;

import java.time.Duration;
import java.util.List;

/** Durations as people write them. */
public final class DurationText {
  private static final int LONGEST = 100;

  private record Unit(String name, Duration length) {}

  /** The longest first, so that "1m30s" is in order and "30s1m" is refused. */
  private static final List<Unit> UNITS =
      List.of(
          new Unit("d", Duration.ofDays(1)),
          new Unit("h", Duration.ofHours(1)),
          new Unit("m", Duration.ofMinutes(1)),
          new Unit("s", Duration.ofSeconds(1)),
          new Unit("ms", Duration.ofMillis(1)),
          new Unit("us", Duration.ofNanos(1_000)),
          new Unit("ns", Duration.ofNanos(1)));

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
      sum = sum.plus(UNITS.get(unit).length().multipliedBy(count));
    }
    return negative ? sum.negated() : sum;
  }

  private static int unit(String name) {
    for (int i = 0; i < UNITS.size(); i++) {
      if (UNITS.get(i).name().equals(name)) {
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
