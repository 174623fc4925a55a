package io.lokstra.internal.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;

/** A file that is being read. Belongs to one thread. */
interface OpenFile extends Closeable {

  /**
   * Writes some of its bytes.
   *
   * @throws IOException when the file ends before them, or {@code out} takes no more
   */
  void writeTo(OutputStream out, ByteRange range) throws IOException;
}
