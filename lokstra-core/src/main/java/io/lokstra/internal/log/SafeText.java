package io.lokstra.internal.log;

/**
 * Text in a line of a log: no character of it may end the line, speak to a terminal, or have what
 * stands there read in another order than it was written in.
 */
public final class SafeText {
  private SafeText() {}

  /**
   * Whether a UTF-16 unit is written as it is. Of surrogates, only pairs are, which are not asked
   * for here.
   */
  public static boolean isPlain(char c) {
    if (c < 0x7F) {
      return c >= ' ';
    }
    if (c < 0x061C) {
      return c > 0x9F && c != 0xAD;
    }
    if (c < 0x2000 || c > 0xD7FF) {
      return c != 0x061C
          && c != 0x180E
          && !Character.isSurrogate(c)
          && c != 0xFEFF
          && (c < 0xFFF0 || c == 0xFFFD);
    }
    return !((c >= 0x200B && c <= 0x200F)
        || (c >= 0x2028 && c <= 0x202E)
        || (c >= 0x2060 && c <= 0x206F));
  }

  /** Whether a pair of surrogates is written as it is: all but the invisible tags of plane 14. */
  public static boolean isPlainPair(char high, char low) {
    return Character.isSurrogatePair(high, low) && high != 0xDB40;
  }

  /**
   * {@code text} with everything else as backslash, {@code u} and four digits, cut after {@code
   * longest}.
   */
  public static String of(String text, int longest) {
    int end = Math.min(text.length(), longest);
    int plain = 0;
    while (plain < end && isPlain(text.charAt(plain))) {
      plain++;
    }
    if (plain == text.length()) {
      return text;
    }
    StringBuilder out = new StringBuilder(end + 16).append(text, 0, plain);
    for (int i = plain; i < end; i++) {
      char c = text.charAt(i);
      if (isPlain(c)) {
        out.append(c);
      } else if (i + 1 < end && isPlainPair(c, text.charAt(i + 1))) {
        out.append(c).append(text.charAt(++i));
      } else {
        out.append("\\u");
        for (int shift = 12; shift >= 0; shift -= 4) {
          out.append(Character.forDigit((c >> shift) & 15, 16));
        }
      }
    }
    return end < text.length() ? out.append('…').toString() : out.toString();
  }
}
