package io.lokstra.testkit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A clock that stands still until the test moves it. Goes wherever a {@link Clock} or an {@link
 * java.time.InstantSource} is asked for, a server's {@code clock(…)} among them. Thread-safe.
 */
public final class TestClock extends Clock {
  private final AtomicReference<Instant> now;
  private final ZoneId zone;

  private TestClock(AtomicReference<Instant> now, ZoneId zone) {
    this.now = now;
    this.zone = zone;
  }

  /** A clock in UTC that stands at {@code now}. */
  public static TestClock at(Instant now) {
    return new TestClock(new AtomicReference<>(now), ZoneOffset.UTC);
  }

  /**
   * A clock in UTC that stands at {@code now}.
   *
   * @param now as ISO 8601: {@code "2026-11-24T08:00:00Z"}
   */
  public static TestClock at(String now) {
    return at(Instant.parse(now));
  }

  /** Moves on, and back by a negative time. */
  public void advance(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  /** Stands at another time. */
  public void set(Instant time) {
    now.set(time);
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  /** The same clock, moved by the same hand, in another zone. */
  @Override
  public TestClock withZone(ZoneId other) {
    return new TestClock(now, other);
  }
}
