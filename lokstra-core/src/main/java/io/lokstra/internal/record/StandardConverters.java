package io.lokstra.internal.record;

import io.lokstra.bind.Converter;
import io.lokstra.http.Fields;
import io.lokstra.http.Sort;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;

/** The converters every application has. */
public final class StandardConverters {
  /** No text of a point in time, a locale or a zone is longer; what is, is not even parsed. */
  private static final int LONGEST = 100;

  private static final int LONGEST_URI = 8_000;

  /** By type, primitive types included. */
  public static final Map<Class<?>, Converter<?>> ALL = all();

  private final Map<Class<?>, Converter<?>> converters = new HashMap<>();

  private StandardConverters() {}

  private static Map<Class<?>, Converter<?>> all() {
    StandardConverters all = new StandardConverters();
    all.text();
    all.numbers();
    all.times();
    all.lists();
    return Map.copyOf(all.converters);
  }

  private void text() {
    add(String.class, "text", Function.identity());
    both(boolean.class, Boolean.class, "true or false", StandardConverters::bool);
    both(char.class, Character.class, "one character", StandardConverters::character);
    add(
        UUID.class,
        "a UUID such as 123e4567-e89b-12d3-a456-426614174000",
        StandardConverters::uuid);
    add(Locale.class, "a language tag such as en or pt-BR", StandardConverters::locale);
    add(URI.class, "a URI such as https://example.org/page", text -> uri(text));
  }

  private void numbers() {
    whole(byte.class, Byte.class, Byte.MIN_VALUE, Byte.MAX_VALUE, number -> (byte) (long) number);
    whole(
        short.class,
        Short.class,
        Short.MIN_VALUE,
        Short.MAX_VALUE,
        number -> (short) (long) number);
    whole(
        int.class,
        Integer.class,
        Integer.MIN_VALUE,
        Integer.MAX_VALUE,
        number -> (int) (long) number);
    whole(long.class, Long.class, Long.MIN_VALUE, Long.MAX_VALUE, Function.identity());
    both(double.class, Double.class, "a number", NumberText::floating);
    both(float.class, Float.class, "a number", NumberText::single);
    add(BigInteger.class, "a whole number of at most 1,000 characters", NumberText::bigInteger);
    add(BigDecimal.class, "a number of at most 1,000 digits", NumberText::bigDecimal);
  }

  private void times() {
    time(LocalDate.class, "a date such as 2026-01-31", LocalDate::parse);
    time(LocalTime.class, "a time such as 14:30 or 14:30:15", LocalTime::parse);
    time(LocalDateTime.class, "a date and time such as 2026-01-31T14:30:00", LocalDateTime::parse);
    time(Instant.class, "a point in time such as 2026-01-31T14:30:00Z", Instant::parse);
    time(
        OffsetDateTime.class,
        "a date and time with an offset such as 2026-01-31T14:30:00+02:00",
        OffsetDateTime::parse);
    time(
        ZonedDateTime.class,
        "a date and time with a zone such as 2026-01-31T14:30:00+01:00[Europe/Paris]",
        ZonedDateTime::parse);
    time(Duration.class, "a duration such as 10s, 1h30m or PT1H30M", DurationText::parse);
    time(Period.class, "a period such as P1Y2M10D", Period::parse);
    time(Year.class, "a year such as 2026", Year::parse);
    time(YearMonth.class, "a year and month such as 2026-01", YearMonth::parse);
    time(ZoneId.class, "a time zone such as Europe/Paris or UTC", ZoneId::of);
  }

  private void lists() {
    add(
        Sort.class,
        "names between commas, with - before one that descends, such as -created,title",
        Sort::parse);
    add(Fields.class, "names between commas such as id,title", Fields::parse);
  }

  private <T> void add(Class<T> type, String expected, Function<String, T> conversion) {
    converters.put(type, Converter.of(expected, conversion));
  }

  private <T> void both(
      Class<?> primitive, Class<T> box, String expected, Function<String, T> conversion) {
    add(box, expected, conversion);
    converters.put(primitive, Converter.of(expected, conversion));
  }

  private <T> void whole(
      Class<?> primitive, Class<T> box, long min, long max, Function<Long, T> narrow) {
    both(
        primitive,
        box,
        "a whole number from " + min + " to " + max,
        text -> narrow.apply(NumberText.whole(text, min, max)));
  }

  private <T> void time(Class<T> type, String expected, Function<String, T> conversion) {
    add(
        type,
        expected,
        text -> {
          if (text.length() > LONGEST) {
            throw new IllegalArgumentException();
          }
          return conversion.apply(text);
        });
  }

  private static Boolean bool(String text) {
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw new IllegalArgumentException();
    };
  }

  private static Character character(String text) {
    if (text.length() != 1) {
      throw new IllegalArgumentException();
    }
    return text.charAt(0);
  }

  /** {@link UUID#fromString} also takes {@code 1-1-1-1-1}. */
  private static UUID uuid(String text) {
    if (text.length() != 36) {
      throw new IllegalArgumentException();
    }
    return UUID.fromString(text);
  }

  private static Locale locale(String text) {
    if (text.isEmpty() || text.length() > LONGEST) {
      throw new IllegalArgumentException();
    }
    return new Locale.Builder().setLanguageTag(text).build();
  }

  private static URI uri(String text) {
    if (text.isEmpty() || text.length() > LONGEST_URI) {
      throw new IllegalArgumentException();
    }
    return URI.create(text);
  }
}
