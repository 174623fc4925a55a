package io.lokstra.routing.internal;

import java.util.Arrays;

/**
 * A regular expression as a table: one look-up for each character, no way back, no objects. That
 * makes a match linear in the length of the text for every pattern, which {@code java.util.regex}
 * does not promise.
 *
 * <p>Characters fall into classes, intervals that the pattern never tells apart; the table has one
 * row for each state and one column for each class.
 */
public final class SegmentPattern {
  /** For a state from which nothing can match any more. */
  static final int DEAD = -1;

  private final char[] classStarts;
  private final char[] asciiClasses = new char[128];
  private final int[] table;
  private final boolean[] accepting;

  /**
   * @param classStarts first character of each class, ascending, the first one 0
   * @param table next state by state and class
   * @param accepting by state; the first state is where a match starts
   */
  SegmentPattern(char[] classStarts, int[] table, boolean[] accepting) {
    this.classStarts = classStarts;
    this.table = table;
    this.accepting = accepting;
    for (char c = 0; c < 128; c++) {
      asciiClasses[c] = (char) search(c);
    }
  }

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException when it is malformed or too large, saying where
   */
  public static SegmentPattern compile(String pattern) {
    return new PatternAutomaton(new PatternParser(pattern).parse()).compile(pattern);
  }

  /** Whether the text from {@code from} to {@code to} matches as a whole. */
  public boolean matches(String text, int from, int to) {
    int classes = classStarts.length;
    int state = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      state = table[state * classes + (c < 128 ? asciiClasses[c] : search(c))];
      if (state == DEAD) {
        return false;
      }
    }
    return accepting[state];
  }

  private int search(char c) {
    int at = Arrays.binarySearch(classStarts, c);
    return at >= 0 ? at : -at - 2;
  }

  /** How many states the table has. */
  int states() {
    return accepting.length;
  }
}
