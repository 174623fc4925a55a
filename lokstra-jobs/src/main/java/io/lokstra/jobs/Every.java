package io.lokstra.jobs;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A fixed rate: fires at all multiples of a period since 1970 in UTC, so that all processes agree
 * and none of the times moves when a process starts.
 *
 * @param period at least one second
 */
public record Every(Duration period) implements ScheduleRule {

  /** Checks the bound. */
  public Every {
    if (period.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("a period must be at least 1 s, not " + period);
    }
  }

  /** Each time this has passed. */
  public static Every of(Duration period) {
    return new Every(period);
  }

  @Override
  public Optional<Instant> next(Instant time) {
    long millis = period.toMillis();
    return Optional.of(
        Instant.ofEpochMilli((Math.floorDiv(time.toEpochMilli(), millis) + 1) * millis));
  }

  @Override
  public String text() {
    return "every " + period;
  }
}
