package io.lokstra.http;

import io.lokstra.config.Bound;
import io.lokstra.config.ConfigProblem;
import io.lokstra.config.Configuration;
import io.lokstra.internal.config.Problems;
import io.lokstra.log.Logging;
import java.util.List;
import org.slf4j.LoggerFactory;

/**
 * What configuration says of the log. Read where it says anything, so that a program without such
 * keys leaves the log of the process, which may be another's, as it is.
 */
final class LoggingSettings {
  private static final String SECTION = "logging";

  private final Configuration configuration;
  private final boolean said;
  private final Bound<LoggingSection> section;

  /** Reads it. */
  LoggingSettings(Configuration configuration) {
    this.configuration = configuration;
    this.said = configuration.mentions(SECTION);
    this.section = configuration.declare("", LoggingSection.class);
  }

  /** Whether {@code key} is one of it. */
  static boolean holds(String key) {
    return key.startsWith(SECTION + ".");
  }

  /** What is wrong besides what cannot be read: nobody who would heed it. */
  List<ConfigProblem> problems() {
    if (!said || Logging.find().isPresent()) {
      return List.of();
    }
    Problems problems = new Problems();
    problems.dangling(
        SECTION,
        configuration.origin(SECTION).orElse(null),
        "the log is written by "
            + LoggerFactory.getILoggerFactory().getClass().getName()
            + ", which does not read this",
        "configure it its own way, or have io.lokstra:lokstra-log in its place");
    return problems.all();
  }

  /** Puts it into force where anything is said. */
  void apply() {
    if (said) {
      put();
    }
  }

  /** Puts it into force, as it has changed. */
  void applyChange() {
    put();
  }

  private void put() {
    Logging.find().ifPresent(logging -> logging.configure(section.get().logging()));
  }
}
