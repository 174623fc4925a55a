package io.lokstra.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The checkout that is being tested. */
final class ProjectRoot {
  private static final Path ROOT =
      Path.of(System.getProperty("project.root", "..")).toAbsolutePath().normalize();

  private ProjectRoot() {}

  static Path resolve(String path) {
    return ROOT.resolve(path);
  }

  static String read(String path) {
    try {
      return Files.readString(resolve(path));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + resolve(path), e);
    }
  }
}
