package io.lokstra.internal.upload;

import io.lokstra.http.HttpException;
import io.lokstra.internal.text.Printable;
import io.lokstra.upload.Upload;
import io.lokstra.upload.UploadOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** A form with files that is taken in whole. Thread-safe once it was read. */
public final class Form {
  private static final int PIECE = 8 * 1024;

  private final UploadStore store;
  private final UploadOptions options;
  private final List<String> pairs = new ArrayList<>();

  // Guarded by this: the end of the request may come while it is read.
  private final List<StoredUpload> uploads = new ArrayList<>();
  private boolean ended;

  private int memoryUsed;
  private long fieldsSize;

  /** A form with nothing in it; its files go to {@code store} where they must. */
  public Form(UploadStore store) {
    this.store = store;
    this.options = store.options();
  }

  /**
   * Reads all parts.
   *
   * @throws HttpException 400 malformed, 413 too large, 415 a charset that is not read, 503 no room
   * @throws IOException when the client went away
   */
  public void read(MultipartReader reader) throws IOException {
    byte[] piece = new byte[PIECE];
    for (Optional<PartHeader> next = reader.next(); next.isPresent(); next = reader.next()) {
      PartHeader header = next.get();
      if (header.fileName().isPresent()) {
        file(reader, header, piece);
      } else {
        fieldsSize += header.name().length();
        pairs.add(header.name());
        pairs.add(text(reader, header, piece));
      }
    }
  }

  private void file(MultipartReader reader, PartHeader header, byte[] piece) throws IOException {
    try (FormFile file = new FormFile(store, header, options.memory() - memoryUsed)) {
      for (int count = reader.read(piece, 0, piece.length);
          count >= 0;
          count = reader.read(piece, 0, piece.length)) {
        checkFileSize(options, header, file.size() + count);
        file.write(piece, count);
      }
      if (file.size() == 0 && header.fileName().orElse("").isEmpty()) {
        return; // A browser sends this where no file was chosen.
      }
      memoryUsed += file.inMemory();
      add(file.finish());
    }
  }

  private synchronized void add(StoredUpload upload) {
    uploads.add(upload);
    if (ended) {
      upload.remove();
    }
  }

  private String text(MultipartReader reader, PartHeader header, byte[] piece) throws IOException {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (int count = reader.read(piece, 0, piece.length);
        count >= 0;
        count = reader.read(piece, 0, piece.length)) {
      fieldsSize += count;
      checkFieldsSize(options, fieldsSize);
      content.write(piece, 0, count);
    }
    return text(header, content.toByteArray());
  }

  /** Refuses a file that is too large. */
  static void checkFileSize(UploadOptions options, PartHeader header, long size) {
    if (options.maxFileSize() > 0 && size > options.maxFileSize()) {
      throw HttpException.contentTooLarge(
          "The file '%s' is larger than %d bytes."
              .formatted(Printable.of(header.name()), options.maxFileSize()));
    }
  }

  /** Refuses fields that are too large together. */
  static void checkFieldsSize(UploadOptions options, long size) {
    if (size > options.maxFieldsSize()) {
      throw HttpException.contentTooLarge(
          "The fields of the form are larger than %d bytes.".formatted(options.maxFieldsSize()));
    }
  }

  /** The content of a field as text. */
  static String text(PartHeader header, byte[] content) {
    String charset = header.charset().orElse("utf-8");
    if (!charset.equals("utf-8") && !charset.equals("us-ascii")) {
      throw HttpException.unsupportedMediaType(
          "The field '%s' must be sent in UTF-8.".formatted(Printable.of(header.name())));
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      throw HttpException.badRequest(
          "The field '%s' is no text in UTF-8.".formatted(Printable.of(header.name())));
    }
  }

  /** Names of fields at even indexes, each followed by its value. */
  public List<String> fields() {
    return Collections.unmodifiableList(pairs);
  }

  /** The files of that name, in their order. */
  public synchronized List<Upload> uploads(String name) {
    List<Upload> found = new ArrayList<>();
    for (StoredUpload each : uploads) {
      if (each.field().equals(name)) {
        found.add(each);
      }
    }
    return Collections.unmodifiableList(found);
  }

  /** Removes the files: the request has ended. */
  public synchronized void end() {
    ended = true;
    uploads.forEach(StoredUpload::remove);
  }
}
