package io.lokstra.jobs.internal;

import io.lokstra.jobs.JobContext;
import io.lokstra.jobs.Outcome;
import io.lokstra.jobs.Retry;
import io.lokstra.jobs.spi.LeasedJob;
import java.util.Optional;
import java.util.Set;

/** What a worker needs to know of handlers. */
public interface Handling {

  /** The types that have a handler. */
  Set<String> types();

  /** Whether there is a handler for this type. */
  boolean knows(String type);

  /**
   * Runs the handler of a job inside of all middleware. Never throws.
   *
   * @param judge makes an outcome of what is thrown
   */
  Outcome run(LeasedJob job, JobContext context, Judge judge);

  /** How a job of this type is tried again when this was thrown, if there is a rule. */
  Optional<Retry> rule(String type, Throwable thrown);

  /** Makes an outcome of what was thrown. */
  @FunctionalInterface
  interface Judge {
    /** The outcome. */
    Outcome of(Throwable thrown);
  }
}
