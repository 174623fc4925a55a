package io.lokstra.log;

/** The form of a line. */
public enum LogFormat {
  /** For people; in colours on a terminal, unless {@code NO_COLOR} is set. */
  CONSOLE,
  /** For machines: one JSON object per line. */
  JSON,
  /** {@link #CONSOLE} on a terminal, {@link #JSON} elsewhere. */
  AUTO
}
