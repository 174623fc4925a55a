package io.lokstra.jobs;

import io.lokstra.jobs.internal.CronFields;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Objects;
import java.util.Optional;

/**
 * A rule as of {@code crontab(5)}: minute, hour, day of month, month and day of week, or six fields
 * of which the first is the second. Fields hold {@code *}, numbers, ranges ({@code 1-5}), steps
 * ({@code *}{@code /15}, {@code 8-18/2}) and lists; months and days of the week also names ({@code
 * JAN}, {@code MON}); Sunday is 0 or 7. {@code L} is the last day of a month. Where both days are
 * restricted, either fits. {@code @hourly}, {@code @daily}, {@code @weekly}, {@code @monthly} and
 * {@code @yearly} stand for what they say.
 *
 * <p>When clocks are put forward and the time a rule names does not exist, it fires at the moment
 * they are; when they are put back and a time comes twice, it fires the first time. A rule whose
 * hour is {@code *} or {@code *}{@code /n} means a distance, not a time of day: it goes by what has
 * really passed, and fires in both.
 */
public final class Cron implements ScheduleRule {
  private static final int YEARS = 50;

  private final String expression;
  private final ZoneId zone;
  private final CronFields fields;

  private Cron(String expression, ZoneId zone) {
    this.expression = expression;
    this.zone = zone;
    this.fields = CronFields.parse(expression);
  }

  /**
   * A rule in UTC.
   *
   * @throws IllegalArgumentException when it is none; the message says which field and why
   */
  public static Cron of(String expression) {
    return new Cron(expression, ZoneOffset.UTC);
  }

  /** A rule in the local time of a zone. */
  public static Cron of(String expression, ZoneId zone) {
    return new Cron(expression, zone);
  }

  @Override
  public String text() {
    return expression + " " + zone;
  }

  @Override
  public Optional<Instant> next(Instant time) {
    ZoneRules rules = zone.getRules();
    Instant from = time.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
    LocalDateTime last = LocalDateTime.ofInstant(time, ZoneOffset.UTC).plusYears(YEARS);
    while (true) {
      ZoneOffsetTransition turn = rules.nextTransition(from.minusNanos(1));
      if (turn != null && turn.getInstant().equals(from)) {
        if (isNamedInGap(turn)) {
          return Optional.of(from);
        }
        turn = rules.nextTransition(from);
      }
      ZoneOffset offset = rules.getOffset(from);
      Optional<LocalDateTime> fits =
          fields.next(LocalDateTime.ofEpochSecond(from.getEpochSecond(), 0, offset), last);
      if (fits.isPresent() && isBefore(fits.get().toInstant(offset), turn)) {
        LocalDateTime local = fits.get();
        if (fields.isDistance() || rules.getOffset(local).equals(offset)) {
          return Optional.of(local.toInstant(offset));
        }
        from = local.toInstant(offset).plusSeconds(1); // it has come once already
      } else if (turn == null || !turn.getDateTimeBefore().isBefore(last)) {
        return Optional.empty();
      } else {
        from = turn.getInstant();
      }
    }
  }

  private static boolean isBefore(
      Instant time, @org.jspecify.annotations.Nullable ZoneOffsetTransition turn) {
    return turn == null || time.isBefore(turn.getInstant());
  }

  /** Whether a time of day that this rule names is among those that are left out. */
  private boolean isNamedInGap(ZoneOffsetTransition turn) {
    return turn.isGap()
        && !fields.isDistance()
        && fields
            .next(turn.getDateTimeBefore(), turn.getDateTimeAfter())
            .filter(local -> local.isBefore(turn.getDateTimeAfter()))
            .isPresent();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cron cron && cron.text().equals(text());
  }

  @Override
  public int hashCode() {
    return Objects.hash(expression, zone);
  }

  @Override
  public String toString() {
    return text();
  }
}
