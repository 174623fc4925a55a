package io.lokstra.http;

import io.lokstra.config.Inline;
import io.lokstra.config.Options;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Files that configuration mounts.
 *
 * @param directory the folder they are in
 * @param classPath the folder of the program's own jar they are in, {@code web/help}; the program
 *     says which jar with {@code Server.resources}
 * @param options how they are served
 */
@Options
record FilesOptions(
    Optional<Path> directory, Optional<String> classPath, @Inline StaticFiles.Options options) {

  /** Checks that there is one folder. */
  void check() {
    if (directory.isPresent() == classPath.isPresent()) {
      throw new IllegalArgumentException(
          directory.isPresent()
              ? "directory and class-path are both said; keep one"
              : "say directory, a folder, or class-path, a folder of the program's jar");
    }
  }
}
