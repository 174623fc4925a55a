package io.lokstra.bench.attack;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** What was found about one server, kept in a file between runs, so that a run may be a part. */
final class Findings {
  private static final Path FOLDER = Path.of("bench/results/attacks");

  private final Path file;
  private final Properties all = new Properties();

  Findings(String server) throws IOException {
    file = FOLDER.resolve(server + ".properties");
    if (Files.exists(file)) {
      try (Reader in = Files.newBufferedReader(file)) {
        all.load(in);
      }
    }
  }

  void put(String key, String value) throws IOException {
    all.setProperty(key, value);
    Files.createDirectories(FOLDER);
    try (Writer out = Files.newBufferedWriter(file)) {
      all.store(out, "bench/attacks");
    }
  }

  String get(String key) {
    return all.getProperty(key, "");
  }
}
