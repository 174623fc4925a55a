package io.lokstra.internal.config;

/**
 * A value as an error or {@code config show} prints it: one line, no control characters, no
 * passwords, not too long.
 */
final class Shown {

  static final String MASK = "******";

  private static final int LONGEST = 100;
  private static final int LONGEST_REASON = 400;
  private static final String[] SECRETS = {
    "password",
    "passwd",
    "passphrase",
    "pwd",
    "secret",
    "token",
    "credentials",
    "api-key",
    "private-key"
  };

  private Shown() {}

  /** {@code text} in quotes. */
  static String quoted(String text) {
    return "'" + text(text) + "'";
  }

  /** {@code text}, cut and cleaned, the password of a URL and its parameters masked. */
  static String text(String text) {
    return text(text, LONGEST);
  }

  /** The sentence of somebody who refuses a value, likewise cleaned; it may be longer. */
  static String reason(String text) {
    return text(text, LONGEST_REASON);
  }

  private static String text(String text, int longest) {
    String masked = withoutPasswords(text);
    StringBuilder out = new StringBuilder(Math.min(masked.length(), longest) + 8);
    int length = Math.min(masked.length(), longest);
    for (int i = 0; i < length; i++) {
      char c = masked.charAt(i);
      if (Character.isISOControl(c)
          || Character.getType(c) == Character.FORMAT
          || c == '\u2028'
          || c == '\u2029'
          || Character.isSurrogate(c)) {
        out.append("\\u");
        String hex = Integer.toHexString(c);
        out.append("0".repeat(4 - hex.length())).append(hex);
      } else {
        out.append(c);
      }
    }
    return masked.length() > longest ? out.append('…').toString() : out.toString();
  }

  /**
   * Whether a key names a secret by its last word, so that one that is held as a plain String is
   * masked too.
   */
  static boolean namesSecret(String key) {
    for (String word : SECRETS) {
      if (key.endsWith(word)) {
        int before = key.length() - word.length() - 1;
        if (before < 0 || key.charAt(before) == '-' || key.charAt(before) == '.') {
          return true;
        }
      }
    }
    return false;
  }

  private static String withoutPasswords(String text) {
    String out = text;
    int scheme = out.indexOf("://");
    if (scheme >= 0) {
      int end = scheme + 3;
      while (end < out.length() && "/?#".indexOf(out.charAt(end)) < 0) {
        end++;
      }
      int at = out.lastIndexOf('@', end - 1);
      int colon = out.indexOf(':', scheme + 3);
      if (at > scheme && colon >= 0 && colon < at) {
        out = out.substring(0, colon + 1) + MASK + out.substring(at);
      }
    }
    return withoutParameters(out);
  }

  private static String withoutParameters(String text) {
    StringBuilder out = new StringBuilder(text.length());
    int at = 0;
    while (at < text.length()) {
      int end = at;
      while (end < text.length() && "?&;".indexOf(text.charAt(end)) < 0) {
        end++;
      }
      int equals = text.indexOf('=', at);
      boolean secret =
          at > 0
              && equals >= 0
              && equals < end
              && namesSecret(
                  text.substring(at, equals).toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
      out.append(secret ? text.substring(at, equals + 1) + MASK : text.substring(at, end));
      if (end < text.length()) {
        out.append(text.charAt(end));
      }
      at = end + 1;
    }
    return out.toString();
  }
}
