package io.lokstra.processor;

import java.util.Locale;

/** Names as the configuration spells them. */
final class Names {

  private Names() {}

  /**
   * {@code maxBodySize} as {@code max-body-size}, {@code userURL} as {@code user-url}: the rule of
   * {@code io.lokstra.bind.Naming}.
   */
  static String kebabCase(String name) {
    StringBuilder out = new StringBuilder(name.length() + 8);
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c == '_') {
        continue;
      }
      if (!out.isEmpty() && startsWord(name, i)) {
        out.append('-');
      }
      out.append(Character.toLowerCase(c));
    }
    return out.toString();
  }

  static String lowerCase(String name) {
    return name.toLowerCase(Locale.ROOT);
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
