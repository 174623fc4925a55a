package io.lokstra.service;

/**
 * What a process runs for. Said from outside alone, by {@code --mode} or {@code LOKSTRA_MODE}, so
 * that no file that is shipped can make a production process anything else. {@code ./lokstra dev}
 * says {@code development}, the test kit's server {@code test}.
 */
public enum Mode {
  /** Others depend on it; what nobody says. */
  PRODUCTION,
  /** Its programmer runs it: what is convenient is allowed, data are kept between runs. */
  DEVELOPMENT,
  /** A test runs it: what is convenient is allowed, nothing is kept. */
  TEST
}
