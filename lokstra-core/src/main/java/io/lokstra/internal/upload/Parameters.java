package io.lokstra.internal.upload;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A field's value with parameters: {@code form-data; name="a"} (RFC 9110 §5.6.6), read to the
 * letter. A backslash in quotes stands for itself unless a quote or a backslash follows: old
 * browsers send whole paths.
 *
 * @param essence what stands before the parameters
 * @param all by their names in lower case
 */
record Parameters(String essence, Map<String, String> all) {

  static Parameters parse(String value) throws MalformedPartException {
    int semicolon = value.indexOf(';');
    String essence = (semicolon < 0 ? value : value.substring(0, semicolon)).strip();
    Map<String, String> all = new LinkedHashMap<>();
    int at = semicolon < 0 ? value.length() : semicolon;
    while (at < value.length()) {
      at = skipSpace(value, at + 1);
      int equals = value.indexOf('=', at);
      if (equals < 0 || !isToken(value, at, equals)) {
        throw malformed();
      }
      String name = value.substring(at, equals).toLowerCase(Locale.ROOT);
      StringBuilder text = new StringBuilder();
      at = skipSpace(value, value(value, equals + 1, text));
      if (all.put(name, text.toString()) != null) {
        throw new MalformedPartException("says '" + name + "' twice");
      }
      if (at < value.length() && value.charAt(at) != ';') {
        throw malformed();
      }
    }
    return new Parameters(essence, all);
  }

  /** Reads a token or a quoted string into {@code text}; the index after it. */
  private static int value(String value, int from, StringBuilder text)
      throws MalformedPartException {
    if (from < value.length() && value.charAt(from) == '"') {
      int at = from + 1;
      while (at < value.length() && value.charAt(at) != '"') {
        if (value.charAt(at) == '\\'
            && at + 1 < value.length()
            && (value.charAt(at + 1) == '"' || value.charAt(at + 1) == '\\')) {
          at++;
        }
        text.append(value.charAt(at++));
      }
      if (at >= value.length()) {
        throw malformed();
      }
      return at + 1;
    }
    int end = from;
    while (end < value.length() && isTokenCharacter(value.charAt(end))) {
      end++;
    }
    if (end == from) {
      throw malformed();
    }
    text.append(value, from, end);
    return end;
  }

  private static int skipSpace(String value, int from) {
    int at = from;
    while (at < value.length() && (value.charAt(at) == ' ' || value.charAt(at) == '\t')) {
      at++;
    }
    return at;
  }

  private static MalformedPartException malformed() {
    return new MalformedPartException("has a header field with malformed parameters");
  }

  /** Whether these characters are a token (RFC 9110 §5.6.2). */
  static boolean isToken(String text, int from, int to) {
    for (int i = from; i < to; i++) {
      if (!isTokenCharacter(text.charAt(i))) {
        return false;
      }
    }
    return to > from;
  }

  private static boolean isTokenCharacter(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }
}
