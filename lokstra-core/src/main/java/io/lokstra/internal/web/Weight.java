package io.lokstra.internal.web;

/** The weight of an element of a list that a client sends (RFC 9110 §12.4.2). */
public final class Weight {
  /** What is said cannot be read. */
  public static final int UNREADABLE = -1;

  /** The greatest, and what an element without one has. */
  public static final int MOST = 1_000;

  private Weight() {}

  /**
   * Reads {@code "0.5"}: at most one, at most three decimals.
   *
   * @return thousandths, or {@link #UNREADABLE}: who asks decides what that means
   */
  public static int thousandths(String text, int from, int to) {
    int length = to - from;
    if (length < 1 || length > 5 || (length > 1 && text.charAt(from + 1) != '.')) {
      return UNREADABLE;
    }
    char whole = text.charAt(from);
    if (whole != '0' && whole != '1') {
      return UNREADABLE;
    }
    int thousandths = (whole - '0') * MOST;
    int place = 100;
    for (int i = from + 2; i < to; i++) {
      char digit = text.charAt(i);
      if (digit < '0' || digit > '9') {
        return UNREADABLE;
      }
      thousandths += place * (digit - '0');
      place /= 10;
    }
    return thousandths > MOST ? UNREADABLE : thousandths;
  }
}
