package io.lokstra.internal.memory;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;

/** A response body on its way: counted, and held to the length that was announced. */
final class CountedOutput extends OutputStream {
  private final long length;
  private final AtomicLong written;
  private final OutputStream out;

  /**
   * An output of {@code length} bytes, or of any number when that is -1.
   *
   * @param written counts what was handed to {@code out}
   */
  CountedOutput(long length, AtomicLong written, OutputStream out) {
    this.length = length;
    this.written = written;
    this.out = out;
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] from, int offset, int count) throws IOException {
    if (length >= 0 && written.get() + count > length) {
      throw new IOException("the body is longer than the " + length + " bytes announced");
    }
    out.write(from, offset, count);
    written.addAndGet(count);
  }

  /** The writer is done. */
  void complete() throws IOException {
    if (length >= 0 && written.get() < length) {
      throw new IOException(
          "the body ended after " + written.get() + " of the " + length + " bytes announced");
    }
    out.close();
  }
}
