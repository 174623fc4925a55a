package io.lokstra.internal.validation;

import java.util.regex.Pattern;

/**
 * Text that a regular expression may look at only so often: an expression that would go back and
 * forth for ever on hostile input ends as "does not match" after a bounded time.
 *
 * <p>The budget, 100,000 characters looked at and 100 more for each one there is, is a thousand
 * times what a well-behaved expression needs and takes about a millisecond to spend.
 */
final class BoundedText implements CharSequence {
  private static final long BASE = 100_000;
  private static final long PER_CHARACTER = 100;

  private final CharSequence text;
  private final Budget budget;

  private static final class Budget {
    private long left;

    Budget(long left) {
      this.left = left;
    }
  }

  private static final class Exhausted extends RuntimeException {
    private static final long serialVersionUID = 1;

    Exhausted() {
      super(null, null, false, false);
    }
  }

  private BoundedText(CharSequence text, Budget budget) {
    this.text = text;
    this.budget = budget;
  }

  /** Whether the whole of {@code text} matches; no when that cannot be said within the budget. */
  static boolean matches(Pattern pattern, CharSequence text) {
    Budget budget = new Budget(BASE + PER_CHARACTER * text.length());
    try {
      return pattern.matcher(new BoundedText(text, budget)).matches();
    } catch (Exhausted hostile) {
      return false;
    } catch (StackOverflowError hostile) {
      // Alternatives under a repetition recurse once for each character.
      return false;
    }
  }

  @Override
  public char charAt(int index) {
    if (--budget.left < 0) {
      throw new Exhausted();
    }
    return text.charAt(index);
  }

  @Override
  public int length() {
    return text.length();
  }

  @Override
  public CharSequence subSequence(int start, int end) {
    return new BoundedText(text.subSequence(start, end), budget);
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
