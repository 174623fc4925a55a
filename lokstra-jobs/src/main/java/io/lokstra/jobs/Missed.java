package io.lokstra.jobs;

/**
 * What becomes of times at which no process was there to fire. A time counts as missed when it lies
 * more than a minute back.
 */
public enum Missed {
  /** They are left out. */
  SKIP,
  /** One firing stands for all of them. */
  ONCE,
  /** Each is made up for, the oldest first; at most the last 1,000. */
  ALL
}
