package io.lokstra.http;

/** How many servers a request may still be passed on by (RFC 9110 §7.6.2); of OPTIONS alone. */
final class MaxForwards {
  /** What is answered in the place of the server that would have been next. */
  static final Response ANSWER =
      Response.of(204).withHeader("allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");

  private static final String NAME = "max-forwards";

  /** More is no limit: nothing has come through as many. */
  private static final int MOST_DIGITS = 9;

  private MaxForwards() {}

  /**
   * Whether this server is the last that a request is for.
   *
   * @throws HttpException 400 for what is no number, or more than one
   */
  static boolean isLast(Headers headers) {
    int at = headers.indexOf(NAME, 0);
    if (at < 0) {
      return false;
    }
    if (headers.indexOf(NAME, at + 1) >= 0) {
      throw HttpException.badRequest("Max-Forwards must be there once.");
    }
    return number(headers.value(at)) == 0;
  }

  /** The value that the next server gets. */
  static String next(String value) {
    return Integer.toString(number(value) - 1);
  }

  private static int number(String value) {
    boolean digits = !value.isEmpty();
    for (int i = 0; i < value.length(); i++) {
      digits &= value.charAt(i) >= '0' && value.charAt(i) <= '9';
    }
    if (!digits) {
      throw HttpException.badRequest("Max-Forwards must be a number.");
    }
    return value.length() > MOST_DIGITS ? 999_999_999 : Integer.parseInt(value);
  }

  /** Whether a field is the one that counts, in a request that it counts for. */
  static boolean counts(String method, String field) {
    return field.length() == NAME.length()
        && field.equalsIgnoreCase(NAME)
        && method.equals("OPTIONS");
  }
}
