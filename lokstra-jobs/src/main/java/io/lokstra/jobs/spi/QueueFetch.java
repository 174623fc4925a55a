package io.lokstra.jobs.spi;

import java.time.Duration;
import java.util.Optional;

/**
 * A queue to fetch from, and what is allowed there over all processes.
 *
 * @param name the queue
 * @param maxRunning how many of its jobs run at once at most
 * @param rate how many of its jobs start at most
 */
public record QueueFetch(String name, Optional<Integer> maxRunning, Optional<Rate> rate) {

  /**
   * How many in which time. The first jobs after a pause may start together, all of one period.
   *
   * @param count how many
   * @param period in which time
   */
  public record Rate(int count, Duration period) {}

  /** A queue without limits. */
  public static QueueFetch of(String name) {
    return new QueueFetch(name, Optional.empty(), Optional.empty());
  }
}
