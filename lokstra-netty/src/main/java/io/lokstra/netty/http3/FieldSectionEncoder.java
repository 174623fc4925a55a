package io.lokstra.netty.http3;

import io.lokstra.http.Headers;
import java.util.Arrays;

/**
 * Field sections of responses (RFC 9204 §4.5), by the static table alone: nothing is remembered
 * from one response to the next, so nothing of one can be told from the size of another. Not
 * thread-safe.
 */
public final class FieldSectionEncoder {
  private static final int INDEXED_STATIC = 0xc0;
  private static final int NAMED_STATIC = 0x50;
  private static final int NAMED = 0x20;

  /** A proxy must not put the field into a table either. */
  private static final int NEVER_INDEXED = 0x20;

  private byte[] section = new byte[512];
  private int length;

  /** An encoder with nothing in it. */
  public FieldSectionEncoder() {}

  /** Begins a section with a status. */
  public void begin(int status) {
    section[0] = 0;
    section[1] = 0;
    length = 2;
    field(":status", Integer.toString(status));
  }

  /** Adds a field. */
  public void field(String name, String value) {
    int[] known = StaticTable.named(name);
    String lower = name;
    if (known == null) {
      lower = Headers.canonical(name);
      known = StaticTable.named(lower);
    }
    if (known == null) {
      number(NAMED, 0x07, lower.length());
      text(lower);
    } else {
      for (int index : known) {
        if (StaticTable.hasValue(index, value)) {
          number(INDEXED_STATIC, 0x3f, index);
          return;
        }
      }
      number(NAMED_STATIC | (lower.equals("set-cookie") ? NEVER_INDEXED : 0), 0x0f, known[0]);
    }
    number(0, 0x7f, value.length());
    text(value);
  }

  /** An integer with a prefix of as many bits as {@code mask} has (RFC 7541 §5.1). */
  private void number(int first, int mask, int value) {
    byte[] out = room(6);
    if (value < mask) {
      out[length++] = (byte) (first | value);
      return;
    }
    out[length++] = (byte) (first | mask);
    int rest = value - mask;
    while (rest >= 0x80) {
      out[length++] = (byte) (0x80 | (rest & 0x7f));
      rest >>>= 7;
    }
    out[length++] = (byte) rest;
  }

  @SuppressWarnings("deprecation") // getBytes(int, int, byte[], int): fields of responses are ASCII
  private void text(String text) {
    int count = text.length();
    text.getBytes(0, count, room(count), length);
    length += count;
  }

  private byte[] room(int more) {
    if (section.length - length < more) {
      section = Arrays.copyOf(section, Math.max(2 * section.length, length + more));
    }
    return section;
  }

  /** The section, from index 0; good until the next one begins. */
  public byte[] section() {
    return section;
  }

  /** How long it is. */
  public int length() {
    return length;
  }
}
