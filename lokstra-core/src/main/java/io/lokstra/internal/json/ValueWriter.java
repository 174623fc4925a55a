package io.lokstra.internal.json;

/** Writes values of one class. Immutable, but for what it learns of their size. */
abstract class ValueWriter {
  private static final int LARGEST_HINT = 64 * 1024;
  private static final int FIRST_HINT = 64;

  // Racing threads may each set it: any value of it is right.
  private int hint = FIRST_HINT;

  /** Writes a value of its class. */
  abstract void write(Object value, JsonOutput out);

  /** How long the last document was: the likely length of the next, which then is not copied. */
  int hint() {
    return hint;
  }

  void remember(int length) {
    if (length != hint && length <= LARGEST_HINT) {
      hint = length;
    }
  }
}
