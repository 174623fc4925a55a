package io.lokstra.netty;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Octets on their way from an event loop to one thread that reads them and waits for them. The loop
 * never waits: it stops reading from its socket while {@link #isFull()}.
 */
final class InputQueue extends InputStream {
  private static final int FULL = 128 * 1024;
  private static final int LOW = 32 * 1024;

  /** The empty array, which is never offered, marks the end. */
  private static final byte[] END = {};

  private final ConcurrentLinkedQueue<byte[]> chunks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger buffered = new AtomicInteger();
  private final Runnable onRoom;
  private final int full;
  private final int low;
  private volatile @Nullable Exception failure;
  private volatile @Nullable Thread reader;
  private volatile boolean waitsForRoom;
  private byte[] current = END;
  private int at;
  private boolean ended;

  /** A queue that calls {@code onRoom} on the reading thread when it may be filled again. */
  InputQueue(Runnable onRoom) {
    this(onRoom, FULL, LOW);
  }

  /** A queue that is full with {@code full} octets, and has room again with {@code low}. */
  InputQueue(Runnable onRoom, int full, int low) {
    this.onRoom = onRoom;
    this.full = full;
    this.low = low;
  }

  /** Adds {@code chunk}, which is no longer the caller's. I/O thread. */
  void offer(byte[] chunk) {
    if (chunk.length > 0) {
      buffered.addAndGet(chunk.length);
      chunks.add(chunk);
      wake();
    }
  }

  /** Nothing more will come. I/O thread. */
  void end() {
    chunks.add(END);
    wake();
  }

  /**
   * Nothing more will come, because of {@code reason}; reading fails with it once everything that
   * came before was read. An IOException or a RuntimeException.
   */
  void fail(Exception reason) {
    failure = reason;
    end();
  }

  /** Whether the loop is to stop reading; if so, {@code onRoom} will be called. */
  boolean isFull() {
    if (buffered.get() < full) {
      return false;
    }
    waitsForRoom = true;
    // The reader may have emptied the queue before it could see that we wait.
    if (buffered.get() > low) {
      return true;
    }
    waitsForRoom = false;
    return false;
  }

  private void wake() {
    Thread waiting = reader;
    if (waiting != null) {
      LockSupport.unpark(waiting);
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, target.length);
    if (length == 0) {
      return 0;
    }
    if (at == current.length && !next()) {
      return -1;
    }
    int count = Math.min(length, current.length - at);
    System.arraycopy(current, at, target, offset, count);
    at += count;
    return count;
  }

  @Override
  public int available() {
    return current.length - at;
  }

  /** Waits for the next chunk; false at the end. */
  private boolean next() throws IOException {
    while (!ended) {
      byte[] chunk = poll();
      if (chunk.length == 0) {
        ended = true;
      } else {
        current = chunk;
        at = 0;
        if (buffered.addAndGet(-chunk.length) <= low && waitsForRoom) {
          waitsForRoom = false;
          onRoom.run();
        }
        return true;
      }
    }
    Exception reason = failure;
    if (reason instanceof IOException io) {
      throw new IOException(io.getMessage(), io);
    }
    if (reason instanceof RuntimeException refused) {
      throw refused;
    }
    return false;
  }

  private byte[] poll() throws InterruptedIOException {
    byte[] chunk = chunks.poll();
    if (chunk != null) {
      return chunk;
    }
    reader = Thread.currentThread();
    try {
      while ((chunk = chunks.poll()) == null) {
        LockSupport.park(this);
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("interrupted while waiting for the client");
        }
      }
      return chunk;
    } finally {
      reader = null;
    }
  }
}
