package io.lokstra.json;

import io.lokstra.http.FieldError;
import java.util.List;

/**
 * A document that is not JSON, does not fit the type it is read as, or a value that has no JSON.
 * The message says what and where; nothing longer than a few characters of the input is in it.
 */
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final int line;
  private final int column;
  private final transient List<FieldError> fields;

  private JsonException(String message, int line, int column, List<FieldError> fields) {
    super(message);
    this.line = line;
    this.column = column;
    this.fields = fields;
  }

  /** A document that is not JSON, at a line and column counted from 1. */
  public static JsonException malformed(String reason, int line, int column) {
    return new JsonException(
        "not JSON at line " + line + ", column " + column + ": " + reason, line, column, List.of());
  }

  /** JSON that does not fit its type. */
  public static JsonException mismatch(List<FieldError> fields) {
    StringBuilder message = new StringBuilder("JSON that does not fit:");
    for (FieldError field : fields) {
      String name = field.field().isEmpty() ? "the document" : field.field();
      message.append(' ').append(name).append(": ").append(field.message());
    }
    return new JsonException(message.toString(), 0, 0, List.copyOf(fields));
  }

  /** A value that cannot be written. */
  public static JsonException unwritable(String reason) {
    return new JsonException(reason, 0, 0, List.of());
  }

  /** The line of a malformed document, from 1; 0 for any other failure. */
  public int line() {
    return line;
  }

  /** The column of a malformed document in bytes, from 1; 0 for any other failure. */
  public int column() {
    return column;
  }

  /** What does not fit where; empty for a malformed document. */
  public List<FieldError> fields() {
    return fields;
  }
}
