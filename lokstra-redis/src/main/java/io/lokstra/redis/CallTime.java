package io.lokstra.redis;

import io.lokstra.http.RequestContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * Until when an answer is waited for: as long as options say, or as the request that asks has left.
 *
 * @param end by {@link System#nanoTime()}
 */
record CallTime(long end) {
  private static final Duration FOREVER = Duration.ofDays(365);

  /**
   * Begins now.
   *
   * @throws CancellationException when nobody wants the answer any more
   */
  static CallTime within(Duration time) {
    Duration left = time;
    Optional<RequestContext> request = RequestContext.current();
    if (request.isPresent()) {
      request.get().cancellation().throwIfRequested();
      Duration remaining = request.get().remaining();
      if (remaining.compareTo(left) < 0) {
        left = remaining;
      }
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new CancellationException("the thread was interrupted before Redis was asked");
    }
    return new CallTime(
        System.nanoTime() + (left.compareTo(FOREVER) < 0 ? left : FOREVER).toNanos());
  }

  /** Nanoseconds that are left; none where it is over. */
  long left() {
    return Math.max(0, end - System.nanoTime());
  }
}
