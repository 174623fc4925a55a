package io.lokstra.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Collects what a measurement found, prints it, and keeps it as Markdown and JSON under {@code
 * bench/results/}.
 */
final class Results {
  private static final Path FOLDER = Path.of("bench/results");

  private final String name;
  private final String time;
  private final StringBuilder markdown = new StringBuilder();
  private final Map<String, Object> json = new LinkedHashMap<>();
  private final List<String> missed = new ArrayList<>();

  Results(String name, String title, List<String> jvm) {
    this.name = name;
    time = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
    String commit = output("git", "describe", "--always", "--dirty");
    json.put("name", name);
    json.put("time", time);
    json.put("commit", commit);
    json.put("machine", machine());
    json.put("jdk", Runtime.version().toString());
    json.put("jvm", jvm);
    say("# " + title);
    say("");
    say(
        String.join(
            " · ",
            time,
            "commit " + commit,
            machine(),
            "JDK " + Runtime.version(),
            "`" + String.join(" ", jvm) + "`"));
  }

  private static String machine() {
    String model = output("sh", "-c", "sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1");
    return model
        + " × "
        + Runtime.getRuntime().availableProcessors()
        + ", Linux "
        + System.getProperty("os.version");
  }

  private static String output(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      return "unknown";
    }
  }

  void say(String line) {
    IO.println(line);
    markdown.append(line).append('\n');
  }

  void put(String key, Object value) {
    json.put(key, value);
  }

  /** Notes that a target was missed, or that a run says nothing. */
  void miss(String what) {
    missed.add(what);
  }

  /** Writes the files and gives the exit code: 0 when every target was met, 1 otherwise. */
  int finish() {
    say("");
    if (missed.isEmpty()) {
      say("Every target was met.");
    } else {
      say("Missed:");
      missed.forEach(what -> say("- " + what));
    }
    json.put("missed", missed);
    String stamp = time.replace(":", "").replace("Z", "");
    try {
      Files.createDirectories(FOLDER);
      Files.writeString(FOLDER.resolve(stamp + "-" + name + ".md"), markdown);
      Files.writeString(FOLDER.resolve(stamp + "-" + name + ".json"), Json.write(json) + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write the results under " + FOLDER, e);
    }
    IO.println("(kept as " + FOLDER.resolve(stamp + "-" + name) + ".md and .json)");
    return missed.isEmpty() ? 0 : 1;
  }
}
