package io.lokstra.internal.upload;

import io.lokstra.upload.Upload;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A file of a form, in memory or in the store. */
final class StoredUpload implements Upload {
  private final UploadStore store;
  private final PartHeader header;
  private final Optional<String> fileName;
  private final long size;

  // Guarded by this: the end of the request may come from another thread.
  private byte @Nullable [] content;
  private @Nullable Path file;

  private StoredUpload(
      UploadStore store,
      PartHeader header,
      long size,
      byte @Nullable [] content,
      @Nullable Path file) {
    this.store = store;
    this.header = header;
    this.fileName = header.fileName().flatMap(FileName::harmless);
    this.size = size;
    this.content = content;
    this.file = file;
  }

  /** One that stands in memory. */
  static StoredUpload inMemory(UploadStore store, PartHeader header, byte[] content) {
    return new StoredUpload(store, header, content.length, content, null);
  }

  /** One that is in {@code file}, for which room was made. */
  static StoredUpload inFile(UploadStore store, PartHeader header, Path file, long size) {
    return new StoredUpload(store, header, size, null, file);
  }

  @Override
  public String field() {
    return header.name();
  }

  @Override
  public Optional<String> fileName() {
    return fileName;
  }

  @Override
  public Optional<String> contentType() {
    return header.contentType();
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public synchronized InputStream open() throws IOException {
    if (content != null) {
      return new ByteArrayInputStream(content);
    }
    return Files.newInputStream(present());
  }

  @Override
  public synchronized void moveTo(Path target) throws IOException {
    if (content != null) {
      writeOwned(target, content);
      content = null;
    } else {
      Files.move(present(), target);
      file = null;
      store.release(size);
    }
  }

  /** As a temporary file is made, so that both ways give the same. */
  private static void writeOwned(Path target, byte[] bytes) throws IOException {
    Path folder = target.toAbsolutePath().getParent();
    Path made = Files.createTempFile(folder, ".upload-", "");
    try {
      Files.write(made, bytes, StandardOpenOption.TRUNCATE_EXISTING);
      Files.move(made, target);
    } finally {
      Files.deleteIfExists(made);
    }
  }

  private Path present() throws IOException {
    if (file == null) {
      throw new IOException("the file was moved, or its request has ended");
    }
    return file;
  }

  /** The request has ended. */
  synchronized void remove() {
    content = null;
    Path left = file;
    file = null;
    if (left != null) {
      store.release(size);
      FormFile.delete(left);
    }
  }

  @Override
  public String toString() {
    return "Upload[" + field() + ", " + size + " bytes]";
  }
}
