package io.lokstra.logging;

import io.lokstra.log.LogOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Where lines go to. Those who log copy them into a buffer, and a thread writes what is there in
 * one go, so that an output that takes its time, as the pipe of a container may, holds neither
 * event loops nor carriers.
 *
 * <p>While there is something to write every other moment the thread looks by itself once a
 * millisecond; nobody pays for waking it. What waits is bounded ({@value #MOST} bytes). Who finds
 * no room waits for it, for a moment; if nothing was written meanwhile the output is stuck, lines
 * are left out until it takes some again, and it is then told how many. When the process ends the
 * rest is written, and what is logged after that goes out at once. Thread-safe.
 */
final class Output {
  /** What may wait. */
  static final int MOST = 1024 * 1024;

  private static final int USUAL = 16 * 1024;
  private static final long LOOKS_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int LOOKS_IN_VAIN = 20;
  private static final long FLUSH_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long ROOM_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition something = lock.newCondition();
  private final Condition progress = lock.newCondition();
  private final OutputStream target;
  private final LogOutput kind;
  private final LongFunction<Line> notice;
  private byte[] filling = new byte[USUAL];
  private byte[] spare = new byte[USUAL];
  private int filled;
  private boolean writing;
  private boolean asleep;
  private boolean stuck;
  private boolean ended;
  private long leftOut;
  private @Nullable Thread thread;

  /**
   * An output.
   *
   * @param kind what it is
   * @param notice writes the line that says how many were left out
   */
  Output(OutputStream target, LogOutput kind, LongFunction<Line> notice) {
    this.target = target;
    this.kind = kind;
    this.notice = notice;
  }

  boolean is(LogOutput other) {
    return kind == other;
  }

  /** Takes a line. Returns at once unless there is no room. */
  void append(Line line) {
    int size = line.size();
    lock.lock();
    try {
      if (ended) {
        var _ = putOut(line.bytes(), size);
        return;
      }
      if (filled + size > MOST && !roomFor(size)) {
        leftOut++;
        return;
      }
      put(line);
      wake();
    } finally {
      lock.unlock();
    }
  }

  private void wake() {
    if (thread == null) {
      Thread writer = new Thread(this::run, "lokstra-log");
      writer.setDaemon(true);
      thread = writer;
      writer.start();
    } else if (asleep || filled > MOST / 2) {
      asleep = false;
      something.signal();
    }
  }

  private boolean roomFor(int size) {
    long rest = ROOM_NANOS;
    boolean interrupted = false;
    something.signal();
    while (!stuck && !ended && filled + size > MOST && rest > 0) {
      try {
        rest = progress.awaitNanos(rest);
      } catch (InterruptedException e) {
        interrupted = true;
        break;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    } else if (rest <= 0) {
      stuck = true;
    }
    return filled + size <= MOST;
  }

  private void run() {
    int inVain = 0;
    lock.lock();
    try {
      while (!ended) {
        if (filled > 0) {
          inVain = 0;
          writeAll();
        } else if (inVain++ < LOOKS_IN_VAIN) {
          var _ = something.awaitNanos(LOOKS_EVERY_NANOS);
        } else {
          inVain = 0;
          asleep = true;
          shrink();
          something.await();
        }
      }
    } catch (InterruptedException e) {
      // Nobody has reason to; the next line has another thread.
    } finally {
      thread = null;
      lock.unlock();
    }
  }

  /** Gives back what a flood of lines has made the buffers. */
  private void shrink() {
    if (filling.length > USUAL) {
      filling = new byte[USUAL];
    }
    if (spare.length > USUAL) {
      spare = new byte[USUAL];
    }
  }

  /** Writes what is there, without the lock meanwhile. */
  private void writeAll() {
    byte[] bytes = filling;
    int size = filled;
    filling = spare;
    spare = bytes;
    filled = 0;
    writing = true;
    lock.unlock();
    boolean written = false;
    try {
      written = putOut(bytes, size);
    } finally {
      lock.lock();
      writing = false;
      stuck = false;
      if (!written) {
        leftOut += lines(bytes, size);
      } else if (leftOut > 0) {
        long lost = leftOut;
        leftOut = 0;
        put(notice.apply(lost));
      }
      progress.signalAll();
    }
  }

  private void put(Line line) {
    int size = line.size();
    if (filled + size > filling.length) {
      filling = Arrays.copyOf(filling, Math.max(filling.length * 2, filled + size));
    }
    System.arraycopy(line.bytes(), 0, filling, filled, size);
    filled += size;
  }

  private static long lines(byte[] bytes, int size) {
    long lines = 0;
    for (int i = 0; i < size; i++) {
      if (bytes[i] == '\n') {
        lines++;
      }
    }
    return lines;
  }

  /** False when the reader of a pipe is gone or a disk is full; there is nowhere to say so. */
  private boolean putOut(byte[] bytes, int size) {
    try {
      target.write(bytes, 0, size);
      target.flush();
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Waits until all that was taken so far is written.
   *
   * @return whether it is
   */
  boolean flush() {
    lock.lock();
    try {
      long rest = FLUSH_NANOS;
      asleep = false;
      something.signal();
      while ((filled > 0 || writing) && rest > 0) {
        rest = progress.awaitNanos(rest);
      }
      return filled == 0 && !writing;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Writes what is left; who logs from now on writes by itself. */
  void close() {
    lock.lock();
    try {
      long rest = FLUSH_NANOS;
      while (writing && rest > 0) {
        rest = progress.awaitNanos(rest);
      }
      ended = true;
      something.signal();
      progress.signalAll();
      if (!writing) {
        var _ = putOut(filling, filled);
        filled = 0;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }
}
