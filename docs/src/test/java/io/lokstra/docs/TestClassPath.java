package io.lokstra.docs;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the tests of this module see: Lokstra, its libraries, and the test kit. */
final class TestClassPath {
  private TestClassPath() {}

  /**
   * Surefire may start its JVM with a jar that only points to the class path; it says the real one
   * in a property.
   */
  static String value() {
    String surefire = System.getProperty("surefire.test.class.path");
    return surefire != null ? surefire : System.getProperty("java.class.path", "");
  }

  static List<Path> entries() {
    return Stream.of(value().split(File.pathSeparator))
        .map(Path::of)
        .filter(Files::exists)
        .toList();
  }

  /** Whether an entry is a module of this project: a jar, or the classes of the reactor. */
  static boolean isLokstra(Path entry) {
    Path name = entry.getFileName();
    return (name != null && name.toString().startsWith("lokstra"))
        || Files.exists(entry.resolve("module-info.class"));
  }
}
