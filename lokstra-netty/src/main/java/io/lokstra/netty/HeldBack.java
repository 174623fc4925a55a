package io.lokstra.netty;

/**
 * How long a client has held back what waits for it by a window of its own. The clock runs only
 * while the window is closed, and begins anew with every KiB that is let go, so that a window that
 * opens by an octet at a time is no different from one that stays closed. Confined to the event
 * loop.
 */
final class HeldBack {
  private static final long LEAST = 1024;

  private long held;
  private long looked;
  private long sentBefore;

  /** Nothing waits. */
  void none(long sent, long now) {
    held = 0;
    sentBefore = sent;
    looked = now;
  }

  /**
   * Looks at the time, as often as there is one to look at.
   *
   * @param closed whether it is the window that holds back what waits
   * @param sent how many bytes the window has ever let go
   * @return for how many nanoseconds it has held back
   */
  long look(boolean closed, long sent, long now) {
    if (looked == 0 || sent - sentBefore >= LEAST) {
      none(sent, now);
    } else if (closed) {
      held += now - looked;
    }
    looked = now;
    return held;
  }
}
