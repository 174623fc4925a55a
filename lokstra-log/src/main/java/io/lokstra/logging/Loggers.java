package io.lokstra.logging;

import io.lokstra.log.LogEvent;
import io.lokstra.log.LogLevel;
import io.lokstra.log.Logging;
import io.lokstra.log.LoggingOptions;
import java.io.OutputStream;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.Logger;

/**
 * All loggers and from what level on each writes. A logger knows its own level; whoever changes one
 * works it out anew for all of them. Thread-safe.
 */
public final class Loggers implements ILoggerFactory, Logging {
  private final Map<String, NamedLogger> loggers = new ConcurrentHashMap<>();
  private final Writing writing = new Writing();
  private Map<String, LogLevel> levels = Map.of("", LogLevel.INFO);
  private @Nullable LoggingOptions options;

  /** With what holds where nothing is said. */
  public Loggers() {}

  /** Others than those of the process, which write to {@code target}: for benchmarks. */
  public static Loggers to(OutputStream target, LoggingOptions options) {
    Loggers loggers = new Loggers();
    loggers.configure(options, target);
    return loggers;
  }

  void diagnostics(Diagnostics context) {
    writing.diagnostics(context);
  }

  @Override
  public Logger getLogger(String name) {
    NamedLogger known = loggers.get(name);
    return known == null ? add(name) : known;
  }

  private synchronized NamedLogger add(String name) {
    NamedLogger known = loggers.get(name);
    if (known != null) {
      return known;
    }
    NamedLogger added = new NamedLogger(name, writing);
    added.from(effective(name));
    loggers.put(name, added);
    return added;
  }

  /** What is said of the logger, or of the next above it of which anything is. */
  private LogLevel effective(String name) {
    String at = name;
    while (true) {
      LogLevel said = levels.get(at);
      if (said != null) {
        return said;
      }
      int dot = at.lastIndexOf('.');
      at = dot < 0 ? "" : at.substring(0, dot);
    }
  }

  private void set(Map<String, LogLevel> now) {
    levels = now;
    for (NamedLogger logger : loggers.values()) {
      logger.from(effective(logger.getName()));
    }
  }

  @Override
  public synchronized LogLevel level(String logger) {
    return effective(logger);
  }

  @Override
  public synchronized void level(String logger, LogLevel from) {
    Map<String, LogLevel> now = new TreeMap<>(levels);
    now.put(logger, from);
    set(now);
  }

  @Override
  public synchronized void reset(String logger) {
    Map<String, LogLevel> now = new TreeMap<>(levels);
    if (logger.isEmpty()) {
      now.put("", said().level());
    } else {
      now.remove(logger);
    }
    set(now);
  }

  @Override
  public synchronized Map<String, LogLevel> levels() {
    return Map.copyOf(levels);
  }

  @Override
  public synchronized void configure(LoggingOptions now) {
    put(now);
    writing.configure(now);
  }

  private synchronized void configure(LoggingOptions now, OutputStream target) {
    put(now);
    writing.to(target, now);
  }

  private void put(LoggingOptions now) {
    options = now;
    Map<String, LogLevel> said = new TreeMap<>(now.levels());
    said.put("", now.level());
    set(said);
  }

  @Override
  public synchronized LoggingOptions options() {
    Map<String, LogLevel> below = new TreeMap<>(levels);
    LogLevel root = below.remove("");
    LoggingOptions said = said();
    return new LoggingOptions(
        root == null ? said.level() : root,
        below,
        said.format(),
        said.output(),
        said.maxText(),
        said.maxFrames());
  }

  /** Made when it is asked for: most programs that start quickly say nothing. */
  private LoggingOptions said() {
    LoggingOptions now = options;
    return now == null ? LoggingOptions.defaults() : now;
  }

  @Override
  public Observation observe(Consumer<? super LogEvent> observer) {
    return writing.observe(observer);
  }

  @Override
  public boolean flush() {
    return writing.flush();
  }
}
