package io.lokstra.internal.files;

import io.lokstra.engine.FileOutput;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** A file of a file system. */
final class OpenChannel implements OpenFile {
  private static final int PIECE = 64 * 1024;

  private final FileChannel channel;

  OpenChannel(FileChannel channel) {
    this.channel = channel;
  }

  @Override
  public void writeTo(OutputStream out, ByteRange range) throws IOException {
    if (out instanceof FileOutput direct && direct.takesFiles()) {
      direct.transfer(channel, range.from(), range.length());
      return;
    }
    ByteBuffer piece = ByteBuffer.allocate((int) Math.min(PIECE, range.length()));
    long at = range.from();
    while (at < range.end()) {
      piece.clear().limit((int) Math.min(piece.capacity(), range.end() - at));
      int count = channel.read(piece, at);
      if (count <= 0) {
        throw new EOFException("the file became shorter while it was sent, at byte " + at);
      }
      out.write(piece.array(), 0, count);
      at += count;
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
