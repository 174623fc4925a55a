package io.lokstra.netty.http1;

import java.nio.charset.StandardCharsets;

/**
 * The {@code Date} field line (RFC 9110 §5.6.7), made at most once a second. Formatted by hand:
 * {@code java.time.format} costs a start-up tens of milliseconds. Confined to one thread.
 */
public final class HttpDate {
  private static final String DAYS = "ThuFriSatSunMonTueWed";
  private static final String MONTHS = "JanFebMarAprMayJunJulAugSepOctNovDec";

  private long second = Long.MIN_VALUE;
  private byte[] line = {};
  private String value = "";

  /** Moves the date on to {@code millis} since 1970. */
  public void moveTo(long millis) {
    long now = Math.floorDiv(millis, 1_000L);
    if (now != second) {
      second = now;
      value = format(now);
      line = ("date: " + value + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }
  }

  /** The field line with its CRLF; shared, not to be changed. */
  byte[] line() {
    return line;
  }

  /** The field's value. */
  public String value() {
    return value;
  }

  /** {@code "Sun, 06 Nov 1994 08:49:37 GMT"}. */
  static String format(long epochSecond) {
    long day = Math.floorDiv(epochSecond, 86_400L);
    int time = (int) Math.floorMod(epochSecond, 86_400L);
    // Days to civil date: H. Hinnant, "chrono-Compatible Low-Level Date Algorithms".
    long shifted = day + 719_468;
    long era = Math.floorDiv(shifted, 146_097L);
    int dayOfEra = (int) (shifted - era * 146_097);
    int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
    int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int monthFromMarch = (5 * dayOfYear + 2) / 153;
    int dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
    int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
    long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    int weekday = (int) Math.floorMod(day, 7L);
    StringBuilder text = new StringBuilder(29);
    text.append(DAYS, weekday * 3, weekday * 3 + 3).append(", ");
    two(text, dayOfMonth).append(' ').append(MONTHS, month * 3 - 3, month * 3).append(' ');
    text.append(year).append(' ');
    two(text, time / 3_600).append(':');
    two(text, time / 60 % 60).append(':');
    return two(text, time % 60).append(" GMT").toString();
  }

  private static StringBuilder two(StringBuilder text, int number) {
    return text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
  }
}
