package io.lokstra.netty.http3;

import java.util.Arrays;

/** Writes frames (RFC 9114 §7) one after the other into an array that grows. Not thread-safe. */
public final class FrameWriter {
  private static final int FIRST_SIZE = 1024;
  private static final int KEPT_SIZE = 32 * 1024;

  private byte[] bytes = new byte[FIRST_SIZE];
  private int length;

  /** A writer with nothing in it. */
  public FrameWriter() {}

  /** Forgets what was written. */
  public FrameWriter clear() {
    length = 0;
    if (bytes.length > KEPT_SIZE) {
      bytes = new byte[FIRST_SIZE];
    }
    return this;
  }

  /** The beginning of a frame: its type, and the length of what follows. */
  public FrameWriter frame(long type, int payload) {
    return number(type).number(payload);
  }

  /** A number in as few octets as it needs (RFC 9000 §16). */
  public FrameWriter number(long value) {
    byte[] out = room(8);
    int size = value < 1 << 6 ? 1 : value < 1 << 14 ? 2 : value < 1 << 30 ? 4 : 8;
    for (int i = size - 1; i >= 0; i--) {
      out[length + i] = (byte) (value >>> (8 * (size - 1 - i)));
    }
    out[length] |= (byte) (Integer.numberOfTrailingZeros(size) << 6);
    length += size;
    return this;
  }

  /** How many octets {@link #number} takes. */
  public static int sizeOf(long value) {
    return value < 1 << 6 ? 1 : value < 1 << 14 ? 2 : value < 1 << 30 ? 4 : 8;
  }

  /** Octets as they are. */
  public FrameWriter octets(byte[] from, int start, int count) {
    System.arraycopy(from, start, room(count), length, count);
    length += count;
    return this;
  }

  private byte[] room(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
    }
    return bytes;
  }

  /** What was written, from index 0; good until more is. */
  public byte[] bytes() {
    return bytes;
  }

  /** How much. */
  public int length() {
    return length;
  }
}
