package io.lokstra.jobs;

import java.time.Instant;

/**
 * Something that happened to a job.
 *
 * @param at when, by the clock of the back end
 * @param kind what
 * @param attempt in which attempt; 0 before the first
 * @param text by whom, or why
 */
public record JobEvent(Instant at, Kind kind, int attempt, String text) {

  /** What happens to a job. */
  public enum Kind {
    /** It was enqueued. */
    ENQUEUED,
    /** A worker took it. */
    STARTED,
    /** An attempt failed, and there is another. */
    FAILED,
    /** It was done. */
    DONE,
    /** It failed for good. */
    DEAD,
    /** It was called off. */
    CANCELLED,
    /** Nobody knew its type. */
    PARKED,
    /** A worker gave it back unfinished. */
    HANDED_BACK,
    /** Its worker was not heard of any more. */
    LEASE_PASSED,
    /** Somebody had it tried again. */
    REPLAYED
  }
}
