package io.lokstra.internal.validation;

/**
 * Whether text has the form of an email address as people use them: the {@code valid e-mail
 * address} of the HTML standard, with dots only between other characters and letters of any script.
 * Linear in the text.
 */
final class EmailSyntax {
  private static final int LONGEST_LOCAL = 64;
  private static final int LONGEST_DOMAIN = 253;
  private static final int LONGEST_LABEL = 63;
  private static final String MARKS = "!#$%&'*+/=?^_`{|}~-";

  private EmailSyntax() {}

  static boolean matches(CharSequence address) {
    String text = address.toString();
    int at = text.lastIndexOf('@');
    int domain = text.length() - at - 1;
    return at >= 1
        && at <= LONGEST_LOCAL
        && domain >= 1
        && domain <= LONGEST_DOMAIN
        && parts(text, 0, at, MARKS, LONGEST_LOCAL)
        && labels(text, at + 1);
  }

  private static boolean labels(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      boolean edge =
          i == from
              || i == text.length() - 1
              || text.charAt(i - 1) == '.'
              || text.charAt(i + 1) == '.';
      if (edge && text.charAt(i) == '-') {
        return false;
      }
    }
    return parts(text, from, text.length(), "-", LONGEST_LABEL);
  }

  /** Non-empty runs of letters, digits and {@code marks}, with single dots between them. */
  private static boolean parts(String text, int from, int end, String marks, int longest) {
    int start = from;
    for (int i = from; i <= end; i++) {
      if (i == end || text.charAt(i) == '.') {
        if (i == start || i - start > longest) {
          return false;
        }
        start = i + 1;
      } else {
        char c = text.charAt(i);
        boolean known = Character.isLetterOrDigit(c) || Character.isSurrogate(c);
        if (!known && marks.indexOf(c) < 0) {
          return false;
        }
      }
    }
    return true;
  }
}
