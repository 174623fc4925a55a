package io.lokstra.jobs;

import java.time.Instant;
import java.util.Optional;

/** When a schedule fires: {@link Cron} or {@link Every}. */
public sealed interface ScheduleRule permits Cron, Every {

  /** The first time after {@code time}; empty when there is none in the next 50 years. */
  Optional<Instant> next(Instant time);

  /** The rule as text; two rules with the same text are the same. */
  String text();
}
