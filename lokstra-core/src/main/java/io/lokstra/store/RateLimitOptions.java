package io.lokstra.store;

import io.lokstra.config.Default;
import io.lokstra.config.Options;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;

/**
 * How often something may be done under one key. The service is an {@link
 * io.lokstra.middleware.RateLimiter}, of the type {@code memory-rate-limiter} or {@code
 * redis-rate-limiter}.
 *
 * @param limit how often in each window, spread evenly
 * @param window how long that is
 * @param burst how often at once; 0 for as often as the limit
 * @param maxKeys in memory, for how many keys there is a count of their own, about
 */
@Options
public record RateLimitOptions(
    @Default("100") @Positive int limit,
    @Default("1m") @Positive Duration window,
    @Default("0") @PositiveOrZero int burst,
    @Default("65536") @Positive int maxKeys) {

  /** So often in each window. */
  public static RateLimitOptions of(int limit, Duration window) {
    return new RateLimitOptions(limit, window, 0, 65_536);
  }

  /** So often at once. */
  public RateLimitOptions withBurst(int times) {
    return new RateLimitOptions(limit, window, times, maxKeys);
  }

  /** How often at once, said or not. */
  public int atOnce() {
    return burst == 0 ? limit : burst;
  }
}
