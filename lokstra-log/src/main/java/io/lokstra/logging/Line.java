package io.lokstra.logging;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.lokstra.internal.log.SafeText;
import java.util.Arrays;

/**
 * The bytes of a line, in UTF-8. Whatever text comes in, nothing of it ends a line or speaks to a
 * terminal. Bounded: past {@link #MOST} text is cut. Used again, by one thread at a time.
 */
final class Line {
  /** How long a line is at most, but for what closes what was opened. */
  static final int MOST = 192 * 1024;

  private static final int USUAL = 512;
  private static final int KEPT = 16 * 1024;
  private static final int ROOM = 32;
  private static final byte[] HEX = "0123456789abcdef".getBytes(ISO_8859_1);

  private byte[] bytes = new byte[USUAL];
  private int size;

  Line() {}

  byte[] bytes() {
    return bytes;
  }

  int size() {
    return size;
  }

  boolean isFull() {
    return size >= MOST;
  }

  void clear() {
    size = 0;
    if (bytes.length > KEPT) {
      bytes = new byte[USUAL];
    }
  }

  private void room(int more) {
    if (bytes.length - size < more) {
      bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
    }
  }

  /** A byte of ASCII as it is. */
  Line put(char c) {
    room(1);
    bytes[size++] = (byte) c;
    return this;
  }

  /** ASCII that is known to be harmless. */
  @SuppressWarnings("deprecation") // the one copy of ASCII that needs no encoder
  Line put(String ascii) {
    int length = ascii.length();
    room(length);
    ascii.getBytes(0, length, bytes, size);
    size += length;
    return this;
  }

  Line put(byte[] harmless) {
    room(harmless.length);
    System.arraycopy(harmless, 0, bytes, size, harmless.length);
    size += harmless.length;
    return this;
  }

  Line put(long number) {
    if (number < 0) {
      return number == Long.MIN_VALUE ? put("-9223372036854775808") : put('-').put(-number);
    }
    int digits = 1;
    for (long rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    room(digits);
    long rest = number;
    for (int at = size + digits - 1; at >= size; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += digits;
    return this;
  }

  /** Two digits, or three. */
  Line padded(int number, int digits) {
    room(digits);
    int rest = number;
    for (int at = size + digits - 1; at >= size; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    size += digits;
    return this;
  }

  /**
   * Text from anywhere, cut after {@code longest} characters.
   *
   * @param quoted whether it stands in quotes, so that quotes and backslashes are escaped too
   */
  Line text(CharSequence text, int longest, boolean quoted) {
    int length = text.length();
    int end = Math.min(length, longest);
    int at = 0;
    while (at < end && size < MOST) {
      room(ROOM);
      int stop = Math.min(end, at + bytes.length - size);
      char c = text.charAt(at);
      while (at < stop && c >= ' ' && c < 0x7F && !(quoted && (c == '"' || c == '\\'))) {
        bytes[size++] = (byte) c;
        if (++at < stop) {
          c = text.charAt(at);
        }
      }
      if (at < stop) {
        room(ROOM);
        at += special(text, at, end, c, quoted);
      }
    }
    if (at < length) {
      unit('…');
    }
    return this;
  }

  /** How many units of {@code text} were written. */
  private int special(CharSequence text, int at, int end, char c, boolean quoted) {
    if (quoted && (c == '"' || c == '\\')) {
      bytes[size++] = '\\';
      bytes[size++] = (byte) c;
    } else if (SafeText.isPlain(c)) {
      unit(c);
    } else if (at + 1 < end && SafeText.isPlainPair(c, text.charAt(at + 1))) {
      int point = Character.toCodePoint(c, text.charAt(at + 1));
      bytes[size++] = (byte) (0xF0 | point >> 18);
      bytes[size++] = (byte) (0x80 | (point >> 12 & 0x3F));
      bytes[size++] = (byte) (0x80 | (point >> 6 & 0x3F));
      bytes[size++] = (byte) (0x80 | (point & 0x3F));
      return 2;
    } else {
      escaped(c);
    }
    return 1;
  }

  private void unit(char c) {
    room(ROOM);
    if (c < 0x80) {
      bytes[size++] = (byte) c;
    } else if (c < 0x800) {
      bytes[size++] = (byte) (0xC0 | c >> 6);
      bytes[size++] = (byte) (0x80 | (c & 0x3F));
    } else {
      bytes[size++] = (byte) (0xE0 | c >> 12);
      bytes[size++] = (byte) (0x80 | (c >> 6 & 0x3F));
      bytes[size++] = (byte) (0x80 | (c & 0x3F));
    }
  }

  private void escaped(char c) {
    bytes[size++] = '\\';
    switch (c) {
      case '\n' -> bytes[size++] = 'n';
      case '\r' -> bytes[size++] = 'r';
      case '\t' -> bytes[size++] = 't';
      default -> {
        bytes[size++] = 'u';
        bytes[size++] = HEX[c >> 12];
        bytes[size++] = HEX[c >> 8 & 15];
        bytes[size++] = HEX[c >> 4 & 15];
        bytes[size++] = HEX[c & 15];
      }
    }
  }
}
