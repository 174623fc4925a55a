package io.lokstra.internal.validation;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.Set;

/** Compares points in time with the present by a clock that tests can set. */
final class Times {
  private static final Set<Class<?>> TYPES =
      Set.of(
          Instant.class,
          LocalDate.class,
          LocalDateTime.class,
          LocalTime.class,
          MonthDay.class,
          OffsetDateTime.class,
          OffsetTime.class,
          Year.class,
          YearMonth.class,
          ZonedDateTime.class);

  private Times() {}

  static boolean areOf(Class<?> type) {
    return TYPES.contains(type);
  }

  /** Negative before the present, 0 now, positive after it. */
  static int compareToNow(Object value, Clock clock) {
    return switch (value) {
      case Instant time -> time.compareTo(clock.instant());
      case OffsetDateTime time -> time.toInstant().compareTo(clock.instant());
      case ZonedDateTime time -> time.toInstant().compareTo(clock.instant());
      case LocalDate time -> time.compareTo(LocalDate.now(clock));
      case LocalDateTime time -> time.compareTo(LocalDateTime.now(clock));
      case LocalTime time -> time.compareTo(LocalTime.now(clock));
      case OffsetTime time -> time.compareTo(OffsetTime.now(clock));
      case MonthDay time -> time.compareTo(MonthDay.now(clock));
      case Year time -> time.compareTo(Year.now(clock));
      case YearMonth time -> time.compareTo(YearMonth.now(clock));
      default -> throw new IllegalArgumentException("not a point in time: " + value.getClass());
    };
  }
}
