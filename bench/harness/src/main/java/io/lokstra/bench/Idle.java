package io.lokstra.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What waiting costs: idle keep-alive connections in memory, sleeping handlers in time. */
public final class Idle {
  private static final Map<String, String> DEFAULTS =
      Map.of("connections", "10000", "rounds", "7", "warmup", "3");
  private static final long HEAP_LIMIT = 3 * 1024;
  private static final long RESIDENT_LIMIT = 10 * 1024;
  private static final Duration SLEEP_LIMIT = Duration.ofSeconds(1);

  private final Options options;
  private final Results results = new Results("idle", "What waiting costs", Quick.JVM);

  private Idle(Options options) {
    this.options = options;
  }

  /** Measures, prints, and exits with 1 when a target is missed. */
  public static void main(String[] arguments) throws IOException {
    Locale.setDefault(Locale.ROOT);
    Idle idle = new Idle(new Options(arguments, DEFAULTS));
    idle.connections();
    idle.sleepers();
    System.exit(idle.results.finish());
  }

  private static Program features() {
    return Program.jar("features", "examples/features/target/features.jar").with(Quick.JVM);
  }

  // ---- connections that wait ----

  private void connections() throws IOException {
    results.say("");
    results.say(
        "## "
            + options.text("connections")
            + " idle keep-alive connections, each after one request");
    results.say("");
    results.say("| server | heap per connection | resident per connection |");
    results.say("|---|---|---|");
    measure(
        Program.jar("raw-netty", "bench/raw-netty/target/raw-netty.jar").with(Quick.JVM), false);
    measure(features(), true);
  }

  private void measure(Program program, boolean judged) throws IOException {
    int count = options.number("connections");
    try (ServerProcess server = ServerProcess.start(program)) {
      server.awaitAnswer("/plaintext");
      // Until the young generation has been walked through once: its pages are then no connection's
      // cost.
      new Wrk().run(server, new Load("warm-up", "/plaintext", 64, 16), options.number("warmup"));
      try (Jmx jmx = Jmx.attach(server.pid())) {
        long heapBefore = jmx.liveHeap();
        long residentBefore = server.resident();
        try (Connections connections = Connections.open(server.port(), count)) {
          connections.getOnEach("/plaintext");
          long heap = (jmx.liveHeap() - heapBefore) / count;
          long resident = (server.resident() - residentBefore) / count;
          results.say("| " + program.name() + " | " + heap + " B | " + resident + " B |");
          results.put(program.name(), Map.of("heap", heap, "resident", resident));
          if (judged && heap > HEAP_LIMIT) {
            results.miss("heap per connection: " + heap + " B, at most " + HEAP_LIMIT);
          }
          if (judged && resident > RESIDENT_LIMIT) {
            results.miss("resident per connection: " + resident + " B, at most " + RESIDENT_LIMIT);
          }
        }
      }
    }
  }

  // ---- handlers that wait ----

  private void sleepers() throws IOException {
    int count = options.number("connections");
    results.say("");
    results.say("## " + count + " handlers that sleep 100 ms at once");
    results.say("");
    List<Long> rounds = new ArrayList<>();
    try (ServerProcess server = ServerProcess.start(features())) {
      server.awaitAnswer("/sleep?ms=1");
      try (Connections connections = Connections.open(server.port(), count)) {
        for (int round = 0; round < options.number("warmup"); round++) {
          connections.getOnEach("/sleep?ms=100");
        }
        for (int round = 0; round < options.number("rounds"); round++) {
          rounds.add(connections.getOnEach("/sleep?ms=100").toMillis());
        }
      }
    }
    results.say("All answered after " + rounds + " ms (one figure per round, after warm-up).");
    results.put("sleepers_ms", rounds);
    long slowest = Collections.max(rounds);
    if (slowest > SLEEP_LIMIT.toMillis()) {
      results.miss("sleeping handlers: " + slowest + " ms, at most " + SLEEP_LIMIT.toMillis());
    }
  }
}
