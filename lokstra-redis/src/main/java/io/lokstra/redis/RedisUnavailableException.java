package io.lokstra.redis;

import io.lokstra.store.StoreUnavailableException;

/**
 * Redis could not be asked, or did not answer. {@link #problem()} tells which: {@code LOK-RED-002}
 * not connected, {@code 003} the connection was lost, {@code 004} no answer in time, {@code 005}
 * too much under way, {@code 007} closed or not started.
 */
public final class RedisUnavailableException extends StoreUnavailableException {
  private static final long serialVersionUID = 1;

  RedisUnavailableException(String problem, String detail, boolean mayHaveHappened) {
    super(problem, detail, mayHaveHappened);
  }
}
