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
  private static final int PIECE = 8 * 1024;
  private static final int FULL = 64 * 1024;

  private final AtomicInteger pending = new AtomicInteger();
  private volatile @Nullable Thread writer;
  private volatile @Nullable IOException failure;
  private byte[] piece = {};
  private int length;

  /** Hands {@code count} octets to the loop, which calls {@link #written} for them. */
  abstract void hand(byte[] bytes, int count) throws IOException;

  @Override
  public void write(int octet) throws IOException {
    if (room() == 0) {
      handPiece();
      room();
    }
    piece[length++] = (byte) octet;
  }

  @Override
  public void write(byte[] source, int offset, int count) throws IOException {
    Objects.checkFromIndexSize(offset, count, source.length);
    int at = offset;
    int end = offset + count;
    while (at < end) {
      int part = Math.min(end - at, room());
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

  private int room() {
    if (piece.length == 0) {
      piece = new byte[PIECE];
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
      pending.addAndGet(count);
      hand(full, count);
      waitForRoom();
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

  /** {@code count} octets went to the network. I/O thread. */
  void written(int count) {
    if (pending.addAndGet(-count) <= FULL) {
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
