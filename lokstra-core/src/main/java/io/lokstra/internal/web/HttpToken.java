package io.lokstra.internal.web;

import io.lokstra.internal.text.Printable;
import java.util.List;

/** Methods and names of fields (RFC 9110 §5.6.2). */
public final class HttpToken {
  private static final boolean[] CHARACTERS = new boolean[128];

  static {
    for (char c = 'a'; c <= 'z'; c++) {
      CHARACTERS[c] = true;
      CHARACTERS[Character.toUpperCase(c)] = true;
    }
    for (char c = '0'; c <= '9'; c++) {
      CHARACTERS[c] = true;
    }
    for (char c : "!#$%&'*+-.^_`|~".toCharArray()) {
      CHARACTERS[c] = true;
    }
  }

  private HttpToken() {}

  /**
   * A copy of a list, all of whose entries are tokens.
   *
   * @param key what the list is called, for errors: {@code "allow-methods"}
   * @throws IllegalArgumentException that names the place in the list
   */
  public static List<String> checked(String key, List<String> tokens) {
    for (int i = 0; i < tokens.size(); i++) {
      String token = tokens.get(i);
      if (!isToken(token)) {
        throw new IllegalArgumentException(
            "%s[%d] is no name that HTTP has a place for: '%s'; expected letters, digits and dashes"
                .formatted(key, i, Printable.of(token)));
      }
    }
    return List.copyOf(tokens);
  }

  /**
   * Refuses what is no token.
   *
   * @param key what it is called, for errors: {@code "header"}
   * @throws IllegalArgumentException that says so
   */
  public static void require(String key, String token) {
    if (!isToken(token)) {
      throw new IllegalArgumentException(
          "%s is no name that HTTP has a place for: '%s'; expected letters, digits and dashes"
              .formatted(key, Printable.of(token)));
    }
  }

  /** Whether {@code text} is a token. */
  public static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (!isCharacter(text.charAt(i))) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  /** Whether {@code c} may stand in a token. */
  public static boolean isCharacter(char c) {
    return c < 128 && CHARACTERS[c];
  }
}
