package io.lokstra.internal.files;

import io.lokstra.internal.text.Printable;

/**
 * A pattern of paths. {@code *} stands for any characters of a name, {@code **} for any names,
 * once; without a slash it is about the name alone, in whatever folder. Case matters.
 */
public final class PathPattern {
  private static final int LONGEST = 200;

  private final String pattern;
  private final boolean nameOnly;

  /**
   * Reads a pattern.
   *
   * @throws IllegalArgumentException when it is none
   */
  public PathPattern(String pattern) {
    int doubled = pattern.indexOf("**");
    boolean twice = doubled >= 0 && pattern.indexOf("**", doubled + 2) >= 0;
    if (pattern.isEmpty() || pattern.length() > LONGEST || pattern.startsWith("/") || twice) {
      throw new IllegalArgumentException(
          "not a pattern of paths: '%s'; expected one such as *.css or assets/**, without a slash before it, with ** no more than once"
              .formatted(Printable.of(pattern)));
    }
    this.pattern = pattern;
    this.nameOnly = pattern.indexOf('/') < 0;
  }

  /** How much it says: of two that match, the one that says more is meant. */
  public int length() {
    return pattern.length();
  }

  /** Whether {@code path}, relative, is meant. */
  public boolean matches(String path) {
    return matches(nameOnly ? path.substring(path.lastIndexOf('/') + 1) : path, 0, 0);
  }

  /** Goes back to the last star alone, and once for each place where a double one may end. */
  private boolean matches(String text, int fromText, int fromPattern) {
    int t = fromText;
    int p = fromPattern;
    int starPattern = -1;
    int starText = -1;
    while (t < text.length()) {
      if (pattern.startsWith("**", p)) {
        int after = pattern.startsWith("**/", p) ? p + 3 : p + 2;
        for (int rest = t; rest <= text.length(); rest++) {
          if ((after == p + 2 || rest == t || text.charAt(rest - 1) == '/')
              && matches(text, rest, after)) {
            return true;
          }
        }
        return false;
      }
      char c = text.charAt(t);
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        starPattern = ++p;
        starText = t;
      } else if (p < pattern.length() && pattern.charAt(p) == c) {
        p++;
        t++;
      } else if (starPattern >= 0 && text.charAt(starText) != '/') {
        p = starPattern;
        t = ++starText;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }

  @Override
  public String toString() {
    return pattern;
  }
}
