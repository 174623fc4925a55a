package io.lokstra.routing;

/**
 * One segment of a {@link PathTemplate}: what stands between two slashes.
 *
 * <p>Segments that may match the same text are tried in this order: literal, parameter with a
 * pattern, parameter that takes anything, wildcard. Within parameters of one kind the one with more
 * literal text around it goes first. The order is total and does not depend on registration.
 */
public sealed interface Segment {

  /** How this segment is tried against others at its place: negative means earlier. */
  static int compare(Segment one, Segment other) {
    int byKind = Integer.compare(kind(one), kind(other));
    if (byKind != 0) {
      return byKind;
    }
    if (one instanceof Literal(String text) && other instanceof Literal(String otherText)) {
      return text.compareTo(otherText);
    }
    if (one instanceof Parameter first && other instanceof Parameter second) {
      return Parameter.compare(first, second);
    }
    return 0;
  }

  private static int kind(Segment segment) {
    return switch (segment) {
      case Literal _ -> 0;
      case Parameter parameter -> parameter.type().equals(SegmentType.TEXT) ? 2 : 1;
      case Wildcard _ -> 3;
    };
  }

  /**
   * Fixed text.
   *
   * @param text decoded; empty only after a slash that ends the template
   */
  record Literal(String text) implements Segment {}

  /**
   * A parameter, with fixed text around it or not: {@code {id:int}}, {@code {name}.json}.
   *
   * @param name unique in its template
   * @param prefix fixed text before it in the same segment, decoded, often empty
   * @param type what its value may be; a value is never empty
   * @param suffix fixed text after it in the same segment, decoded, often empty
   */
  record Parameter(String name, String prefix, SegmentType type, String suffix) implements Segment {

    /**
     * Whether the segment of {@code path} from {@code from} to {@code to} fits. The value is then
     * what is left without prefix and suffix.
     */
    public boolean matches(String path, int from, int to) {
      int start = from + prefix.length();
      int end = to - suffix.length();
      return start < end
          && path.startsWith(prefix, from)
          && path.startsWith(suffix, end)
          && type.matches(path, start, end);
    }

    private static int compare(Parameter one, Parameter other) {
      int byText = Integer.compare(other.fixedLength(), one.fixedLength());
      if (byText != 0) {
        return byText;
      }
      int byType = SegmentType.compare(one.type, other.type);
      if (byType != 0) {
        return byType;
      }
      int byPrefix = one.prefix.compareTo(other.prefix);
      return byPrefix != 0 ? byPrefix : one.suffix.compareTo(other.suffix);
    }

    private int fixedLength() {
      return prefix.length() + suffix.length();
    }
  }

  /**
   * The rest of the path, slashes included: {@code {path...}}. Last in its template. It may be
   * empty: {@code /files/{path...}} matches {@code /files/}, and does not match {@code /files}.
   *
   * @param name unique in its template
   */
  record Wildcard(String name) implements Segment {}
}
