package io.lokstra.http;

import io.lokstra.internal.web.HttpToken;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One field line of a response, checked and encoded when it is made.
 *
 * <p>A constant field is best kept as a constant {@code Header}: it then costs one array copy per
 * response. Immutable.
 */
public final class Header {
  private final String name;
  private final String value;
  private final byte[] line;
  private final int nameHash;
  private final boolean framing;

  private Header(HeaderName name, String value, byte[] line) {
    this.name = name.toString();
    this.value = value;
    this.line = line;
    this.nameHash = name.hash();
    this.framing = name.isFraming();
  }

  /**
   * A field line.
   *
   * @param name a token (RFC 9110 §5.6.2)
   * @param value visible ASCII, spaces and tabs inside (RFC 9110 §5.5); text beyond that has
   *     encodings of its own (RFC 8187)
   * @throws IllegalArgumentException when a character is not allowed; nothing that could split a
   *     response passes
   */
  public static Header of(String name, String value) {
    return HeaderName.of(name).with(value);
  }

  @SuppressWarnings("deprecation") // getBytes(int, int, byte[], int): what was checked is ASCII
  static Header of(HeaderName name, String value) {
    byte[] beginning = name.beginning();
    int length = value.length();
    for (int i = 0; i < length; i++) {
      char c = value.charAt(i);
      if ((c < ' ' && c != '\t') || c >= 127) {
        throw new IllegalArgumentException(
            "not a value for header field " + name + ": character " + describe(c) + " at " + i);
      }
    }
    if (length > 0 && (value.charAt(0) <= ' ' || value.charAt(length - 1) <= ' ')) {
      return of(name, value.strip());
    }
    byte[] line = new byte[beginning.length + length + 2];
    System.arraycopy(beginning, 0, line, 0, beginning.length);
    value.getBytes(0, length, line, beginning.length);
    line[line.length - 2] = '\r';
    line[line.length - 1] = '\n';
    return new Header(name, value, line);
  }

  /**
   * A field line that was received, and checked by then: its value may also hold octets beyond
   * ASCII (obs-text, RFC 9110 §5.5), a character each.
   */
  @SuppressWarnings("deprecation") // getBytes(int, int, byte[], int): a character is an octet here
  static Header received(String name, String value) {
    HeaderName checked = HeaderName.of(name);
    byte[] beginning = checked.beginning();
    int length = value.length();
    byte[] line = Arrays.copyOf(beginning, beginning.length + length + 2);
    value.getBytes(0, length, line, beginning.length);
    line[line.length - 2] = '\r';
    line[line.length - 1] = '\n';
    return new Header(checked, value, line);
  }

  /** Throws for what is no token. */
  static void checkName(String name) {
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a header field needs a name");
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (!HttpToken.isCharacter(c)) {
        throw new IllegalArgumentException(
            "not a header field name: character "
                + describe(c)
                + " at "
                + i
                + " of '"
                + printable(name)
                + "'");
      }
    }
  }

  /** The name as it was given. */
  public String name() {
    return name;
  }

  /** The value. */
  public String value() {
    return value;
  }

  /**
   * Whether it says how the message is framed or what becomes of its connection ({@code
   * Connection}, {@code Content-Length}, {@code Date}, {@code Keep-Alive}, {@code
   * Transfer-Encoding}): an engine knows that, and leaves out what a response says of it.
   */
  public boolean isFraming() {
    return framing;
  }

  /** Whether {@code other} has the same name, whatever its case. */
  boolean isNamedAs(Header other) {
    return nameHash == other.nameHash && name.equalsIgnoreCase(other.name);
  }

  /** The length of the field line in bytes, CRLF included. */
  public int encodedLength() {
    return line.length;
  }

  /**
   * Copies the field line as HTTP/1.1 sends it, CRLF included.
   *
   * @return the index after the last byte written
   */
  public int writeTo(byte[] target, int offset) {
    System.arraycopy(line, 0, target, offset, line.length);
    return offset + line.length;
  }

  private static String describe(char c) {
    return String.format("U+%04X", (int) c);
  }

  private static String printable(String text) {
    return text.codePoints()
        .map(c -> c >= ' ' && c < 127 ? c : '?')
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Header header && Arrays.equals(line, header.line);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(line);
  }

  @Override
  public String toString() {
    return new String(line, 0, line.length - 2, StandardCharsets.ISO_8859_1);
  }
}
