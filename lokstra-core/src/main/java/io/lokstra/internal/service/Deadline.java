package io.lokstra.internal.service;

import io.lokstra.service.StopContext;
import java.time.Duration;

/**
 * Until when a service may take its time, as it is told itself.
 *
 * @param name the service
 * @param atNanos when that is over, on the clock of {@link System#nanoTime()}
 */
record Deadline(String name, long atNanos) implements StopContext {

  static Deadline in(String name, Duration time) {
    return new Deadline(name, System.nanoTime() + nanos(time));
  }

  @Override
  public Duration remaining() {
    return Duration.ofNanos(Math.max(0, atNanos - System.nanoTime()));
  }

  /** A century at most, so that sums do not overflow. */
  private static long nanos(Duration time) {
    return time.compareTo(Duration.ofDays(36_500)) > 0
        ? Duration.ofDays(36_500).toNanos()
        : time.toNanos();
  }
}
