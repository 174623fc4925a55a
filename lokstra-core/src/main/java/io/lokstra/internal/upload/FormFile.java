package io.lokstra.internal.upload;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** A file on its way in: in memory while there is room for it, then in the store. */
final class FormFile implements AutoCloseable {
  private static final int FIRST = 512;

  private final UploadStore store;
  private final PartHeader header;
  private final int room;
  private byte[] content = new byte[0];
  private int count;
  private long size;

  /** For how many bytes room was made in the store. */
  private long kept;

  private @Nullable Path file;
  private @Nullable OutputStream out;

  /** A file of which {@code room} bytes may stand in memory. */
  FormFile(UploadStore store, PartHeader header, int room) {
    this.store = store;
    this.header = header;
    this.room = room;
  }

  void write(byte[] bytes, int length) {
    if (out == null && count + length <= room) {
      if (content.length - count < length) {
        int larger = Math.max(count + length, Math.max(FIRST, 2 * content.length));
        content = Arrays.copyOf(content, Math.min(room, larger));
      }
      System.arraycopy(bytes, 0, content, count, length);
      count += length;
      size += length;
      return;
    }
    try {
      if (out == null) {
        spill();
      }
      put(bytes, length);
      size += length;
    } catch (IOException e) {
      throw unkept(e);
    }
  }

  private void spill() throws IOException {
    leaveEventLoop();
    file = store.newFile();
    out = Files.newOutputStream(file);
    put(content, count);
    content = new byte[0];
  }

  /** Files block the thread underneath: a thread that goes on after this is on no event loop. */
  @SuppressWarnings("ThreadPriorityCheck") // it is meant to move the thread, not to wait
  private static void leaveEventLoop() {
    Thread.yield();
  }

  private void put(byte[] bytes, int length) throws IOException {
    OutputStream to = out;
    if (to != null) {
      store.reserve(length);
      kept += length;
      to.write(bytes, 0, length);
    }
  }

  long size() {
    return size;
  }

  /** How many bytes stand in memory. */
  int inMemory() {
    return out == null ? count : 0;
  }

  /** The file is whole. */
  StoredUpload finish() {
    Path in = file;
    OutputStream to = out;
    if (in == null || to == null) {
      return StoredUpload.inMemory(store, header, Arrays.copyOf(content, count));
    }
    try {
      to.close();
    } catch (IOException e) {
      throw unkept(e);
    }
    file = null;
    out = null;
    return StoredUpload.inFile(store, header, in, size);
  }

  private static UncheckedIOException unkept(IOException e) {
    return new UncheckedIOException("a file of a form could not be kept", e);
  }

  /** Removes it, unless it was finished. */
  @Override
  public void close() {
    Path left = file;
    OutputStream to = out;
    if (left == null) {
      return;
    }
    file = null;
    store.release(kept);
    try {
      if (to != null) {
        to.close();
      }
    } catch (IOException e) {
      LoggerFactory.getLogger("io.lokstra.http").debug("a file that is given up", e);
    }
    delete(left);
  }

  static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LoggerFactory.getLogger("io.lokstra.http")
          .warn("the file {} of a form could not be removed", file, e);
    }
  }
}
