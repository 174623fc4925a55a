package io.lokstra.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Runs {@code wrk} on one thread, with a script that can pipeline and that reports in one line. */
final class Wrk {
  private static final Pattern RESULT =
      Pattern.compile("RESULT requests=(\\d+) us=(\\d+) errors=(\\d+) p50=([0-9.]+) p99=([0-9.]+)");

  private final Path script;

  Wrk() {
    try (InputStream in = Objects.requireNonNull(Wrk.class.getResourceAsStream("/pipeline.lua"))) {
      script = Files.createTempFile("lokstra-bench", ".lua");
      script.toFile().deleteOnExit();
      Files.write(script, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Loads a server for some seconds. A run in which any request failed is void and ends the whole
   * measurement.
   */
  Sample run(Measured server, Load load, int seconds) {
    String url = "http://127.0.0.1:" + server.port() + load.path();
    List<String> command =
        List.of(
            "wrk",
            "-t1",
            "-c" + load.connections(),
            "-d" + seconds + "s",
            "--timeout",
            "10s",
            "-s",
            script.toString(),
            url,
            "--",
            Integer.toString(load.pipeline()));
    try {
      CpuTime before = server.cpu();
      Process wrk = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      CpuTime used = server.cpu().since(before);
      return parse(output, used);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run wrk; is it installed (apt-get install wrk)?", e);
    } catch (IllegalStateException e) {
      throw new IllegalStateException(
          server.name() + ", " + load.name() + ": " + e.getMessage(), e);
    }
  }

  static Sample parse(String output, CpuTime used) {
    MatchResult result =
        RESULT
            .matcher(output)
            .results()
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("wrk printed no result:\n" + output));
    long errors = Long.parseLong(result.group(3));
    long requests = Long.parseLong(result.group(1));
    if (errors > 0 || requests == 0) {
      throw new IllegalStateException(
          "the run is void: " + errors + " of " + requests + " requests failed");
    }
    return new Sample(
        requests,
        Long.parseLong(result.group(2)) / 1e6,
        used,
        Double.parseDouble(result.group(4)),
        Double.parseDouble(result.group(5)));
  }
}
