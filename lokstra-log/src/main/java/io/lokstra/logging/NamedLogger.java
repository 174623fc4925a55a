package io.lokstra.logging;

import io.lokstra.internal.log.FieldLogger;
import io.lokstra.log.LogLevel;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

/**
 * A logger: knows from what level on it writes, and hands lines to what writes them. Thread-safe.
 */
final class NamedLogger extends LegacyAbstractLogger implements LoggingEventAware, FieldLogger {
  private static final long serialVersionUID = 1L;

  private final transient Writing writing;
  private volatile LogLevel from = LogLevel.INFO;

  NamedLogger(String name, Writing writing) {
    this.name = name;
    this.writing = writing;
  }

  /** Writes from that level on. */
  void from(LogLevel level) {
    from = level;
  }

  @Override
  public boolean isTraceEnabled() {
    return from.compareTo(LogLevel.TRACE) <= 0;
  }

  @Override
  public boolean isDebugEnabled() {
    return from.compareTo(LogLevel.DEBUG) <= 0;
  }

  @Override
  public boolean isInfoEnabled() {
    return from.compareTo(LogLevel.INFO) <= 0;
  }

  @Override
  public boolean isWarnEnabled() {
    return from.compareTo(LogLevel.WARN) <= 0;
  }

  @Override
  public boolean isErrorEnabled() {
    return from.compareTo(LogLevel.ERROR) <= 0;
  }

  @Override
  public void write(
      LogLevel level, String message, @Nullable Throwable error, @Nullable Object... fields) {
    Draft draft = writing.draft(level, name, message, error);
    try {
      for (int i = 0; i < fields.length; i += 2) {
        if (i + 1 < fields.length) {
          draft.add(String.valueOf(fields[i]), fields[i + 1]);
        } else {
          draft.add("value", fields[i]);
        }
      }
    } finally {
      writing.write(draft);
    }
  }

  @Override
  protected @Nullable String getFullyQualifiedCallerName() {
    return null;
  }

  @Override
  protected void handleNormalizedLoggingCall(
      Level level,
      @Nullable Marker marker,
      @Nullable String pattern,
      @Nullable Object @Nullable [] arguments,
      @Nullable Throwable error) {
    Draft draft = writing.draft(level(level), name, formatted(pattern, arguments), error);
    try {
      if (marker != null) {
        draft.add("marker", marker.getName());
      }
    } finally {
      writing.write(draft);
    }
  }

  @Override
  public void log(LoggingEvent event) {
    Draft draft =
        writing.draft(
            level(event.getLevel()),
            name,
            formatted(event.getMessage(), event.getArgumentArray()),
            event.getThrowable());
    try {
      List<KeyValuePair> pairs = event.getKeyValuePairs();
      if (pairs != null) {
        for (KeyValuePair pair : pairs) {
          draft.add(String.valueOf(pair.key), pair.value);
        }
      }
      List<Marker> markers = event.getMarkers();
      if (markers != null) {
        for (Marker marker : markers) {
          draft.add("marker", marker.getName());
        }
      }
    } finally {
      writing.write(draft);
    }
  }

  /** Without a switch, which would need a class of its own at the first line. */
  private static LogLevel level(Level level) {
    if (level == Level.INFO) {
      return LogLevel.INFO;
    }
    if (level == Level.DEBUG) {
      return LogLevel.DEBUG;
    }
    if (level == Level.WARN) {
      return LogLevel.WARN;
    }
    return level == Level.ERROR ? LogLevel.ERROR : LogLevel.TRACE;
  }

  private static String formatted(
      @Nullable String pattern, @Nullable Object @Nullable [] arguments) {
    if (pattern == null || arguments == null || arguments.length == 0) {
      return String.valueOf(pattern);
    }
    try {
      return String.valueOf(MessageFormatter.basicArrayFormat(pattern, arguments));
    } catch (RuntimeException | StackOverflowError e) {
      return pattern;
    }
  }
}
