package io.lokstra.logging;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;

/**
 * Writes the time of a line. What changes once a second is worked out once a second. Thread-safe.
 */
final class Timestamp {
  private static final int MILLIS = 1_000;
  private static final int DAY = 86_400;

  /** A second in text. */
  private record Second(long number, byte[] text) {}

  private final boolean timeOfDay;
  private volatile Second last = new Second(Long.MIN_VALUE, new byte[0]);

  /**
   * How times are written.
   *
   * @param timeOfDay {@code 18:31:33.123} by the clock on the wall, in the place of RFC 3339:
   *     {@code 2026-11-24T18:31:33.123Z}
   */
  Timestamp(boolean timeOfDay) {
    this.timeOfDay = timeOfDay;
  }

  void write(long millis, Line line) {
    long second = Math.floorDiv(millis, MILLIS);
    Second known = last;
    if (known.number() != second) {
      known = new Second(second, timeOfDay ? local(second) : utc(second));
      last = known;
    }
    line.put(known.text()).padded(Math.floorMod(millis, MILLIS), 3);
    if (!timeOfDay) {
      line.put('Z');
    }
  }

  private static byte[] utc(long second) {
    LocalDate date = LocalDate.ofEpochDay(Math.floorDiv(second, DAY));
    Line text = new Line();
    text.padded(date.getYear(), 4).put('-').padded(date.getMonthValue(), 2).put('-');
    return ofDay(text.padded(date.getDayOfMonth(), 2).put('T'), second);
  }

  private static byte[] local(long second) {
    ZoneId here = ZoneId.systemDefault();
    int offset = here.getRules().getOffset(Instant.ofEpochSecond(second)).getTotalSeconds();
    return ofDay(new Line(), second + offset);
  }

  private static byte[] ofDay(Line text, long second) {
    int of = Math.floorMod(second, DAY);
    text.padded(of / 3600, 2).put(':').padded(of / 60 % 60, 2).put(':').padded(of % 60, 2).put('.');
    return Arrays.copyOf(text.bytes(), text.size());
  }
}
