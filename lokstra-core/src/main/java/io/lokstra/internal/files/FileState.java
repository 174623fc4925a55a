package io.lokstra.internal.files;

import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What tells one state of a file from another. Equal states have equal bytes, unless someone
 * changes bytes and sets the time back.
 *
 * @param folder whether it is a folder of files
 * @param size in bytes
 * @param modified when it was changed last, where that says anything
 * @param identity which file it is, where the file system says so: another file in its place has
 *     another one
 */
public record FileState(
    boolean folder, long size, Optional<Instant> modified, Optional<Object> identity) {
  static final FileState FOLDER = new FileState(true, 0, Optional.empty(), Optional.empty());

  /** Of a file of a file system; empty for what is neither a regular file nor a folder. */
  static Optional<FileState> of(BasicFileAttributes attributes) {
    if (attributes.isDirectory()) {
      return Optional.of(FOLDER);
    }
    if (!attributes.isRegularFile()) {
      return Optional.empty();
    }
    return Optional.of(
        new FileState(
            false,
            attributes.size(),
            Optional.of(attributes.lastModifiedTime().toInstant()),
            Optional.ofNullable(attributes.fileKey())));
  }

  /** Whether {@code other} is there, and the same state. */
  boolean is(Optional<FileState> other) {
    return other.isPresent() && Objects.equals(this, other.get());
  }
}
