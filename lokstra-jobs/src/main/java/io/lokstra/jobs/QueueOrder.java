package io.lokstra.jobs;

/** Which queue a worker asks first. */
public enum QueueOrder {
  /** At random, by their weights, so that none starves. */
  WEIGHTED,
  /** The first that is configured, and the next only while the first is empty. */
  STRICT
}
