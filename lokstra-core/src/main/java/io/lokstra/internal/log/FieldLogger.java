package io.lokstra.internal.log;

import io.lokstra.log.LogLevel;
import org.jspecify.annotations.Nullable;

/** A logger that takes fields as they are given: that of {@code lokstra-log}. */
public interface FieldLogger {

  /**
   * Writes a line whatever its level; fields of the context are added.
   *
   * @param fields names and values by turns
   */
  void write(LogLevel level, String message, @Nullable Throwable error, @Nullable Object... fields);
}
