package io.lokstra.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * How long a program takes from its start to its first answer: {@code examples/hello} beside raw
 * Netty, and beside itself with the JVM's AOT cache.
 */
public final class Start {
  private static final Map<String, String> DEFAULTS = Map.of("rounds", "21");
  private static final Path CACHE = Path.of("bench/harness/target/hello.aot");
  private static final double BESIDE_NETTY = 1.0;
  private static final double BESIDE_ITSELF = 0.6;

  private final Options options;
  private final Results results =
      new Results("start", "From the start to the first answer", List.of());

  private Start(Options options) {
    this.options = options;
  }

  /** Measures, prints, and exits with 1 when a target is missed. */
  public static void main(String[] arguments) throws IOException {
    Locale.setDefault(Locale.ROOT);
    Start start = new Start(new Options(arguments, DEFAULTS));
    start.measure();
    System.exit(start.results.finish());
  }

  private record Timed(Program program, List<Double> times) {
    Timed(Program program) {
      this(program, new ArrayList<>());
    }

    void start() {
      try (ServerProcess server = ServerProcess.start(program)) {
        times.add(server.awaitAnswer("/").toNanos() / 1e6);
      }
    }
  }

  private void measure() throws IOException {
    Program plain = Program.jar("hello", "examples/hello/target/hello.jar");
    Timed netty = new Timed(Program.jar("raw-netty", "bench/raw-netty/target/raw-netty.jar"));
    Timed hello = new Timed(plain);
    Timed cached =
        new Timed(plain.named("hello-aot").with(List.of("-XX:AOTCache=" + train(plain))));
    List<Timed> all = List.of(netty, hello, cached);
    all.forEach(Timed::start); // the files are in the page cache afterwards
    all.forEach(timed -> timed.times().clear());
    for (int round = 0; round < options.number("rounds"); round++) {
      all.forEach(Timed::start);
    }
    results.say("");
    results.say("| program | median ms | range |");
    results.say("|---|---|---|");
    all.forEach(timed -> row(timed.program(), timed.times()));
    judge("hello beside raw Netty", hello.times(), netty.times(), BESIDE_NETTY);
    judge("hello with the AOT cache beside plain", cached.times(), hello.times(), BESIDE_ITSELF);
  }

  /** Starts hello once with the JVM watching; at its end it writes the cache. */
  private static Path train(Program hello) throws IOException {
    Path cache = CACHE.toAbsolutePath();
    Files.deleteIfExists(cache);
    try (ServerProcess training =
        ServerProcess.start(
            hello.named("hello-training").with(List.of("-XX:AOTCacheOutput=" + cache)))) {
      training.awaitAnswer("/");
    }
    if (!Files.exists(cache)) {
      throw new IOException("the JVM wrote no " + cache + "; see the log of hello-training");
    }
    return cache;
  }

  private void row(Program program, List<Double> times) {
    results.say(
        "| %s | %.0f | %.0f–%.0f |"
            .formatted(
                program.name(),
                Statistics.median(times),
                Statistics.smallest(times),
                Statistics.largest(times)));
    results.put(program.name() + "_ms", times);
  }

  private void judge(String what, List<Double> candidate, List<Double> baseline, double limit) {
    List<Double> ratios =
        IntStream.range(0, candidate.size())
            .mapToObj(at -> candidate.get(at) / baseline.get(at))
            .toList();
    double median = Statistics.median(ratios);
    results.say("");
    results.say(
        "%s: **%.2f** (%.2f–%.2f), at most %.1f"
            .formatted(
                what, median, Statistics.smallest(ratios), Statistics.largest(ratios), limit));
    if (median > limit) {
      results.miss("%s: %.2f, at most %.1f".formatted(what, median, limit));
    }
  }
}
