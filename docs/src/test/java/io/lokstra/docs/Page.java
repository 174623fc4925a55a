package io.lokstra.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A page of the documentation.
 *
 * @param path where it is, from the project's root
 * @param fences its blocks of code
 */
record Page(String path, List<Fence> fences) {

  /** The README and everything under {@code docs/}. */
  static List<Page> all() {
    Path root = ProjectRoot.resolve("");
    try (Stream<Path> files = Files.walk(ProjectRoot.resolve("docs"))) {
      Stream<Path> pages =
          files
              .filter(file -> file.toString().endsWith(".md"))
              .filter(file -> !file.startsWith(ProjectRoot.resolve("docs/target")));
      return Stream.concat(Stream.of(ProjectRoot.resolve("README.md")), pages.sorted())
          .map(file -> root.relativize(file).toString())
          .map(path -> new Page(path, Fence.of(ProjectRoot.read(path))))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the pages under " + root, e);
    }
  }

  List<Fence> java() {
    return fences.stream().filter(Fence::isJava).toList();
  }
}
