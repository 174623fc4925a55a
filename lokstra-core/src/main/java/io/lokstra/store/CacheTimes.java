package io.lokstra.store;

import java.time.Duration;
import java.util.Optional;

/**
 * How long a cache keeps a value.
 *
 * @param ttl how long a value is given out
 * @param refreshAfter from when on one who asks has it loaded anew in the background, and is given
 *     the old one meanwhile; never where this is empty
 * @param absentTtl how long it is remembered that there is no value; less than {@code ttl} as a
 *     rule
 */
public record CacheTimes(Duration ttl, Optional<Duration> refreshAfter, Duration absentTtl) {

  /** Checks that each is a time, and the second shorter than the first. */
  public CacheTimes {
    if (!ttl.isPositive() || !absentTtl.isPositive()) {
      throw new IllegalArgumentException(
          "ttl %s, absent %s; expected more than zero".formatted(ttl, absentTtl));
    }
    if (refreshAfter.isPresent()
        && (!refreshAfter.get().isPositive() || refreshAfter.get().compareTo(ttl) >= 0)) {
      throw new IllegalArgumentException(
          "refresh after %s; expected more than zero and less than the ttl of %s"
              .formatted(refreshAfter.get(), ttl));
    }
  }

  /** So long; that there is nothing a tenth as long. */
  public static CacheTimes of(Duration ttl) {
    Duration absent = ttl.dividedBy(10);
    return new CacheTimes(ttl, Optional.empty(), absent.isPositive() ? absent : ttl);
  }

  /** Loaded anew in the background by the first who asks after so long. */
  public CacheTimes refreshAfter(Duration time) {
    return new CacheTimes(ttl, Optional.of(time), absentTtl);
  }

  /** That there is no value is remembered so long. */
  public CacheTimes absentFor(Duration time) {
    return new CacheTimes(ttl, refreshAfter, time);
  }
}
