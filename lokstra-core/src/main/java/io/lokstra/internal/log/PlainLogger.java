package io.lokstra.internal.log;

import io.lokstra.log.LogLevel;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Gives fields to an SLF4J provider that is not ours, as key-value pairs. Text is escaped here, as
 * it is not known how it is written there.
 *
 * @param logger the provider's
 */
public record PlainLogger(Logger logger) implements FieldLogger {
  private static final int LONGEST = 4096;

  @Override
  public void write(
      LogLevel level, String message, @Nullable Throwable error, @Nullable Object... fields) {
    LoggingEventBuilder event = logger.makeLoggingEventBuilder(Level.valueOf(level.name()));
    FieldList own = new FieldList();
    for (int i = 0; i < fields.length; i += 2) {
      boolean lone = i + 1 == fields.length;
      own.add(
          FieldNames.repaired(lone ? "value" : String.valueOf(fields[i])),
          fields[lone ? i : i + 1]);
    }
    FieldList context = new FieldList();
    Context.describe(context);
    event = added(event, context, own);
    event = added(event, own, new FieldList());
    event.setCause(error).log(SafeText.of(message, LONGEST));
  }

  private static LoggingEventBuilder added(
      LoggingEventBuilder event, FieldList fields, FieldList outweighing) {
    LoggingEventBuilder to = event;
    @Nullable Object[] pairs = fields.toArray();
    for (int i = 0; i < pairs.length; i += 2) {
      String name = String.valueOf(pairs[i]);
      if (!outweighing.has(name)) {
        to = to.addKeyValue(name, safe(pairs[i + 1]));
      }
    }
    return to;
  }

  private static @Nullable Object safe(@Nullable Object value) {
    return value == null || value instanceof Number || value instanceof Boolean
        ? value
        : SafeText.of(Shown.of(value), LONGEST);
  }
}
