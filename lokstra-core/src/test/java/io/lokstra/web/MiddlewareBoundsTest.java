package io.lokstra.web;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.middleware.CacheControl;
import io.lokstra.middleware.ConcurrencyLimit;
import io.lokstra.middleware.Cors;
import io.lokstra.middleware.Maintenance;
import io.lokstra.middleware.SecureHeaders;
import java.time.Duration;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Options that are set in code are held to the bounds of those in a configuration. */
class MiddlewareBoundsTest {
  private static final Duration BELOW = Duration.ofSeconds(-1);

  static Stream<Arguments> nonsense() {
    return Stream.of(
        arguments(
            "cache-control: max-age is PT-1S",
            () -> CacheControl.create(cache -> cache.forClient(BELOW))),
        arguments("cors: max-age is PT-1S", () -> Cors.create(cors -> cors.maxAge(BELOW))),
        arguments(
            "secure-headers: strict-transport-security is PT-1S",
            () -> SecureHeaders.create(headers -> headers.strictTransportSecurity(BELOW))),
        arguments(
            "maintenance: retry-after is PT0S",
            () -> Maintenance.create(work -> work.retryAfter(Duration.ZERO))),
        arguments(
            "concurrency-limit: queue-timeout is PT0S",
            () -> ConcurrencyLimit.create(limit -> limit.queue(5, Duration.ZERO))),
        arguments(
            "concurrency-limit: retry-after is PT-1S",
            () -> ConcurrencyLimit.create(limit -> limit.retryAfter(BELOW))));
  }

  private static Arguments arguments(String message, ThrowingCallable made) {
    return Arguments.of(message, made);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("nonsense")
  void refusesTimesThatCannotBeMeant(String message, ThrowingCallable made) {
    assertThatThrownBy(made)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message + "; expected a time");
  }
}
