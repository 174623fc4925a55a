package io.lokstra.routing;

import io.lokstra.routing.internal.SegmentPattern;
import io.lokstra.routing.internal.TypedText;
import org.jspecify.annotations.Nullable;

/**
 * What the value of a path parameter may be. Immutable; matching takes time linear in the length of
 * the value whatever the pattern, and allocates nothing.
 */
public final class SegmentType {
  /** Anything but nothing: {@code {name}}. */
  public static final SegmentType TEXT = new SegmentType("", Kind.TEXT, null);

  /** A decimal number within {@code int}: {@code {id:int}}. Minus sign allowed, plus sign not. */
  public static final SegmentType INT = new SegmentType("int", Kind.INT, null);

  /** A decimal number within {@code long}: {@code {id:long}}. Minus sign allowed, plus sign not. */
  public static final SegmentType LONG = new SegmentType("long", Kind.LONG, null);

  /** A UUID in its 36 characters, hexadecimal digits in either case: {@code {id:uuid}}. */
  public static final SegmentType UUID = new SegmentType("uuid", Kind.UUID, null);

  private final String text;
  private final Kind kind;
  private final @Nullable SegmentPattern pattern;

  private SegmentType(String text, Kind kind, @Nullable SegmentPattern pattern) {
    this.text = text;
    this.kind = kind;
    this.pattern = pattern;
  }

  /** In the order in which types are tried at one place. */
  private enum Kind {
    INT,
    LONG,
    UUID,
    PATTERN,
    TEXT
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
    return new SegmentType(pattern, Kind.PATTERN, SegmentPattern.compile(pattern));
  }

  /** Whether the text of {@code path} from {@code from} to {@code to} is such a value. */
  public boolean matches(String path, int from, int to) {
    if (pattern != null) {
      return pattern.matches(path, from, to);
    }
    return switch (kind) {
      case INT -> TypedText.isInteger(path, from, to, Integer.MIN_VALUE, Integer.MAX_VALUE);
      case LONG -> TypedText.isInteger(path, from, to, Long.MIN_VALUE, Long.MAX_VALUE);
      case UUID -> TypedText.isUuid(path, from, to);
      case PATTERN, TEXT -> from < to;
    };
  }

  /** In which order types are tried at one place: negative means {@code one} goes first. */
  static int compare(SegmentType one, SegmentType other) {
    int byKind = one.kind.compareTo(other.kind);
    return byKind != 0 ? byKind : one.text.compareTo(other.text);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SegmentType type && kind == type.kind && text.equals(type.text);
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
