package io.lokstra.jobs;

/** Which jobs of one queue go first, strictly: none of a level starts while a higher one waits. */
public enum Priority {
  /** Before all others. */
  URGENT,
  /** Before what is normal. */
  HIGH,
  /** The default. */
  NORMAL,
  /** When nothing else waits. */
  LOW
}
