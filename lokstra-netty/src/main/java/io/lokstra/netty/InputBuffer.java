package io.lokstra.netty;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * The octets of a connection that were received and not used yet. While a turn lasts they may lie
 * in the event loop's shared array; what is left after it is kept in an array of the connection's
 * own. An idle connection keeps nothing.
 */
final class InputBuffer {
  private static final byte[] NOTHING = {};

  private byte[] bytes = NOTHING;
  private int from;
  private int to;
  private boolean shared;

  /** Adds what {@code in} holds. Received octets are only moved when something was left before. */
  void receive(ByteBuf in, byte[] scratch) {
    int length = in.readableBytes();
    if (from == to && length <= scratch.length) {
      in.readBytes(scratch, 0, length);
      bytes = scratch;
      from = 0;
      to = length;
      shared = true;
      return;
    }
    int left = to - from;
    if (shared || bytes.length - to < length) {
      byte[] larger = new byte[Math.max(left + length, Math.min(2 * left, 1 << 16))];
      System.arraycopy(bytes, from, larger, 0, left);
      bytes = larger;
      from = 0;
      to = left;
      shared = false;
    }
    in.readBytes(bytes, to, length);
    to += length;
  }

  /** Begins with {@code octets}, which were received before. */
  void keep(byte[] octets) {
    bytes = octets;
    from = 0;
    to = octets.length;
    shared = false;
  }

  /** Ends a turn: what is left is kept. */
  void settle() {
    if (from == to) {
      clear();
    } else if (shared) {
      bytes = Arrays.copyOfRange(bytes, from, to);
      to -= from;
      from = 0;
      shared = false;
    }
  }

  /** Forgets everything. */
  void clear() {
    bytes = NOTHING;
    from = 0;
    to = 0;
    shared = false;
  }

  /** Counts {@code length} octets as used. */
  void use(int length) {
    from += length;
  }

  /** What is left, as an array of its own, and counts it as used. */
  byte[] takeAll() {
    byte[] rest = Arrays.copyOfRange(bytes, from, to);
    from = to;
    return rest;
  }

  boolean isEmpty() {
    return from == to;
  }

  int size() {
    return to - from;
  }

  byte[] bytes() {
    return bytes;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }
}
