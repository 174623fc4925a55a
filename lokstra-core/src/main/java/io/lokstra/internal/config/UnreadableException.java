package io.lokstra.internal.config;

/** Text is no value of its type. */
final class UnreadableException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String expected;

  /**
   * Made by a parser.
   *
   * @param expected what the text should have been, as the end of "expected …"
   */
  UnreadableException(String expected) {
    super(expected, null, false, false);
    this.expected = expected;
  }

  /** What the text should have been. */
  String expected() {
    return expected;
  }
}
