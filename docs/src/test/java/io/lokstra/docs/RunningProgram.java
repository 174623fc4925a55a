package io.lokstra.docs;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program of a page, in a JVM of its own, on a port that the system chose. */
final class RunningProgram implements AutoCloseable {
  private static final Pattern LISTENS = Pattern.compile("http://localhost:(\\d+)");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Process process;
  private final Path output;

  private RunningProgram(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  static RunningProgram start(String className, Path classes) throws IOException {
    Path output = classes.resolve(className + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classes + File.pathSeparator + TestClassPath.value(),
            className);
    builder.environment().put("PORT", "0");
    builder.redirectErrorStream(true).redirectOutput(output.toFile());
    return new RunningProgram(builder.start(), output);
  }

  /** The port that the program says it listens on. */
  int port() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      Matcher listens = LISTENS.matcher(text());
      if (listens.find()) {
        return Integer.parseInt(listens.group(1));
      }
      if (process.waitFor(20, TimeUnit.MILLISECONDS)) {
        break;
      }
    }
    throw new IllegalStateException(
        "the program says of no port that it listens on it; it said:\n" + text());
  }

  private String text() throws IOException {
    return Files.readString(output, StandardCharsets.UTF_8);
  }

  /** Stops the program as a terminal would, and gives its exit code. */
  int stop() throws InterruptedException {
    process.destroy();
    return process.waitFor(30, TimeUnit.SECONDS) ? process.exitValue() : -1;
  }

  List<String> lines() throws IOException {
    return text().lines().toList();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
