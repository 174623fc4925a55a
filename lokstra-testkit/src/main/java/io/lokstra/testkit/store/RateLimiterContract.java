package io.lokstra.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.middleware.RateLimiter;
import io.lokstra.store.RateLimitOptions;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What every {@link RateLimiter} must do. */
public interface RateLimiterContract {

  /** A limiter by these options that has counted nothing. */
  RateLimiter freshLimiter(RateLimitOptions options);

  /** So many at once, then none until there is room; keys do not meet. */
  @Test
  default void allowsWhatIsAllowedAtOnceAndNoMore() throws Exception {
    RateLimiter limiter = freshLimiter(RateLimitOptions.of(10, Duration.ofHours(10)).withBurst(3));
    for (int left = 2; left >= 0; left--) {
      RateLimiter.Decision decision = limiter.take("a");
      assertThat(decision.allowed()).isTrue();
      assertThat(decision.remaining()).isEqualTo(left);
      assertThat(decision.retryAfter()).isZero();
      assertThat(decision.reset())
          .isBetween(
              Duration.ofHours(3 - left).minusMinutes(10),
              Duration.ofHours(3 - left).plusSeconds(1));
    }
    RateLimiter.Decision refused = limiter.take("a");
    assertThat(refused.allowed()).isFalse();
    assertThat(refused.remaining()).isZero();
    assertThat(refused.retryAfter())
        .isBetween(Duration.ofMinutes(50), Duration.ofMinutes(60).plusSeconds(1));
    assertThat(limiter.take("b").allowed()).isTrue();
    assertThat(limiter.take("").allowed()).isTrue();
    assertThat(limiter.take("x".repeat(100_000)).allowed()).isTrue();
  }

  /** Time makes room. */
  @Test
  default void allowsAgainAfterAWhile() throws Exception {
    RateLimiter limiter = freshLimiter(RateLimitOptions.of(10, Duration.ofSeconds(2)).withBurst(1));
    assertThat(limiter.take("a").allowed()).isTrue();
    Eventually.until("there is room", () -> allowed(limiter));
  }

  private static boolean allowed(RateLimiter limiter) {
    try {
      return limiter.take("a").allowed();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }
}
