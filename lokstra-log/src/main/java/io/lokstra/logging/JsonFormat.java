package io.lokstra.logging;

import io.lokstra.internal.log.Shown;
import io.lokstra.log.LogLevel;
import org.jspecify.annotations.Nullable;

/**
 * One JSON object per line: {@code time} (RFC 3339, UTC), {@code level}, {@code logger}, {@code
 * message}, the fields in their order, {@code error} with {@code type}, {@code message} and {@code
 * stack}.
 *
 * @param time writes its time
 * @param maxText characters of a text
 * @param maxFrames frames of a stack
 */
record JsonFormat(Timestamp time, int maxText, int maxFrames) implements LineFormat {
  private static final int LONGEST_NAME = 256;

  @Override
  public void write(Draft draft) {
    Line line = draft.line;
    time.write(draft.millis, line.put("{\"time\":\""));
    line.put("\",\"level\":\"").put(name(draft.level));
    line.put("\",\"logger\":\"").text(draft.logger, LONGEST_NAME, true);
    line.put("\",\"message\":\"").text(draft.message, maxText, true).put('"');
    for (int i = 0; i < draft.fields(); i++) {
      line.put(",\"").put(draft.name(i)).put("\":");
      Values.json(line, draft.value(i), maxText);
    }
    if (draft.leftOut() > 0) {
      line.put(",\"fields_left_out\":").put(draft.leftOut());
    }
    if (draft.error != null) {
      error(line, draft.error);
    }
    line.put("}\n");
  }

  private static String name(LogLevel level) {
    return switch (level) {
      case TRACE -> "trace";
      case DEBUG -> "debug";
      case INFO -> "info";
      case WARN -> "warn";
      case ERROR, OFF -> "error";
    };
  }

  private void error(Line line, Throwable error) {
    line.put(",\"error\":{\"type\":\"").text(error.getClass().getName(), LONGEST_NAME, true);
    @Nullable String message = message(error);
    if (message != null) {
      line.put("\",\"message\":\"").text(message, maxText, true);
    }
    line.put("\",\"stack\":\"");
    new Stack(line, "\\n", maxText, maxFrames, true).write(error);
    line.put("\"}");
  }

  private static @Nullable String message(Throwable error) {
    try {
      return error.getMessage();
    } catch (RuntimeException | StackOverflowError e) {
      return Shown.of(e.getClass());
    }
  }
}
