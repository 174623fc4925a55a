package io.lokstra.store;

import io.lokstra.config.Default;
import io.lokstra.config.Options;

/**
 * How many locks in memory may be held at one time.
 *
 * @param maxLocks most locks; another is refused with an error
 */
@Options
public record MemoryLockOptions(@Default("100000") int maxLocks) {

  /** Checks the bounds. */
  public MemoryLockOptions {
    if (maxLocks < 1) {
      throw new IllegalArgumentException("max-locks is " + maxLocks + "; expected 1 or more");
    }
  }

  /** 100,000. */
  public static MemoryLockOptions defaults() {
    return new MemoryLockOptions(100_000);
  }
}
