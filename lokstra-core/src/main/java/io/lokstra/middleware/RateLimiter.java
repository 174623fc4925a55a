package io.lokstra.middleware;

import io.lokstra.internal.web.TokenBuckets;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Counts what is done under a key: an address, a user, a tenant. In memory, or wherever several
 * processes can count together. Thread-safe.
 */
public interface RateLimiter {

  /**
   * Counts one more under {@code key}, unless that is one too many.
   *
   * @throws Exception when it cannot be told
   */
  Decision take(String key) throws Exception;

  /**
   * Whether something may be done, and how things stand after it.
   *
   * @param allowed whether it may
   * @param remaining how often it may be done again at once
   * @param reset when everything that was allowed at first is allowed again
   * @param retryAfter when it may be done once more; zero where it may now
   */
  record Decision(boolean allowed, long remaining, Duration reset, Duration retryAfter) {}

  /**
   * Token buckets in the memory of this process: {@code limit} in each {@code window}, spread
   * evenly, of which {@code burst} may come at once. Their memory is fixed, 16 bytes a key; see
   * docs/middleware.md for what happens when there are more.
   *
   * @param mostKeys for how many keys there is a bucket of their own, about
   */
  static RateLimiter inMemory(long limit, Duration window, long burst, int mostKeys) {
    return inMemory(limit, window, burst, mostKeys, System::nanoTime);
  }

  /**
   * Token buckets by a clock of the caller's.
   *
   * @param nanos nanoseconds from any beginning, as {@link System#nanoTime()}
   * @throws IllegalArgumentException when one of the numbers is none to limit by
   */
  static RateLimiter inMemory(
      long limit, Duration window, long burst, int mostKeys, LongSupplier nanos) {
    if (limit < 1 || burst < 1 || mostKeys < 1 || mostKeys > 1 << 26 || !window.isPositive()) {
      throw new IllegalArgumentException(
          "rate-limit: limit %d, window %s, burst %d, max-keys %d; expected 1 or more of each, and at most %d keys"
              .formatted(limit, window, burst, mostKeys, 1 << 26));
    }
    boolean countable = window.compareTo(Duration.ofNanos(Long.MAX_VALUE)) <= 0;
    long nanosPerToken = countable ? window.toNanos() / limit : 0;
    if (nanosPerToken < 1 || burst > Long.MAX_VALUE / 4 / nanosPerToken) {
      throw new IllegalArgumentException(
          "rate-limit: %d in %s with a burst of %d cannot be counted; expected at most one a nanosecond, a window of less than 292 years, and a burst that fills in less than 73 years"
              .formatted(limit, window, burst));
    }
    TokenBuckets buckets = new TokenBuckets(burst, nanosPerToken, mostKeys, nanos);
    return key -> {
      long taken = buckets.take(key);
      return taken >= 0
          ? new Decision(true, buckets.left(taken), Duration.ofNanos(taken), Duration.ZERO)
          : new Decision(
              false, 0, Duration.ofNanos(-taken - 1), Duration.ofNanos(buckets.untilNext(taken)));
    };
  }
}
