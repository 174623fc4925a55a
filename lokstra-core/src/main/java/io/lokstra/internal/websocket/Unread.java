package io.lokstra.internal.websocket;

/**
 * What came while there was no room for the messages in it. As a rule the rest of one read; but
 * what the kernel holds when a client half-closes comes all at once, so neither adding to it nor
 * taking from it copies what is there each time. I/O thread.
 */
final class Unread {
  private static final byte[] NOTHING = {};

  private byte[] octets = NOTHING;
  private int from;
  private int to;

  boolean isEmpty() {
    return from == to;
  }

  /** Adds a copy of some octets. */
  void add(byte[] source, int begin, int end) {
    int count = end - begin;
    if (count > octets.length - to) {
      int held = to - from;
      byte[] larger = new byte[Math.max(held + count, 2 * held)];
      System.arraycopy(octets, from, larger, 0, held);
      octets = larger;
      from = 0;
      to = held;
    }
    System.arraycopy(source, begin, octets, to, count);
    to += count;
  }

  /** Where they lie. */
  byte[] octets() {
    return octets;
  }

  int from() {
    return from;
  }

  int to() {
    return to;
  }

  /** Everything before {@code at} was read. */
  void readTo(int at) {
    from = at;
    if (isEmpty()) {
      clear();
    }
  }

  /** Forgets them. */
  void clear() {
    octets = NOTHING;
    from = 0;
    to = 0;
  }
}
