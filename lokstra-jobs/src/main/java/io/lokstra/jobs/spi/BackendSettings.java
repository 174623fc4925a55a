package io.lokstra.jobs.spi;

import java.time.Duration;

/**
 * What a back end is told before it is used.
 *
 * @param keepDone how long a job that is done or cancelled is kept, with its result
 * @param keepDead how long a dead job is kept
 * @param keepAtMost how many jobs that are over are kept at most, of each queue and each of the two
 *     kinds; the oldest go first
 * @param crashes after how many lost workers a job is dead
 */
public record BackendSettings(Duration keepDone, Duration keepDead, int keepAtMost, int crashes) {

  /** A day, a month, 100,000 and 3. */
  public static final BackendSettings STANDARD =
      new BackendSettings(Duration.ofDays(1), Duration.ofDays(30), 100_000, 3);
}
