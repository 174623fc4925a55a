package io.lokstra.log;

import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * How the process logs, to be looked at and changed while it runs. Thread-safe.
 *
 * <p>There is one in a process, as SLF4J has one output; servers that share a process share it.
 */
public interface Logging {

  /** That of the process; empty where SLF4J is bound to something else than {@code lokstra-log}. */
  static Optional<Logging> find() {
    return LoggerFactory.getILoggerFactory() instanceof Logging own
        ? Optional.of(own)
        : Optional.empty();
  }

  /**
   * From what level on a logger writes.
   *
   * @param logger its name; empty for the level that holds where nothing is said
   */
  LogLevel level(String logger);

  /**
   * Has a logger, and those whose names begin with its name and a dot, write from another level on,
   * until it is said otherwise: here, or by a configuration in which {@code logging} has changed.
   *
   * @param logger its name; empty for the level that holds where nothing is said
   */
  void level(String logger, LogLevel from);

  /** Has a logger write from the level on that those above it have. */
  void reset(String logger);

  /** What is said of loggers; empty is the name of the level that holds where nothing is said. */
  Map<String, LogLevel> levels();

  /** Puts other options in the place of all that hold. */
  void configure(LoggingOptions options);

  /** The options that hold, with the levels as they are now. */
  LoggingOptions options();

  /**
   * Has {@code observer} told of each line that is written, by the thread that wrote it, until the
   * result is closed. What it throws is dropped.
   */
  Observation observe(Consumer<? super LogEvent> observer);

  /**
   * Waits until what was logged so far is written.
   *
   * @return false when that took longer than five seconds
   */
  boolean flush();

  /** Ends when it is closed. */
  interface Observation extends AutoCloseable {
    @Override
    void close();
  }
}
