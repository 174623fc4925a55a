package io.lokstra.internal.text;

/**
 * Text from outside, fit to be printed: no character that could forge a line, no more of it than
 * helps.
 */
public final class Printable {
  private static final int LONGEST = 200;

  private Printable() {}

  /** {@code text} with control characters escaped, cut after 200 characters. */
  public static String of(String text) {
    int end = Math.min(text.length(), LONGEST);
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
      } else {
        out.append("\\u").append(Character.forDigit(c >> 12, 16));
        out.append(Character.forDigit((c >> 8) & 15, 16));
        out.append(Character.forDigit((c >> 4) & 15, 16));
        out.append(Character.forDigit(c & 15, 16));
      }
    }
    return end < text.length() ? out.append('…').toString() : out.toString();
  }

  private static boolean isPlain(char c) {
    return (c >= ' ' && c < 127) || (c > 0xA0 && Character.isLetterOrDigit(c));
  }
}
