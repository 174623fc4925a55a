package io.lokstra.upload;

import java.io.InputStream;
import java.util.Optional;

/** A part of a form while it arrives. Good until its handler returns. */
public interface Part {

  /** The name of the field. */
  String name();

  /** Whether it is a file: it has a file's name, though perhaps an empty one. */
  boolean isFile();

  /** What the client calls the file; see {@link Upload#fileName()}. */
  Optional<String> fileName();

  /** The media type that the client says it has; nobody has looked. */
  Optional<String> contentType();

  /**
   * The content as it comes, with backpressure to the client. Reading fails with an {@link
   * io.lokstra.http.HttpException}: 413 when it is larger than a file may be, 400 when the form is
   * malformed.
   */
  InputStream stream();

  /**
   * The content as text in UTF-8.
   *
   * @throws io.lokstra.http.HttpException 400 when it is no such text, 413 when all that was read
   *     as text is more than fields may be, 415 when it says it is in another charset
   */
  String text();
}
