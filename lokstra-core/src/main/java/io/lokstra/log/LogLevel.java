package io.lokstra.log;

/** How much a line matters, and from what on a logger writes. */
public enum LogLevel {
  /** Every step. */
  TRACE,
  /** What helps to find out why. */
  DEBUG,
  /** What happens. */
  INFO,
  /** What somebody should look at. */
  WARN,
  /** What went wrong. */
  ERROR,
  /** As the level of a logger: nothing is written. */
  OFF
}
