package io.lokstra.log;

/** Where lines go to. */
public enum LogOutput {
  /** Standard error. */
  STDERR,
  /** Standard output. */
  STDOUT
}
