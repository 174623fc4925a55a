package io.lokstra.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A page of the documentation.
 *
 * @param path where it is, from the project's root
 * @param fences its blocks of code
 */
record Page(String path, List<Fence> fences) {

  /** The pages in the root and everything under {@code docs/}. */
  static List<Page> all() {
    Path root = ProjectRoot.resolve("");
    try (Stream<Path> inRoot = Files.list(root);
        Stream<Path> inDocs = Files.walk(ProjectRoot.resolve("docs"))) {
      return Stream.concat(inRoot, inDocs)
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> !file.startsWith(ProjectRoot.resolve("docs/target")))
          .map(file -> root.relativize(file).toString())
          .sorted()
          .map(path -> new Page(path, Fence.of(ProjectRoot.read(path))))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the pages under " + root, e);
    }
  }

  @Override
  public String toString() {
    return path;
  }

  List<Fence> java() {
    return fences.stream().filter(Fence::isJava).toList();
  }

  /** A program to start, and the curl commands of the console blocks up to the next Java. */
  record Run(Fence program, List<Console> commands) {}

  List<Run> runs() {
    List<Run> runs = new ArrayList<>();
    for (int at = 0; at < fences.size(); at++) {
      if (fences.get(at).isRun()) {
        List<Console> commands =
            fences.subList(at + 1, fences.size()).stream()
                .takeWhile(fence -> !fence.isJava())
                .filter(Fence::isConsole)
                .flatMap(fence -> Console.of(fence).stream())
                .filter(Console::isCurl)
                .toList();
        runs.add(new Run(fences.get(at), commands));
      }
    }
    return runs;
  }
}
