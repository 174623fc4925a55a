package io.lokstra.devservices.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of the system, run to their end. */
final class Command {

  /**
   * How one ended.
   *
   * @param code its exit code; -1 when it was ended because it took too long
   * @param output what it wrote, both streams
   */
  record Result(int code, String output) {
    boolean succeeded() {
      return code == 0;
    }
  }

  private Command() {}

  /**
   * Runs it. What it starts in turn may stay: its output goes to a file, so that nobody waits for
   * the end of that.
   *
   * @throws IOException when there is no such program
   */
  static Result run(Duration limit, List<String> words) throws IOException, InterruptedException {
    Path output = Files.createTempFile("lokstra-dev", ".out");
    try {
      ProcessBuilder builder = new ProcessBuilder(words);
      builder.environment().put("LC_ALL", "C");
      Process process =
          builder
              .redirectErrorStream(true)
              .redirectInput(Redirect.from(new java.io.File("/dev/null")))
              .redirectOutput(output.toFile())
              .start();
      try {
        boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
          process.destroyForcibly().waitFor();
        }
        String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8).strip();
        return new Result(ended ? process.exitValue() : -1, text);
      } catch (InterruptedException e) {
        process.destroyForcibly();
        throw e;
      }
    } finally {
      Files.deleteIfExists(output);
    }
  }

  /** Whether it can be run here and succeeds; for finding out what a machine has. */
  static boolean succeeds(List<String> words) throws InterruptedException {
    try {
      return run(Duration.ofSeconds(10), words).succeeded();
    } catch (IOException | UncheckedIOException e) {
      return false;
    }
  }

  /** One list after the other. */
  static List<String> join(List<String> first, String... rest) {
    List<String> words = new ArrayList<>(first);
    words.addAll(List.of(rest));
    return words;
  }

  /** As a line for {@code sh}. */
  static String quoted(List<String> words) {
    StringBuilder line = new StringBuilder();
    for (String word : words) {
      line.append(line.isEmpty() ? "" : " ")
          .append('\'')
          .append(word.replace("'", "'\\''"))
          .append('\'');
    }
    return line.toString();
  }
}
