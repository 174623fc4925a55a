package io.lokstra.internal.log;

/** What values say of themselves; a value that fails to must not lose the line. */
public final class Shown {
  private Shown() {}

  /** Its {@code toString}, or what went wrong with that. */
  public static String of(Object value) {
    try {
      return String.valueOf(value);
    } catch (RuntimeException | StackOverflowError e) {
      return value.getClass().getName() + " (toString failed: " + e.getClass().getName() + ")";
    }
  }
}
