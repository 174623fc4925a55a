package io.lokstra.internal.log;

import io.lokstra.internal.text.Printable;
import org.jspecify.annotations.Nullable;

/** What a field may be called: what no format has to escape. */
public final class FieldNames {
  /** For errors. */
  public static final String EXPECTED =
      "letters, digits, '_', '-' and '.', at most 64 of them, the first one a letter or '_'";

  private static final int LONGEST = 64;

  private FieldNames() {}

  /** Whether a field may be called so. */
  public static boolean isValid(String name) {
    int length = name.length();
    if (length == 0 || length > LONGEST || !isFirst(name.charAt(0))) {
      return false;
    }
    for (int i = 1; i < length; i++) {
      if (!isPart(name.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  /** {@code name} if it is one, or what of it can be part of one. */
  public static String repaired(String name) {
    if (isValid(name)) {
      return name;
    }
    StringBuilder repaired = new StringBuilder();
    for (int i = 0; i < name.length() && repaired.length() < LONGEST; i++) {
      char c = name.charAt(i);
      if (repaired.isEmpty() && !isFirst(c)) {
        repaired.append('_');
      }
      if (repaired.length() < LONGEST && (isPart(c) || !repaired.isEmpty())) {
        repaired.append(isPart(c) ? c : '_');
      }
    }
    return repaired.isEmpty() ? "_" : repaired.toString();
  }

  /**
   * Whether these are names and values by turns, for assertions: programs that are tested learn of
   * a mistake, and those that run log all the same.
   *
   * @throws IllegalArgumentException when they are not
   */
  public static boolean areInOrder(String message, @Nullable Object[] fields) {
    if (fields.length % 2 != 0) {
      throw new IllegalArgumentException(
          "fields are names and values by turns; \"%s\" is given %d of them"
              .formatted(Printable.of(message), fields.length));
    }
    for (int i = 0; i < fields.length; i += 2) {
      if (!(fields[i] instanceof String name) || !isValid(name)) {
        throw new IllegalArgumentException(
            "not the name of a field: '%s' at \"%s\"; expected %s"
                .formatted(
                    Printable.of(String.valueOf(fields[i])), Printable.of(message), EXPECTED));
      }
    }
    return true;
  }

  private static boolean isFirst(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
  }

  private static boolean isPart(char c) {
    return isFirst(c) || (c >= '0' && c <= '9') || c == '-' || c == '.';
  }
}
