package io.lokstra.internal.json;

import io.lokstra.json.JsonException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A document being written, in UTF-8, in one array. Nothing of it outlives the document: buffers
 * kept for threads are a loss when every request has a thread of its own. For one thread.
 */
final class JsonOutput {
  private static final byte[] NULL = ascii("null");
  private static final byte[] TRUE = ascii("true");
  private static final byte[] FALSE = ascii("false");
  private static final byte[] HEX = ascii("0123456789abcdef");
  private static final byte[] MIN_LONG = ascii("-9223372036854775808");

  /** What stands after the backslash for a character below 128; 0 where none is needed. */
  private static final byte[] ESCAPES = new byte[128];

  static {
    Arrays.fill(ESCAPES, 0, ' ', (byte) 'u');
    ESCAPES['\b'] = 'b';
    ESCAPES['\f'] = 'f';
    ESCAPES['\n'] = 'n';
    ESCAPES['\r'] = 'r';
    ESCAPES['\t'] = 't';
    ESCAPES['"'] = '"';
    ESCAPES['\\'] = '\\';
  }

  private byte[] buffer;
  private int size;
  private int depth;

  /**
   * @param capacity how long the document will be, as far as can be told
   * @param depth how many levels are around what is written
   */
  JsonOutput(int capacity, int depth) {
    this.buffer = new byte[capacity];
    this.depth = depth;
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The document; the array itself where it was of the right length. */
  byte[] toBytes() {
    return size == buffer.length ? buffer : Arrays.copyOf(buffer, size);
  }

  /** Goes one level deeper, with the bracket that opens it. */
  void open(char bracket) {
    if (++depth > JsonInput.MAX_NESTING) {
      throw JsonException.unwritable(
          "the value is nested more than "
              + JsonInput.MAX_NESTING
              + " levels deep; does it contain itself?");
    }
    raw(bracket);
  }

  /** Comes back, with the bracket that closes the level. */
  void close(char bracket) {
    depth--;
    raw(bracket);
  }

  /** One character of ASCII, as it is. */
  void raw(char c) {
    reserve(1);
    buffer[size++] = (byte) c;
  }

  /** Bytes as they are. */
  void raw(byte[] bytes) {
    raw(bytes, 0);
  }

  /** Bytes from an index on, as they are. */
  void raw(byte[] bytes, int from) {
    int length = bytes.length - from;
    reserve(length);
    System.arraycopy(bytes, from, buffer, size, length);
    size += length;
  }

  /** ASCII text as it is: a number. */
  @SuppressWarnings("deprecation") // the one copy of ASCII without an encoder
  void raw(String ascii) {
    int length = ascii.length();
    reserve(length);
    ascii.getBytes(0, length, buffer, size);
    size += length;
  }

  void nothing() {
    raw(NULL);
  }

  void bool(boolean value) {
    raw(value ? TRUE : FALSE);
  }

  /** A whole number. */
  void number(long value) {
    if (value == Long.MIN_VALUE) {
      raw(MIN_LONG);
      return;
    }
    reserve(20);
    long rest = value;
    if (rest < 0) {
      buffer[size++] = '-';
      rest = -rest;
    }
    int end = size + digits(rest);
    int at = end;
    do {
      long quotient = rest / 10;
      buffer[--at] = (byte) ('0' + (rest - quotient * 10));
      rest = quotient;
    } while (rest != 0);
    size = end;
  }

  private static int digits(long value) {
    int digits = 1;
    for (long bound = 10; digits < 19 && value >= bound; bound *= 10) {
      digits++;
    }
    return digits;
  }

  /** A number that must be finite. */
  void number(double value) {
    if (!Double.isFinite(value)) {
      throw JsonException.unwritable(value + " is not a number that JSON has");
    }
    raw(Double.toString(value));
  }

  /** Text in quotation marks, escaped as RFC 8259 §7 asks. */
  void string(String text) {
    int length = text.length();
    reserve(length + 2);
    byte[] target = buffer;
    int at = size;
    target[at++] = '"';
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= 128 || ESCAPES[c] != 0) {
        size = at;
        rest(text, i);
        raw('"');
        return;
      }
      target[at++] = (byte) c;
    }
    target[at++] = '"';
    size = at;
  }

  /** The text from the first character on that is more than one byte. */
  private void rest(String text, int from) {
    for (int i = from; i < text.length(); i++) {
      reserve(6);
      char c = text.charAt(i);
      if (c < 128) {
        if (ESCAPES[c] == 0) {
          buffer[size++] = (byte) c;
        } else {
          escape(c, ESCAPES[c]);
        }
      } else if (c < 0x800) {
        buffer[size++] = (byte) (0xC0 | (c >> 6));
        buffer[size++] = (byte) (0x80 | (c & 0x3F));
      } else if (!Character.isSurrogate(c)) {
        buffer[size++] = (byte) (0xE0 | (c >> 12));
        buffer[size++] = (byte) (0x80 | ((c >> 6) & 0x3F));
        buffer[size++] = (byte) (0x80 | (c & 0x3F));
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        int point = Character.toCodePoint(c, text.charAt(++i));
        buffer[size++] = (byte) (0xF0 | (point >> 18));
        buffer[size++] = (byte) (0x80 | ((point >> 12) & 0x3F));
        buffer[size++] = (byte) (0x80 | ((point >> 6) & 0x3F));
        buffer[size++] = (byte) (0x80 | (point & 0x3F));
      } else {
        // Half a pair has no UTF-8; as an escape it is read again as it was.
        escape(c, (byte) 'u');
      }
    }
  }

  private void escape(char c, byte letter) {
    buffer[size++] = '\\';
    buffer[size++] = letter;
    if (letter == 'u') {
      buffer[size++] = HEX[c >> 12];
      buffer[size++] = HEX[(c >> 8) & 15];
      buffer[size++] = HEX[(c >> 4) & 15];
      buffer[size++] = HEX[c & 15];
    }
  }

  private void reserve(int more) {
    if (buffer.length - size < more) {
      int needed = Math.addExact(size, more);
      buffer = Arrays.copyOf(buffer, Math.max(needed, size + Math.max(64, size / 2)));
    }
  }
}
