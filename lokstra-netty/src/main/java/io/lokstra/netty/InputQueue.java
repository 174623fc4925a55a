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

  /** Small pieces share an array of this length, so that what they take is what they hold. */
  private static final int SHARED = 4 * 1024;

  /** Marks the end. */
  private static final Chunk END = new Chunk(new byte[0], 0);

  /** Octets that the loop goes on filling up from the front, while the reader follows it. */
  private static final class Chunk {
    private final byte[] octets;
    private volatile int filled;

    Chunk(byte[] octets, int filled) {
      this.octets = octets;
      this.filled = filled;
    }

    /** Fills in what there is room for; by the loop alone. Returns how much that was. */
    int fill(byte[] bytes, int from, int length) {
      int before = filled;
      int count = Math.min(length, octets.length - before);
      System.arraycopy(bytes, from, octets, before, count);
      filled = before + count;
      return count;
    }
  }

  private final ConcurrentLinkedQueue<Chunk> chunks = new ConcurrentLinkedQueue<>();
  private final AtomicInteger buffered = new AtomicInteger();
  private final Runnable onRoom;
  private final int full;
  private final int low;
  private volatile @Nullable Exception failure;
  private volatile @Nullable Thread reader;
  private volatile boolean waitsForRoom;

  /** What was added last; of the loop. */
  private Chunk tail = END;

  /** What is read, how far that has come, and how far it may go; of the reader. */
  private Chunk current = END;

  private int at;
  private int limit;
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
      add(new Chunk(chunk, chunk.length));
      wake();
    }
  }

  /** Adds octets out of an array that stays the caller's. I/O thread. */
  void append(byte[] bytes, int from, int length) {
    if (length > 0) {
      buffered.addAndGet(length);
      int count = tail.fill(bytes, from, length);
      int rest = length - count;
      if (rest > 0) {
        Chunk next = new Chunk(new byte[Math.max(SHARED, rest)], 0);
        next.fill(bytes, from + count, rest);
        add(next);
      }
      wake();
    }
  }

  private void add(Chunk chunk) {
    tail = chunk;
    chunks.add(chunk);
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

  /** What reading fails with once everything that came before was read; null while nothing does. */
  @Nullable Exception failure() {
    return failure;
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
    if (at == limit && !next()) {
      return -1;
    }
    int count = Math.min(length, limit - at);
    System.arraycopy(current.octets, at, target, offset, count);
    at += count;
    return count;
  }

  @Override
  public int available() {
    return limit - at;
  }

  /** Waits for more; false at the end. */
  private boolean next() throws IOException {
    while (!ended) {
      awaitMore();
      // Once another chunk is there, this one is filled no further.
      int filled = current.filled;
      if (filled > limit) {
        int more = filled - limit;
        limit = filled;
        if (buffered.addAndGet(-more) <= low && waitsForRoom) {
          waitsForRoom = false;
          onRoom.run();
        }
        return true;
      }
      current = chunks.remove();
      at = 0;
      limit = 0;
      ended = current == END;
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

  private void awaitMore() throws InterruptedIOException {
    if (hasMore()) {
      return;
    }
    reader = Thread.currentThread();
    try {
      while (!hasMore()) {
        LockSupport.park(this);
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("interrupted while waiting for the client");
        }
      }
    } finally {
      reader = null;
    }
  }

  private boolean hasMore() {
    return current.filled > limit || !chunks.isEmpty();
  }
}
