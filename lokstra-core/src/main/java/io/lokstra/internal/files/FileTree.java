package io.lokstra.internal.files;

import io.lokstra.http.EntityTag;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * Where files are found. Paths are relative, of names that {@link FileNames} lets pass, with
 * slashes between them. Thread-safe; everything may block.
 */
public interface FileTree {

  /** What there is at {@code path}; empty for nothing that may be served. */
  Optional<FileState> look(String path) throws IOException;

  /**
   * Opens a file that was looked at.
   *
   * @return empty when it is no longer what it was
   */
  Optional<OpenFile> open(String path, FileState state) throws IOException;

  /**
   * Names a state of a file.
   *
   * @param now to tell whether it may still change without its time doing so
   */
  EntityTag tag(String path, FileState state, Instant now) throws IOException;
}
