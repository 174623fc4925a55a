package io.lokstra.jobs.internal;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits longer with each failure of a back end, up to two seconds; logs the first and each 30th.
 */
final class Pause {
  private static final Logger LOG = LoggerFactory.getLogger("io.lokstra.jobs");
  private static final long FIRST = 50;
  private static final long LONGEST = 2_000;
  private static final int EACH = 30;

  private long millis = FIRST;
  private int failures;

  void none() {
    millis = FIRST;
    failures = 0;
  }

  void after(String what, RuntimeException failure) {
    if (failures++ % EACH == 0) {
      LOG.warn("{} failed and is tried again: {}", what, failure.toString(), failure);
    }
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    millis = Math.min(LONGEST, millis * 2);
  }
}
