package io.lokstra.logging;

import io.lokstra.internal.log.FieldNames;
import io.lokstra.log.LogFields;
import io.lokstra.log.LogLevel;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A line that is being put together, and the buffer it is written in. Used again for other lines,
 * by one thread at a time.
 */
final class Draft implements LogFields {
  /** How many fields a line has at most. */
  static final int MOST_FIELDS = 64;

  private static final int USUAL_FIELDS = 16;

  final Line line = new Line();
  long millis;
  LogLevel level = LogLevel.INFO;
  String logger = "";
  String message = "";
  @Nullable Throwable error;
  private String[] names = new String[USUAL_FIELDS];
  private @Nullable Object[] values = new @Nullable Object[USUAL_FIELDS];
  private int fields;
  private int leftOut;
  private boolean inContext;

  Draft() {}

  void begin(LogLevel of, String by, String what, @Nullable Throwable thrown) {
    millis = System.currentTimeMillis();
    level = of;
    logger = by;
    message = what;
    error = thrown;
  }

  /** From here on fields are of the context: those that are there already outweigh them. */
  void context() {
    inContext = true;
  }

  int fields() {
    return fields;
  }

  int leftOut() {
    return leftOut;
  }

  String name(int at) {
    return names[at];
  }

  @Nullable Object value(int at) {
    return values[at];
  }

  @Override
  public Draft add(String name, @Nullable Object value) {
    String valid = FieldNames.repaired(name);
    if (isReserved(valid)) {
      valid = valid + "_";
    }
    if (has(valid)) {
      if (inContext) {
        return this;
      }
      valid = other(valid);
    }
    if (fields == MOST_FIELDS) {
      leftOut++;
      return this;
    }
    if (fields == names.length) {
      names = Arrays.copyOf(names, MOST_FIELDS);
      values = Arrays.copyOf(values, MOST_FIELDS);
    }
    names[fields] = valid;
    values[fields++] = value;
    return this;
  }

  /** What a line has besides its fields. */
  private static boolean isReserved(String name) {
    return switch (name.length()) {
      case 4 -> name.equals("time");
      case 5 -> name.equals("level") || name.equals("error");
      case 6 -> name.equals("logger");
      case 7 -> name.equals("message");
      case 15 -> name.equals("fields_left_out");
      default -> false;
    };
  }

  private boolean has(String name) {
    for (int i = 0; i < fields; i++) {
      if (names[i].equals(name)) {
        return true;
      }
    }
    return false;
  }

  private String other(String name) {
    int number = 2;
    while (has(name + "_" + number)) {
      number++;
    }
    return name + "_" + number;
  }

  /** Keeps nothing of what was written. */
  void clear() {
    Arrays.fill(values, 0, fields, null);
    fields = 0;
    leftOut = 0;
    inContext = false;
    message = "";
    error = null;
    line.clear();
  }
}
