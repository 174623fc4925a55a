package io.lokstra.internal.websocket;

import java.util.Iterator;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be sent on one connection, bounded in octets. Any thread puts, the I/O thread
 * takes.
 */
final class Outbox {
  private final ConcurrentLinkedQueue<Frame> frames = new ConcurrentLinkedQueue<>();
  private final AtomicInteger queued = new AtomicInteger();
  private final int most;
  private volatile boolean closed;
  private volatile int waiting;

  Outbox(int most) {
    this.most = most;
  }

  /** Puts a frame in if there is room; one alone always has it. */
  boolean offer(Frame frame) {
    int cost = frame.cost();
    int before = queued.get();
    while (!closed && (before == 0 || before + cost <= most)) {
      if (queued.compareAndSet(before, before + cost)) {
        frames.add(frame);
        return true;
      }
      before = queued.get();
    }
    return false;
  }

  /**
   * Puts a frame in, waiting for room.
   *
   * @return whether there was room in time
   */
  boolean put(Frame frame, long nanos) throws InterruptedException {
    if (offer(frame)) {
      return true;
    }
    long end = System.nanoTime() + nanos;
    synchronized (this) {
      waiting++;
      try {
        while (!closed) {
          if (offer(frame)) {
            return true;
          }
          long left = end - System.nanoTime();
          if (left <= 0) {
            return false;
          }
          wait(left / 1_000_000, (int) (left % 1_000_000));
        }
        return false;
      } finally {
        waiting--;
      }
    }
  }

  /** Puts in what needs no room: a close. */
  void force(Frame frame) {
    queued.addAndGet(frame.cost());
    frames.add(frame);
  }

  /**
   * Takes out everything but what closes. I/O thread.
   *
   * @param keepsFirst whether the first stays too, which is sent in part
   */
  void drop(boolean keepsFirst) {
    Iterator<Frame> all = frames.iterator();
    if (keepsFirst && all.hasNext()) {
      all.next();
    }
    while (all.hasNext()) {
      Frame frame = all.next();
      if (!frame.ends()) {
        all.remove();
        queued.addAndGet(-frame.cost());
      }
    }
  }

  /** The next frame, which stays. I/O thread. */
  @Nullable Frame peek() {
    return frames.peek();
  }

  /** The next frame was sent. I/O thread. */
  void sent(Frame frame) {
    frames.remove();
    queued.addAndGet(-frame.cost());
    if (waiting > 0) {
      wakeAll();
    }
  }

  /** Takes no more; what waits for room is told. */
  void close() {
    closed = true;
    wakeAll();
  }

  private void wakeAll() {
    synchronized (this) {
      notifyAll();
    }
  }

  /** How much waits, in octets. */
  int queued() {
    return queued.get();
  }

  boolean isClosed() {
    return closed;
  }
}
