package io.lokstra.http;

/** The name of a field that is sent with another value each time: checked and encoded once. */
public final class HeaderName {
  private final String name;
  private final byte[] beginning;

  private HeaderName(String name, byte[] beginning) {
    this.name = name;
    this.beginning = beginning;
  }

  /**
   * A name.
   *
   * @throws IllegalArgumentException when it is no token (RFC 9110 §5.6.2)
   */
  @SuppressWarnings("deprecation") // getBytes(int, int, byte[], int): a token is ASCII
  public static HeaderName of(String name) {
    Header.checkName(name);
    byte[] beginning = new byte[name.length() + 2];
    name.getBytes(0, name.length(), beginning, 0);
    beginning[name.length()] = ':';
    beginning[name.length() + 1] = ' ';
    return new HeaderName(name, beginning);
  }

  /**
   * The field with a value.
   *
   * @throws IllegalArgumentException when a character is not allowed in one (RFC 9110 §5.5)
   */
  public Header with(String value) {
    return Header.of(name, beginning, value);
  }

  @Override
  public String toString() {
    return name;
  }
}
