package io.lokstra.netty;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Octets on their way from one thread to an event loop. The thread waits while the client does not
 * read; the loop never waits. Arrays go over, no buffer of Netty: its allocator belongs to the
 * loop.
 */
abstract class OutputPipe extends OutputStream {
  private static final int FIRST_PIECE = 512;
  private static final int PIECE = 8 * 1024;
  private static final int FULL = 64 * 1024;

  /**
   * What a piece costs beside its octets while it waits, in octets: a writer that flushes after
   * every few of them fills no more memory than one that does not.
   */
  private static final int OVERHEAD = 256;

  private final AtomicInteger pending = new AtomicInteger();
  private volatile @Nullable Thread writer;
  private volatile @Nullable IOException failure;
  private byte[] piece = {};
  private int length;

  /** Hands {@code count} octets to the loop, which calls {@link #written} for them. */
  abstract void hand(byte[] bytes, int count) throws IOException;

  @Override
  public void write(int octet) throws IOException {
    if (room(1) == 0) {
      handPiece();
      var _ = room(1);
    }
    piece[length++] = (byte) octet;
  }

  @Override
  public void write(byte[] source, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, source.length);
    int at = offset;
    int end = offset + count;
    while (at < end) {
      int part = Math.min(end - at, room(end - at));
      if (part == 0) {
        handPiece();
      } else {
        System.arraycopy(source, at, piece, length, part);
        length += part;
        at += part;
      }
    }
  }

  /** Sends what was collected. */
  @Override
  public void flush() throws IOException {
    handPiece();
  }

  /** What was collected and not handed over, as an array of its own. */
  byte[] collected() {
    return Arrays.copyOf(piece, length);
  }

  /** For how many octets there is room, having made some for {@code wanted} if that can be. */
  private int room(int wanted) {
    if (piece.length - length < wanted && piece.length < PIECE) {
      int needed = length + Math.min(PIECE, wanted);
      int least = Math.max(FIRST_PIECE, Math.max(2 * piece.length, needed));
      piece = Arrays.copyOf(piece, Math.min(PIECE, least));
    }
    return piece.length - length;
  }

  private void handPiece() throws IOException {
    check();
    if (length > 0) {
      byte[] full = piece;
      int count = length;
      piece = new byte[0];
      length = 0;
      pending.addAndGet(count + OVERHEAD);
      hand(full, count);
      waitForRoom();
    }
  }

  /** {@code count} octets are about to be handed to the loop other than by {@link #hand}. */
  void begins(int count) throws IOException {
    check();
    pending.addAndGet(count);
  }

  /**
   * Waits until all that was handed over went to the network, or nothing can be sent any more. An
   * interrupt is told of after that: what the loop sends from must not be taken away from it.
   */
  void waitUntilSent() throws IOException {
    boolean interrupted = false;
    writer = Thread.currentThread();
    try {
      while (pending.get() > 0) {
        check();
        LockSupport.park(this);
        interrupted |= Thread.interrupted();
      }
    } finally {
      writer = null;
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    if (interrupted) {
      throw new InterruptedIOException("interrupted while a file was sent");
    }
  }

  private void waitForRoom() throws IOException {
    if (pending.get() <= FULL) {
      return;
    }
    writer = Thread.currentThread();
    try {
      while (pending.get() > FULL) {
        check();
        LockSupport.park(this);
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("interrupted while waiting for the client to read");
        }
      }
    } finally {
      writer = null;
    }
  }

  private void check() throws IOException {
    IOException reason = failure;
    if (reason != null) {
      throw new IOException(reason.getMessage(), reason);
    }
  }

  /**
   * {@code count} octets went to the network; {@code last} says whether they are the last of a
   * piece. I/O thread.
   */
  void written(int count, boolean last) {
    if (pending.addAndGet(last ? -count - OVERHEAD : -count) <= FULL) {
      wake();
    }
  }

  /** Nothing more can be sent. I/O thread. */
  void fail(IOException reason) {
    failure = reason;
    wake();
  }

  private void wake() {
    Thread waiting = writer;
    if (waiting != null) {
      LockSupport.unpark(waiting);
    }
  }
}
