package io.lokstra.http;

/** Opens to the tests of other packages what only requests do. */
public final class TestCookies {
  private TestCookies() {}

  /** The cookies among header fields. */
  public static Cookies of(Headers headers) {
    return Cookies.of(headers);
  }
}
