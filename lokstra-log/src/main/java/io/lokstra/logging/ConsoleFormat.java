package io.lokstra.logging;

import io.lokstra.log.LogLevel;
import org.jspecify.annotations.Nullable;

/**
 * For people: time, level, logger, message, fields as {@code name=value}, and below it, indented,
 * the stack of an error. On a terminal with the time of day alone, and in colours.
 *
 * @param time writes its time
 * @param colours whether colours are understood and liked
 * @param maxText characters of a text
 * @param maxFrames frames of a stack
 */
record ConsoleFormat(Timestamp time, boolean colours, int maxText, int maxFrames)
    implements LineFormat {
  private static final int LONGEST_NAME = 256;
  private static final String DIM = "2";
  private static final String BOLD = "1";

  @Override
  public void write(Draft draft) {
    Line line = draft.line;
    colour(line, DIM);
    time.write(draft.millis, line);
    plain(line).put(' ');
    level(line, draft.level);
    plain(line).put(' ');
    colour(line, DIM).text(draft.logger, LONGEST_NAME, false);
    plain(line).put("  ");
    if (draft.level.compareTo(LogLevel.WARN) >= 0) {
      colour(line, BOLD).text(draft.message, maxText, false);
      plain(line);
    } else {
      line.text(draft.message, maxText, false);
    }
    for (int i = 0; i < draft.fields(); i++) {
      field(line.put(i == 0 ? "  " : " "), draft.name(i), draft.value(i));
    }
    if (draft.leftOut() > 0) {
      field(line.put(' '), "fields_left_out", draft.leftOut());
    }
    line.put('\n');
    if (draft.error != null) {
      new Stack(line.put("    "), "\n    ", maxText, maxFrames, false).write(draft.error);
      line.put('\n');
    }
  }

  private void level(Line line, LogLevel level) {
    switch (level) {
      case TRACE -> colour(line, DIM).put("TRACE");
      case DEBUG -> colour(line, "36").put("DEBUG");
      case INFO -> colour(line, "32").put("INFO ");
      case WARN -> colour(line, "33").put("WARN ");
      case ERROR, OFF -> colour(line, "1;31").put("ERROR");
    }
  }

  private void field(Line line, String name, @Nullable Object value) {
    colour(line, DIM).put(name).put('=');
    Values.console(plain(line), value, maxText);
  }

  private Line colour(Line line, String code) {
    return colours ? line.put("\u001b[").put(code).put('m') : line;
  }

  private Line plain(Line line) {
    return colours ? line.put("\u001b[0m") : line;
  }
}
