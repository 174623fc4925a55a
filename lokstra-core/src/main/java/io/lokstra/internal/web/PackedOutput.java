package io.lokstra.internal.web;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Packs what is written, as gzip (RFC 1952) or deflate (RFC 1950). {@link #flush} sends all that
 * was written so far, so that a slow stream arrives as it is made.
 *
 * <p>{@link #finish} ends the stream; without it what was sent is a part and says so. After {@link
 * #release} nothing is taken any more, whichever thread brings it: the deflater is another's then.
 */
public final class PackedOutput extends OutputStream {
  private static final byte[] HEAD = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};

  private final OutputStream out;
  private final Deflater deflater;
  private final boolean gzip;
  private final CRC32 sum = new CRC32();
  private final byte[] buffer = new byte[4 * 1024];
  private final ReentrantLock lock = new ReentrantLock();
  private boolean begun;
  private volatile boolean released;

  /**
   * A stream onto {@code out}.
   *
   * @param deflater as new; raw for gzip
   */
  public PackedOutput(OutputStream out, Deflater deflater, boolean gzip) {
    this.out = out;
    this.deflater = deflater;
    this.gzip = gzip;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    lock.lock();
    try {
      begin();
      deflater.setInput(bytes, offset, length);
      if (gzip) {
        sum.update(bytes, offset, length);
      }
      while (!deflater.needsInput()) {
        drain(Deflater.NO_FLUSH);
      }
    } finally {
      lock.unlock();
    }
  }

  private void begin() throws IOException {
    if (released) {
      throw new IOException("the response is closed; it was written to after its writer returned");
    }
    if (!begun) {
      begun = true;
      if (gzip) {
        out.write(HEAD);
      }
    }
  }

  private int drain(int mode) throws IOException {
    int count = deflater.deflate(buffer, 0, buffer.length, mode);
    if (count > 0) {
      out.write(buffer, 0, count);
    }
    return count;
  }

  @Override
  public void flush() throws IOException {
    lock.lock();
    try {
      begin();
      int count = drain(Deflater.SYNC_FLUSH);
      while (count == buffer.length) {
        count = drain(Deflater.SYNC_FLUSH);
      }
      out.flush();
    } finally {
      lock.unlock();
    }
  }

  /** Writes what is left and the end of the format. */
  public void finish() throws IOException {
    lock.lock();
    try {
      begin();
      deflater.finish();
      while (!deflater.finished()) {
        drain(Deflater.NO_FLUSH);
      }
      if (gzip) {
        writeNumber((int) sum.getValue());
        writeNumber((int) deflater.getBytesRead());
      }
      out.flush();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes nothing any more.
   *
   * @return whether the deflater is free; else another thread is still writing by it
   */
  public boolean release() {
    released = true;
    if (!lock.tryLock()) {
      return false;
    }
    lock.unlock();
    return true;
  }

  /** Four bytes, the least significant first. */
  private void writeNumber(int number) throws IOException {
    byte[] bytes = {
      (byte) number, (byte) (number >>> 8), (byte) (number >>> 16), (byte) (number >>> 24)
    };
    out.write(bytes);
  }
}
