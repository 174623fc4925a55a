package io.lokstra.jobs.internal;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The fields of a cron expression, as the times of a calendar without zones that fit. */
public final class CronFields {
  private static final Map<String, String> SHORT =
      Map.of(
          "@hourly", "0 * * * *",
          "@daily", "0 0 * * *",
          "@midnight", "0 0 * * *",
          "@weekly", "0 0 * * 0",
          "@monthly", "0 0 1 * *",
          "@yearly", "0 0 1 1 *",
          "@annually", "0 0 1 1 *");
  private static final List<String> MONTHS =
      List.of("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC");
  private static final List<String> DAYS = List.of("SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT");

  /** One field: its bounds, and the names its values have. */
  private record Field(String name, int least, int most, List<String> names, int firstName) {}

  private static final Field SECOND = new Field("second", 0, 59, List.of(), 0);
  private static final Field MINUTE = new Field("minute", 0, 59, List.of(), 0);
  private static final Field HOUR = new Field("hour", 0, 23, List.of(), 0);
  private static final Field DAY = new Field("day of month", 1, 31, List.of(), 0);
  private static final Field MONTH = new Field("month", 1, 12, MONTHS, 1);
  private static final Field WEEKDAY = new Field("day of week", 0, 7, DAYS, 0);

  private final BitSet seconds;
  private final BitSet minutes;
  private final BitSet hours;
  private final BitSet days;
  private final BitSet months;
  private final BitSet weekdays;
  private final boolean lastDay;
  private final boolean eitherDay;
  private final boolean distance;

  private CronFields(String expression, String[] parts) {
    int at = parts.length - 5;
    seconds = read(expression, SECOND, at == 1 ? parts[0] : "0");
    minutes = read(expression, MINUTE, parts[at]);
    hours = read(expression, HOUR, parts[at + 1]);
    lastDay = parts[at + 2].equalsIgnoreCase("L");
    days = lastDay ? new BitSet() : read(expression, DAY, parts[at + 2]);
    months = read(expression, MONTH, parts[at + 3]);
    weekdays = read(expression, WEEKDAY, parts[at + 4]);
    if (weekdays.get(7)) {
      weekdays.set(0);
    }
    eitherDay = !isAny(parts[at + 2]) && !isAny(parts[at + 4]);
    distance = isAny(parts[at + 1]);
  }

  private static boolean isAny(String part) {
    return part.startsWith("*") || part.equals("?");
  }

  /**
   * Reads an expression.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static CronFields parse(String expression) {
    String text = expression.strip();
    if (text.startsWith("@")) {
      String meaning = SHORT.get(text.toLowerCase(Locale.ROOT));
      if (meaning == null) {
        throw new IllegalArgumentException(
            "'"
                + expression
                + "' is no cron expression; there are @hourly, @daily, @weekly, @monthly and @yearly");
      }
      text = meaning;
    }
    String[] parts = text.split("\\s+");
    if (parts.length != 5 && parts.length != 6) {
      throw new IllegalArgumentException(
          "'%s' is no cron expression: it has %d fields, and 5 were expected (minute, hour, day of month, month, day of week), or 6 with the second first"
              .formatted(expression, parts.length));
    }
    return new CronFields(expression, parts);
  }

  private static BitSet read(String expression, Field field, String part) {
    BitSet values = new BitSet();
    for (String each : part.split(",", -1)) {
      try {
        add(field, each, values);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "'%s' is no cron expression: the %s '%s' is not %d to %d, *, a range, a step or a list of these"
                .formatted(expression, field.name(), part, field.least(), field.most()),
            e);
      }
    }
    return values;
  }

  private static void add(Field field, String text, BitSet values) {
    int slash = text.indexOf('/');
    String range = slash < 0 ? text : text.substring(0, slash);
    int step = slash < 0 ? 1 : Integer.parseInt(text.substring(slash + 1));
    int dash = range.indexOf('-');
    int from;
    int to;
    if (range.equals("*") || range.equals("?")) {
      from = field.least();
      to = field.equals(WEEKDAY) ? 6 : field.most();
    } else if (dash > 0) {
      from = value(field, range.substring(0, dash));
      to = value(field, range.substring(dash + 1));
    } else {
      from = value(field, range);
      to = slash < 0 ? from : field.most();
    }
    if (step < 1 || from > to) {
      throw new IllegalArgumentException(text);
    }
    for (int i = from; i <= to; i += step) {
      values.set(i);
    }
  }

  private static int value(Field field, String text) {
    int name = field.names().indexOf(text.toUpperCase(Locale.ROOT));
    int value = name >= 0 ? name + field.firstName() : Integer.parseInt(text);
    if (value < field.least() || value > field.most()) {
      throw new IllegalArgumentException(text);
    }
    return value;
  }

  /** Whether it says how often, and not at which hours. */
  public boolean isDistance() {
    return distance;
  }

  /** The first time that fits, from {@code from} on and before {@code last}. */
  public Optional<LocalDateTime> next(LocalDateTime from, LocalDateTime last) {
    LocalDateTime time = from;
    while (time.isBefore(last)) {
      if (!months.get(time.getMonthValue())) {
        time = time.toLocalDate().withDayOfMonth(1).plusMonths(1).atStartOfDay();
      } else if (!fits(time.toLocalDate())) {
        time = time.toLocalDate().plusDays(1).atStartOfDay();
      } else {
        int hour = hours.nextSetBit(time.getHour());
        if (hour < 0) {
          time = time.toLocalDate().plusDays(1).atStartOfDay();
        } else if (hour > time.getHour()) {
          time = time.toLocalDate().atTime(hour, 0);
        } else {
          int minute = minutes.nextSetBit(time.getMinute());
          if (minute < 0) {
            time = time.toLocalDate().atTime(hour, 0).plusHours(1);
          } else if (minute > time.getMinute()) {
            time = time.toLocalDate().atTime(hour, minute);
          } else {
            int second = seconds.nextSetBit(time.getSecond());
            if (second >= 0) {
              LocalDateTime found = time.withSecond(second).withNano(0);
              return found.isBefore(last) ? Optional.of(found) : Optional.empty();
            }
            time = time.toLocalDate().atTime(hour, minute).plusMinutes(1);
          }
        }
      }
    }
    return Optional.empty();
  }

  private boolean fits(LocalDate date) {
    boolean day =
        lastDay ? date.getDayOfMonth() == date.lengthOfMonth() : days.get(date.getDayOfMonth());
    boolean weekday = weekdays.get(date.getDayOfWeek().getValue() % 7);
    return eitherDay ? day || weekday : day && weekday;
  }
}
