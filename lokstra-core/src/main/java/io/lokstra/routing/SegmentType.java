package io.lokstra.routing;

import io.lokstra.routing.internal.SegmentPattern;
import io.lokstra.routing.internal.TypedText;

/**
 * What the value of a path parameter may be. Immutable; matching takes time linear in the length of
 * the value whatever the pattern, and allocates nothing.
 */
public final class SegmentType {
  /** Anything but nothing: {@code {name}}. */
  public static final SegmentType TEXT = new SegmentType("", 9, (_, from, to) -> from < to);

  /** A decimal number within {@code int}: {@code {id:int}}. Minus sign allowed, plus sign not. */
  public static final SegmentType INT =
      new SegmentType(
          "int",
          0,
          (path, from, to) ->
              TypedText.isInteger(path, from, to, Integer.MIN_VALUE, Integer.MAX_VALUE));

  /** A decimal number within {@code long}: {@code {id:long}}. Minus sign allowed, plus sign not. */
  public static final SegmentType LONG =
      new SegmentType(
          "long",
          1,
          (path, from, to) -> TypedText.isInteger(path, from, to, Long.MIN_VALUE, Long.MAX_VALUE));

  /** A UUID in its 36 characters, hexadecimal digits in either case: {@code {id:uuid}}. */
  public static final SegmentType UUID = new SegmentType("uuid", 2, TypedText::isUuid);

  private final String text;
  private final int rank;
  private final Matcher matcher;

  private SegmentType(String text, int rank, Matcher matcher) {
    this.text = text;
    this.rank = rank;
    this.matcher = matcher;
  }

  private interface Matcher {
    boolean matches(String path, int from, int to);
  }

  /**
   * A pattern that the whole value must match.
   *
   * <p>The regular expressions are those that can be decided without going back: characters, {@code
   * .}, classes ({@code [a-z0-9_-]}, {@code [^.]}, {@code \d \w \s} and their capitals), groups,
   * {@code |}, and the quantifiers {@code ? * + {n} {n,} {n,m}}.
   *
   * @throws IllegalArgumentException when it is none of these, saying where, or when it is too
   *     large
   */
  public static SegmentType pattern(String pattern) {
    SegmentPattern compiled = SegmentPattern.compile(pattern);
    return new SegmentType(pattern, 3, compiled::matches);
  }

  /** Whether the text of {@code path} from {@code from} to {@code to} is such a value. */
  public boolean matches(String path, int from, int to) {
    return matcher.matches(path, from, to);
  }

  /** In which order types are tried at one place: negative means {@code one} goes first. */
  static int compare(SegmentType one, SegmentType other) {
    int byRank = Integer.compare(one.rank, other.rank);
    return byRank != 0 ? byRank : one.text.compareTo(other.text);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SegmentType type && rank == type.rank && text.equals(type.text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  /** As written in a template after the colon; empty for {@link #TEXT}. */
  @Override
  public String toString() {
    return text;
  }
}
