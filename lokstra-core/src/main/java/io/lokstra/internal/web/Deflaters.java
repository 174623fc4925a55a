package io.lokstra.internal.web;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.zip.Deflater;

/**
 * A few deflaters to be used again: each holds a quarter of a MiB outside of the heap, which takes
 * longer to get than a short body takes to pack. None keeps a byte of what it packed. Thread-safe,
 * without a lock.
 */
public final class Deflaters {
  private final AtomicReferenceArray<Deflater> idle;
  private final int level;
  private final boolean raw;

  /**
   * None yet, and never more than {@code most} that wait.
   *
   * @param level 1, fast, to 9, small
   * @param raw without the frame of RFC 1950
   */
  public Deflaters(int most, int level, boolean raw) {
    this.idle = new AtomicReferenceArray<>(most);
    this.level = level;
    this.raw = raw;
  }

  /** One that is as new. Give it back, or end it. */
  public Deflater take() {
    for (int i = 0; i < idle.length(); i++) {
      Deflater waiting = idle.get(i) == null ? null : idle.getAndSet(i, null);
      if (waiting != null) {
        return waiting;
      }
    }
    return new Deflater(level, raw);
  }

  /** Gives one back, or ends it where enough of them wait. */
  public void give(Deflater used) {
    used.reset();
    for (int i = 0; i < idle.length(); i++) {
      if (idle.compareAndSet(i, null, used)) {
        return;
      }
    }
    used.end();
  }
}
