package io.lokstra.netty;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Part of an open file on its way to the network. The request's thread owns the file and waits
 * until the part was sent, or the connection is gone.
 *
 * @param file open for reading; not closed by who sends it
 * @param position of the first octet
 * @param count how many, at least one
 */
record FilePart(FileChannel file, long position, int count) {
  private static final int PIECE = 64 * 1024;

  /**
   * Reads it once, so that it is in the kernel's memory when a loop sends it: a loop must not wait
   * for a disk. Blocks.
   *
   * @throws EOFException when the file ends before the part does
   */
  void readAhead() throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(Math.min(PIECE, count));
    for (int at = 0; at < count; ) {
      piece.clear().limit(Math.min(piece.capacity(), count - at));
      int read = file.read(piece, position + at);
      if (read <= 0) {
        throw new EOFException("the file became shorter while it was sent");
      }
      at += read;
    }
  }
}
