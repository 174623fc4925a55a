package io.lokstra.upload;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file of a form that was taken in whole. Removed when its request has ended, unless it was
 * moved.
 *
 * <p>As the type of a record's component it is bound from the form's file of that name; {@code
 * Optional<Upload>} where there may be none, {@code List<Upload>} for several. Belongs to the
 * request's thread.
 */
public interface Upload {

  /** The name of its field in the form. */
  String field();

  /**
   * What the client calls it, fit to be shown and to be the last part of a path: without folders,
   * control characters and what file systems read otherwise, and at most 255 bytes long. Empty when
   * nothing is left. Not to be trusted to be unique, nor to say anything of the content.
   */
  Optional<String> fileName();

  /** The media type that the client says it has; nobody has looked. */
  Optional<String> contentType();

  /** How many bytes it has. */
  long size();

  /**
   * Reads it from its beginning; as often as wanted.
   *
   * @throws IOException when it was moved or removed
   */
  InputStream open() throws IOException;

  /**
   * Keeps it: as {@code target}, which must not be there yet. On one file system nothing is copied.
   * The file is readable by its owner alone.
   *
   * @throws java.nio.file.FileAlreadyExistsException when {@code target} exists
   * @throws IOException when it was moved or removed, or cannot be written
   */
  void moveTo(Path target) throws IOException;
}
