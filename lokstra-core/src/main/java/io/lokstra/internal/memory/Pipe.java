package io.lokstra.internal.memory;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One direction of a connection: bounded, so that a writer waits for its reader, and able to break,
 * so that neither waits for ever. One thread writes while another reads.
 */
final class Pipe {
  private static final int CAPACITY = 64 * 1024;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private byte @Nullable [] buffer;
  private int start;
  private int size;
  private boolean ended;
  private @Nullable IOException broken;

  /** Nothing more will be written; the reader gets what is there and then the end. */
  void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Breaks both ends: what is there is lost, reading and writing fail with {@code cause}. */
  void breakOff(IOException cause) {
    lock.lock();
    try {
      if (broken == null && !(ended && size == 0)) {
        broken = cause;
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The end to read from. */
  InputStream input() {
    return new Input();
  }

  /** The end to write to; closing it is {@link #end()}. */
  OutputStream output() {
    return new Output();
  }

  private void write(byte[] from, int offset, int length) throws IOException {
    lock.lock();
    try {
      if (ended) {
        throw new IOException("the stream is closed");
      }
      byte[] ring = buffer;
      if (ring == null) {
        ring = new byte[CAPACITY];
        buffer = ring;
      }
      int written = 0;
      while (written < length) {
        awaitChange(() -> size < CAPACITY || broken != null);
        failIfBroken();
        int at = (start + size) % CAPACITY;
        int count = Math.min(Math.min(length - written, CAPACITY - size), CAPACITY - at);
        System.arraycopy(from, offset + written, ring, at, count);
        size += count;
        written += count;
        changed.signalAll();
      }
      failIfBroken();
    } finally {
      lock.unlock();
    }
  }

  private int read(byte[] to, int offset, int length) throws IOException {
    lock.lock();
    try {
      awaitChange(() -> size > 0 || ended || broken != null);
      failIfBroken();
      if (size == 0) {
        return -1;
      }
      int count = Math.min(Math.min(length, size), CAPACITY - start);
      System.arraycopy(Objects.requireNonNull(buffer), start, to, offset, count);
      start = (start + count) % CAPACITY;
      size -= count;
      changed.signalAll();
      return count;
    } finally {
      lock.unlock();
    }
  }

  private int available() {
    lock.lock();
    try {
      return size;
    } finally {
      lock.unlock();
    }
  }

  private void awaitChange(BooleanSupplier reached) throws InterruptedIOException {
    try {
      while (!reached.getAsBoolean()) {
        changed.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while waiting for the other end");
    }
  }

  private void failIfBroken() throws IOException {
    if (broken != null) {
      throw new IOException(broken.getMessage(), broken);
    }
  }

  private final class Input extends InputStream {
    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return Pipe.this.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, to.length);
      return length == 0 ? 0 : Pipe.this.read(to, offset, length);
    }

    @Override
    public int available() {
      return Pipe.this.available();
    }
  }

  private final class Output extends OutputStream {
    @Override
    public void write(int value) throws IOException {
      Pipe.this.write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] from, int offset, int length) throws IOException {
      Objects.checkFromIndexSize(offset, length, from.length);
      Pipe.this.write(from, offset, length);
    }

    @Override
    public void close() {
      end();
    }
  }
}
