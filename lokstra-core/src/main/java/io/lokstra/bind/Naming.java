package io.lokstra.bind;

import java.util.Locale;

/**
 * How a name in Java is spelt outside: one policy holds for query, JSON, meta and the constants of
 * enums.
 *
 * <p>The words of a name are found at upper-case letters and underscores: {@code pageSize}, {@code
 * PageSize} and {@code PAGE_SIZE} are all the words "page" and "size"; {@code userURL} is "user"
 * and "url", {@code utf8Text} is "utf8" and "text".
 */
public enum Naming {
  /** {@code page_size}, the default. */
  SNAKE_CASE,
  /** {@code pageSize}. */
  CAMEL_CASE,
  /** {@code page-size}: configuration keys and header fields. */
  KEBAB_CASE;

  /**
   * The outside spelling of a name in Java.
   *
   * @param javaName a component, class or constant name
   */
  public String of(String javaName) {
    StringBuilder out = new StringBuilder(javaName.length() + 4);
    for (int i = 0; i < javaName.length(); i++) {
      char c = javaName.charAt(i);
      if (c == '_') {
        continue;
      }
      boolean starts = i > 0 && out.length() > 0 && startsWord(javaName, i);
      if (!starts) {
        out.append(Character.toLowerCase(c));
      } else if (this == CAMEL_CASE) {
        out.append(Character.toUpperCase(c));
      } else {
        out.append(this == SNAKE_CASE ? '_' : '-').append(Character.toLowerCase(c));
      }
    }
    return out.isEmpty() ? javaName.toLowerCase(Locale.ROOT) : out.toString();
  }

  private static boolean startsWord(String name, int i) {
    char before = name.charAt(i - 1);
    if (before == '_') {
      return true;
    }
    if (!Character.isUpperCase(name.charAt(i))) {
      return false;
    }
    boolean nextIsLower = i + 1 < name.length() && Character.isLowerCase(name.charAt(i + 1));
    return !Character.isUpperCase(before) || nextIsLower;
  }
}
