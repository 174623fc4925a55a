package io.lokstra.internal.web;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;
import java.util.Optional;

/** Dates in header fields (RFC 9110 §5.6.7). */
public final class HttpDates {
  private static final int LONGEST = 40;

  /** {@code Sun, 06 Nov 1994 08:49:37 GMT}. */
  private static final DateTimeFormatter FIXED =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH);

  /** {@code Sunday, 06-Nov-94 08:49:37 GMT}: the year is at most 50 years ahead. */
  private static DateTimeFormatter rfc850(int thisYear) {
    return new DateTimeFormatterBuilder()
        .appendPattern("EEEE, dd-MMM-")
        .appendValueReduced(ChronoField.YEAR, 2, 2, thisYear - 49)
        .appendPattern(" HH:mm:ss 'GMT'")
        .toFormatter(Locale.ENGLISH);
  }

  /** {@code Sun Nov 6 08:49:37 1994}. */
  private static final DateTimeFormatter ASCTIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.ENGLISH);

  private HttpDates() {}

  /** As we write it; what is less than a second is cut off. */
  public static String format(Instant time) {
    return FIXED.format(time.atOffset(ZoneOffset.UTC));
  }

  /**
   * The time that {@code text} is in one of the three forms, the two that are obsolete among them.
   *
   * @param now to read a year of two digits by
   * @return empty where it is none
   */
  public static Optional<Instant> parse(String text, Instant now) {
    if (text.length() > LONGEST) {
      return Optional.empty();
    }
    DateTimeFormatter form =
        text.indexOf(',') < 0
            ? ASCTIME
            : text.indexOf('-') < 0 ? FIXED : rfc850(now.atOffset(ZoneOffset.UTC).getYear());
    try {
      return Optional.of(LocalDateTime.parse(text, form).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
