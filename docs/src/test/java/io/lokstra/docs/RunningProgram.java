package io.lokstra.docs;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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

  /** Starts a class that a page was compiled to. */
  static RunningProgram start(String className, Path classes) throws IOException {
    return start(
        classes.resolve(className + ".log"),
        List.of(
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            classes + File.pathSeparator + TestClassPath.value(),
            className));
  }

  /** Starts a runnable jar. */
  static RunningProgram startJar(Path jar) throws IOException {
    return start(jar.resolveSibling("run.log"), List.of("-jar", jar.toString()));
  }

  private static RunningProgram start(Path output, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
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
