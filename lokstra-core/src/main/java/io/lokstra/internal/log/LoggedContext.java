package io.lokstra.internal.log;

import io.lokstra.log.LogFields;

/** What says of itself in each line that is written for it: a request. */
public interface LoggedContext {
  /** Gives its fields to {@code to}. */
  void describe(LogFields to);
}
