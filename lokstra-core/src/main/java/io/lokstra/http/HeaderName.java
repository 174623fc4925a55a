package io.lokstra.http;

import java.util.Set;

/** The name of a field that is sent with another value each time: checked and encoded once. */
public final class HeaderName {
  private static final Set<String> FRAMING =
      Set.of("connection", "content-length", "date", "keep-alive", "transfer-encoding");

  private final String name;
  private final byte[] beginning;
  private final int hash;
  private final boolean framing;

  private HeaderName(String name, byte[] beginning, String canonical) {
    this.name = name;
    this.beginning = beginning;
    this.hash = canonical.hashCode();
    this.framing = FRAMING.contains(canonical);
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
    return new HeaderName(name, beginning, Headers.canonical(name));
  }

  /**
   * The field with a value.
   *
   * @throws IllegalArgumentException when a character is not allowed in one (RFC 9110 §5.5)
   */
  public Header with(String value) {
    return Header.of(this, value);
  }

  /** The name and what separates it from its value, as HTTP/1.1 sends them. */
  byte[] beginning() {
    return beginning;
  }

  /** The same for all names that differ in case alone. */
  int hash() {
    return hash;
  }

  /** Whether it is one of those that an engine writes by itself. */
  boolean isFraming() {
    return framing;
  }

  @Override
  public String toString() {
    return name;
  }
}
