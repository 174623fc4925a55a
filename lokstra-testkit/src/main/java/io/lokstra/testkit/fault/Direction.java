package io.lokstra.testkit.fault;

/** The way bytes go. */
public enum Direction {
  /** What a client sends. */
  TO_SERVER,
  /** What a server sends. */
  TO_CLIENT
}
