package io.lokstra.netty.http3;

import java.util.Arrays;

/**
 * Decompresses field sections (RFC 9204 §4.5) by the static table alone: this end offers no room
 * for a dynamic one, so that a client can make it remember nothing, and no section ever waits for
 * another stream. Not thread-safe.
 */
public final class FieldSectionDecoder {
  /** What RFC 9114 §4.2.2 adds to the length of each field. */
  public static final int FIELD_EXTRA = 32;

  private static final int LARGEST_NUMBER = 1 << 24;

  /** Whom fields are given to; the arrays are the decoder's. */
  public interface Sink {
    /** The next field line. */
    void add(byte[] name, int nameFrom, int nameLength, byte[] value, int from, int count);
  }

  private final int maxSize;
  private byte[] bytes = {};
  private int at;
  private int end;
  private byte[] decodedName = {};
  private byte[] decodedValue = {};

  // The string that was read last.
  private byte[] text = {};
  private int textFrom;
  private int textLength;

  /** A decoder of sections whose fields take {@code maxSize} bytes at the most (§4.2.2). */
  public FieldSectionDecoder(int maxSize) {
    this.maxSize = maxSize;
  }

  /**
   * Decompresses a section that is whole.
   *
   * @return whether it was read to its end; not when it is too large
   * @throws ViolationException when it cannot be decompressed
   */
  public boolean decode(byte[] section, int from, int to, Sink sink) throws ViolationException {
    bytes = section;
    at = from;
    end = to;
    if (number(0xff) != 0) {
      throw failed("a section that needs a dynamic table");
    }
    var _ = number(0x7f);
    long size = 0;
    while (at < end) {
      int first = bytes[at];
      byte[] name;
      int nameFrom = 0;
      int nameLength;
      if ((first & 0x80) != 0) {
        int index = index(first, 0x40, 0x3f);
        name = StaticTable.name(index);
        nameLength = name.length;
        text = StaticTable.value(index);
        textFrom = 0;
        textLength = text.length;
      } else if ((first & 0x40) != 0) {
        name = StaticTable.name(index(first, 0x10, 0x0f));
        nameLength = name.length;
        value();
      } else if ((first & 0x20) != 0) {
        decodedName = string(0x08, 0x07, decodedName);
        name = text;
        nameFrom = textFrom;
        nameLength = textLength;
        value();
      } else {
        throw failed("a field of a dynamic table");
      }
      size += nameLength + textLength + FIELD_EXTRA;
      if (size > maxSize) {
        return false;
      }
      sink.add(name, nameFrom, nameLength, text, textFrom, textLength);
    }
    return true;
  }

  private int index(int first, int isStatic, int mask) throws ViolationException {
    if ((first & isStatic) == 0) {
      throw failed("a field of a dynamic table");
    }
    int index = number(mask);
    if (index >= StaticTable.size()) {
      throw failed("no such entry of the static table");
    }
    return index;
  }

  private void value() throws ViolationException {
    decodedValue = string(0x80, 0x7f, decodedValue);
  }

  /** Reads a string; {@code room} is where it is decoded to, and may have grown. */
  private byte[] string(int coded, int mask, byte[] room) throws ViolationException {
    if (at == end) {
      throw failed("a section that ends within a field");
    }
    boolean isCoded = (bytes[at] & coded) != 0;
    int length = number(mask);
    if (length > end - at) {
      throw failed("a section that ends within a field");
    }
    byte[] to = room;
    if (isCoded) {
      int most = Huffman.decodedLength(length);
      if (to.length < most) {
        to = new byte[most];
      }
      text = to;
      textFrom = 0;
      textLength = Huffman.decode(bytes, at, at + length, to);
      if (textLength < 0) {
        throw failed("a string that is not in the Huffman code");
      }
    } else {
      text = bytes;
      textFrom = at;
      textLength = length;
    }
    at += length;
    return to;
  }

  /** An integer with a prefix of as many bits as {@code mask} has (RFC 7541 §5.1). */
  private int number(int mask) throws ViolationException {
    if (at == end) {
      throw failed("a section that ends within a number");
    }
    int value = bytes[at++] & mask;
    if (value < mask) {
      return value;
    }
    for (int shift = 0; ; shift += 7) {
      if (at == end || shift > 21) {
        throw failed("a number that does not end");
      }
      int next = bytes[at++];
      value += (next & 0x7f) << shift;
      if (value > LARGEST_NUMBER) {
        throw failed("a number that is too large");
      }
      if (next >= 0) {
        return value;
      }
    }
  }

  /** Gives back what a large section took. */
  public void release() {
    bytes = new byte[0];
    text = bytes;
    if (decodedName.length + decodedValue.length > 8 * 1024) {
      decodedName = Arrays.copyOf(bytes, 0);
      decodedValue = decodedName;
    }
  }

  private static ViolationException failed(String what) {
    return ViolationException.ofConnection(ErrorCode.QPACK_DECOMPRESSION_FAILED, what);
  }
}
