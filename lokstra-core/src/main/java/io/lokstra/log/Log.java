package io.lokstra.log;

import io.lokstra.internal.log.FieldList;
import io.lokstra.internal.log.FieldLogger;
import io.lokstra.internal.log.FieldNames;
import io.lokstra.internal.log.PlainLogger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes lines of one logger: what happened as a constant text, and what it happened to as fields,
 * names and values by turns. {@code log.info("order placed", "order", id, "total", sum)}.
 *
 * <p>Fields of the request that is answered (its id, its attributes that are {@linkplain
 * io.lokstra.http.Attribute#logged() logged}) and of the {@link LogScope} are added by themselves.
 * Nothing is worked out where the level is off: what is dear to say, say in a lambda, {@code
 * log.debug("cart", line -> line.add("content", cart.list()))}.
 *
 * <p>Control characters in messages and values are escaped, secrets are masked. Names of fields are
 * letters, digits, {@code _}, {@code -} and {@code .}; where assertions are on, as in tests,
 * another one, or a name without a value, is an {@link IllegalArgumentException}; elsewhere the
 * line is written all the same. Thread-safe.
 */
@SuppressWarnings("overloads") // a lambda is neither a throwable nor the name of a field
public final class Log {
  private final Logger logger;
  private final FieldLogger writer;

  private Log(Logger logger) {
    this.logger = logger;
    this.writer = logger instanceof FieldLogger own ? own : new PlainLogger(logger);
  }

  /** The logger with the name of {@code type}. */
  public static Log of(Class<?> type) {
    return of(type.getName());
  }

  /**
   * The logger of that name; dots divide it into levels, of which the upper say from what on it
   * writes.
   */
  public static Log of(String name) {
    return new Log(LoggerFactory.getLogger(name));
  }

  /** A front for {@code logger}. */
  public static Log to(Logger logger) {
    return new Log(logger);
  }

  /** Its name. */
  public String name() {
    return logger.getName();
  }

  /** Whether lines of that level are written. */
  public boolean isOn(LogLevel level) {
    return switch (level) {
      case TRACE -> logger.isTraceEnabled();
      case DEBUG -> logger.isDebugEnabled();
      case INFO -> logger.isInfoEnabled();
      case WARN -> logger.isWarnEnabled();
      case ERROR -> logger.isErrorEnabled();
      case OFF -> false;
    };
  }

  // ---- trace: every step

  /** Without fields. */
  public void trace(String message) {
    if (logger.isTraceEnabled()) {
      write(LogLevel.TRACE, message, null);
    }
  }

  /** With a field. */
  public void trace(String message, String name, @Nullable Object value) {
    if (logger.isTraceEnabled()) {
      write(LogLevel.TRACE, message, null, name, value);
    }
  }

  /** With two fields. */
  public void trace(
      String message, String name, @Nullable Object value, String name2, @Nullable Object value2) {
    if (logger.isTraceEnabled()) {
      write(LogLevel.TRACE, message, null, name, value, name2, value2);
    }
  }

  /** With fields, names and values by turns. */
  public void trace(String message, @Nullable Object... fields) {
    if (logger.isTraceEnabled()) {
      write(LogLevel.TRACE, message, null, fields);
    }
  }

  /** With an error, and fields by turns. */
  public void trace(String message, Throwable error, @Nullable Object... fields) {
    if (logger.isTraceEnabled()) {
      write(LogLevel.TRACE, message, error, fields);
    }
  }

  /** With fields that are asked for where the line is written. */
  public void trace(String message, Consumer<? super LogFields> fields) {
    if (logger.isTraceEnabled()) {
      write(LogLevel.TRACE, message, null, listed(fields));
    }
  }

  // ---- debug: what helps to find out why

  /** Without fields. */
  public void debug(String message) {
    if (logger.isDebugEnabled()) {
      write(LogLevel.DEBUG, message, null);
    }
  }

  /** With a field. */
  public void debug(String message, String name, @Nullable Object value) {
    if (logger.isDebugEnabled()) {
      write(LogLevel.DEBUG, message, null, name, value);
    }
  }

  /** With two fields. */
  public void debug(
      String message, String name, @Nullable Object value, String name2, @Nullable Object value2) {
    if (logger.isDebugEnabled()) {
      write(LogLevel.DEBUG, message, null, name, value, name2, value2);
    }
  }

  /** With fields, names and values by turns. */
  public void debug(String message, @Nullable Object... fields) {
    if (logger.isDebugEnabled()) {
      write(LogLevel.DEBUG, message, null, fields);
    }
  }

  /** With an error, and fields by turns. */
  public void debug(String message, Throwable error, @Nullable Object... fields) {
    if (logger.isDebugEnabled()) {
      write(LogLevel.DEBUG, message, error, fields);
    }
  }

  /** With fields that are asked for where the line is written. */
  public void debug(String message, Consumer<? super LogFields> fields) {
    if (logger.isDebugEnabled()) {
      write(LogLevel.DEBUG, message, null, listed(fields));
    }
  }

  // ---- info: what happens

  /** Without fields. */
  public void info(String message) {
    if (logger.isInfoEnabled()) {
      write(LogLevel.INFO, message, null);
    }
  }

  /** With a field. */
  public void info(String message, String name, @Nullable Object value) {
    if (logger.isInfoEnabled()) {
      write(LogLevel.INFO, message, null, name, value);
    }
  }

  /** With two fields. */
  public void info(
      String message, String name, @Nullable Object value, String name2, @Nullable Object value2) {
    if (logger.isInfoEnabled()) {
      write(LogLevel.INFO, message, null, name, value, name2, value2);
    }
  }

  /** With fields, names and values by turns. */
  public void info(String message, @Nullable Object... fields) {
    if (logger.isInfoEnabled()) {
      write(LogLevel.INFO, message, null, fields);
    }
  }

  /** With an error, and fields by turns. */
  public void info(String message, Throwable error, @Nullable Object... fields) {
    if (logger.isInfoEnabled()) {
      write(LogLevel.INFO, message, error, fields);
    }
  }

  /** With fields that are asked for where the line is written. */
  public void info(String message, Consumer<? super LogFields> fields) {
    if (logger.isInfoEnabled()) {
      write(LogLevel.INFO, message, null, listed(fields));
    }
  }

  // ---- warn: what somebody should look at

  /** Without fields. */
  public void warn(String message) {
    if (logger.isWarnEnabled()) {
      write(LogLevel.WARN, message, null);
    }
  }

  /** With a field. */
  public void warn(String message, String name, @Nullable Object value) {
    if (logger.isWarnEnabled()) {
      write(LogLevel.WARN, message, null, name, value);
    }
  }

  /** With two fields. */
  public void warn(
      String message, String name, @Nullable Object value, String name2, @Nullable Object value2) {
    if (logger.isWarnEnabled()) {
      write(LogLevel.WARN, message, null, name, value, name2, value2);
    }
  }

  /** With fields, names and values by turns. */
  public void warn(String message, @Nullable Object... fields) {
    if (logger.isWarnEnabled()) {
      write(LogLevel.WARN, message, null, fields);
    }
  }

  /** With an error, and fields by turns. */
  public void warn(String message, Throwable error, @Nullable Object... fields) {
    if (logger.isWarnEnabled()) {
      write(LogLevel.WARN, message, error, fields);
    }
  }

  /** With fields that are asked for where the line is written. */
  public void warn(String message, Consumer<? super LogFields> fields) {
    if (logger.isWarnEnabled()) {
      write(LogLevel.WARN, message, null, listed(fields));
    }
  }

  // ---- error: what went wrong

  /** Without fields. */
  public void error(String message) {
    if (logger.isErrorEnabled()) {
      write(LogLevel.ERROR, message, null);
    }
  }

  /** With a field. */
  public void error(String message, String name, @Nullable Object value) {
    if (logger.isErrorEnabled()) {
      write(LogLevel.ERROR, message, null, name, value);
    }
  }

  /** With two fields. */
  public void error(
      String message, String name, @Nullable Object value, String name2, @Nullable Object value2) {
    if (logger.isErrorEnabled()) {
      write(LogLevel.ERROR, message, null, name, value, name2, value2);
    }
  }

  /** With fields, names and values by turns. */
  public void error(String message, @Nullable Object... fields) {
    if (logger.isErrorEnabled()) {
      write(LogLevel.ERROR, message, null, fields);
    }
  }

  /** With an error, and fields by turns. */
  public void error(String message, Throwable error, @Nullable Object... fields) {
    if (logger.isErrorEnabled()) {
      write(LogLevel.ERROR, message, error, fields);
    }
  }

  /** With fields that are asked for where the line is written. */
  public void error(String message, Consumer<? super LogFields> fields) {
    if (logger.isErrorEnabled()) {
      write(LogLevel.ERROR, message, null, listed(fields));
    }
  }

  // ---- any

  /** A line of a level that is known only then, with an error if there is one. */
  public void log(
      LogLevel level, String message, @Nullable Throwable error, @Nullable Object... fields) {
    if (isOn(level)) {
      write(level, message, error, fields);
    }
  }

  private void write(
      LogLevel level, String message, @Nullable Throwable error, @Nullable Object... fields) {
    assert FieldNames.areInOrder(message, fields);
    writer.write(level, message, error, fields);
  }

  private static @Nullable Object[] listed(Consumer<? super LogFields> fields) {
    FieldList list = new FieldList();
    fields.accept(list);
    return list.toArray();
  }

  @Override
  public String toString() {
    return logger.getName();
  }
}
