package io.lokstra.netty;

/**
 * The streams that ended last, and who ended them. A client may have sent frames for a stream
 * before it saw that this end had reset it; those are dropped (RFC 9113 §5.1). Bounded.
 */
final class ClosedStreams {
  private static final int REMEMBERED = 256;

  private final int[] ids = new int[REMEMBERED];
  private final boolean[] ours = new boolean[REMEMBERED];
  private int next;

  /** Remembers that stream {@code id} ended; {@code reset} if this end reset it. */
  void add(int id, boolean reset) {
    ids[next] = id;
    ours[next] = reset;
    next = (next + 1) % REMEMBERED;
  }

  /** Whether this end reset stream {@code id} not long ago. */
  boolean wereReset(int id) {
    for (int i = 0; i < REMEMBERED; i++) {
      if (ids[i] == id && ours[i]) {
        return true;
      }
    }
    return false;
  }

  /** Whether stream {@code id} was there, and ended not long ago. */
  boolean contains(int id) {
    for (int known : ids) {
      if (known == id) {
        return true;
      }
    }
    return false;
  }
}
