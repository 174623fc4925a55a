package io.lokstra.bench;

import io.lokstra.bench.Comparison.Target;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a WebSocket message costs beside raw Netty, and what it takes to tell 10,000 connections
 * something once a second, beside Vert.x and Javalin. All servers are driven by the same client.
 */
public final class Sockets {
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "pairs",
          "7",
          "seconds",
          "2",
          "warmup",
          "6",
          "size",
          "64",
          "connections",
          "10000",
          "listen",
          "10",
          "only",
          "");

  /** What is broadcast: 19 digits of time, and as much again as fills a small document. */
  private static final int BROADCAST = 150;

  private final Options options;
  private final Results results = new Results("websocket", "What WebSocket costs", Quick.JVM);

  private Sockets(Options options) {
    this.options = options;
  }

  /** Measures, prints, and exits with 1 when a target is missed. */
  public static void main(String[] arguments) throws IOException {
    Locale.setDefault(Locale.ROOT);
    Sockets sockets = new Sockets(new Options(arguments, DEFAULTS));
    if (!sockets.options.text("only").equals("broadcast")) {
      sockets.echo();
    }
    if (!sockets.options.text("only").equals("echo")) {
      sockets.broadcast();
    }
    System.exit(sockets.results.finish());
  }

  private static Program lokstra() {
    return main("lokstra", "bench/lokstra-server/target/lokstra-server.jar", "server.SocketServer")
        .with(List.of("--add-opens=java.base/java.lang=ALL-UNNAMED"));
  }

  private static Program netty() {
    return main("raw-netty", "bench/raw-netty/target/raw-netty.jar", "netty.SocketNetty");
  }

  private static Program main(String name, String jar, String main) {
    return Program.main(name, jar, "io.lokstra.bench." + main)
        .with(Quick.JVM)
        .with(List.of("--enable-native-access=ALL-UNNAMED"));
  }

  // ---- echo ----

  private void echo() throws IOException {
    results.say("");
    results.say("## Echo of " + options.text("size") + " octets of text");
    results.say("");
    results.say(
        "| load | messages/s raw-netty | messages/s lokstra | CPU µs/message (user) raw-netty |"
            + " lokstra | total ratio (95 %) | user ratio (95 %) | raw-netty beside itself | verdict |");
    results.say("|---|---|---|---|---|---|---|---|---|");
    try (ServerProcess one = ServerProcess.start(netty());
        ServerProcess other = ServerProcess.start(lokstra())) {
      one.awaitAnswer("/plaintext");
      other.awaitAnswer("/plaintext");
      for (int burst : new int[] {1, 16}) {
        Load load = new Load("64 connections, " + burst + " at a time", "/ws/echo", 64, burst);
        echo(one, load, options.number("warmup"));
        echo(other, load, options.number("warmup"));
        row(
            Comparison.measure(
                load,
                one,
                other,
                options.number("pairs"),
                List.of(Target.total(1.0)),
                server -> echo(server, load, options.number("seconds"))));
      }
    }
  }

  private Sample echo(ServerProcess server, Load load, double seconds) throws IOException {
    try (SocketClients clients =
        SocketClients.open(server.port(), load.path(), load.connections())) {
      CpuTime before = server.cpu();
      long began = System.nanoTime();
      long messages = clients.echo(options.number("size"), load.pipeline(), seconds);
      double took = (System.nanoTime() - began) / 1e9;
      return new Sample(messages, took, server.cpu().since(before), 0, 0);
    }
  }

  private void row(Comparison comparison) {
    List<Double> total = comparison.ratios(Sample::total);
    List<Double> user = comparison.ratios(Sample::user);
    String name = comparison.load().name();
    String verdict = comparison.isMet() ? "total ≤ 1.0 met" : "total ≤ 1.0 **missed**";
    if (comparison.isVoid()) {
      verdict = "void";
      results.miss(
          name
              + ": void, raw Netty beside itself is 1 ±%.0f %%"
                  .formatted(comparison.spread() * 100));
    } else if (!comparison.isMet()) {
      results.miss(name + ": total %.2f, at most 1.00".formatted(Statistics.median(total)));
    }
    results.say(
        "| %s | %,.0f | %,.0f | %.2f (%.2f) | %.2f (%.2f) | %s | %s | ±%.0f %% | %s |"
            .formatted(
                name,
                median(comparison.baseline(), 0),
                median(comparison.candidate(), 0),
                median(comparison.baseline(), 1),
                median(comparison.baseline(), 2),
                median(comparison.candidate(), 1),
                median(comparison.candidate(), 2),
                Quick.ratio(comparison, Sample::total),
                Quick.ratio(comparison, Sample::user),
                comparison.spread() * 100,
                verdict));
    results.put(name, Map.of("total_ratios", total, "user_ratios", user));
  }

  private static double median(List<Sample> samples, int which) {
    return Statistics.median(
        samples.stream()
            .map(sample ->
                switch (which) {
                  case 0 -> sample.perSecond();
                  case 1 -> sample.total();
                  default -> sample.user();
                })
            .toList());
  }

  // ---- broadcast ----

  private void broadcast() throws IOException {
    int count = options.number("connections");
    results.say("");
    results.say(
        "## %,d connections that are told %d octets once a second".formatted(count, BROADCAST));
    results.say("");
    results.say(
        "| server | delay p50 | p99 | longest | CPU µs/message (user) | heap per connection |"
            + " resident per connection |");
    results.say("|---|---|---|---|---|---|---|");
    String peers = "bench/socket-peers/target/socket-peers.jar";
    for (Program program :
        List.of(
            lokstra(),
            netty(),
            main("vert.x", peers, "peers.VertxSockets"),
            main("javalin", peers, "peers.JavalinSockets"))) {
      broadcast(program, count);
    }
  }

  private void broadcast(Program program, int count) throws IOException {
    try (ServerProcess server = ServerProcess.start(program)) {
      server.awaitAnswer("/plaintext");
      // Until the young generation has been walked through once: its pages are then no connection's
      // cost.
      try (SocketClients warm = SocketClients.open(server.port(), "/ws/echo", 64)) {
        warm.echo(options.number("size"), 16, options.number("warmup"));
      }
      try (Jmx jmx = Jmx.attach(server.pid())) {
        long heapBefore = jmx.liveHeap();
        long residentBefore = server.resident();
        try (SocketClients clients = SocketClients.open(server.port(), "/ws/ticks", count)) {
          clients.skip(3);
          CpuTime before = server.cpu();
          Delays delays = new Delays(count * (options.number("listen") + 2));
          clients.listen(BROADCAST, options.number("listen"), delays::add);
          CpuTime cpu = server.cpu().since(before);
          long heap = (jmx.liveHeap() - heapBefore) / count;
          long resident = (server.resident() - residentBefore) / count;
          long[] all = SocketClients.sorted(delays.values, delays.count);
          results.say(
              "| %s | %.1f ms | %.1f ms | %.1f ms | %.2f (%.2f) | %,d B | %,d B |"
                  .formatted(
                      program.name(),
                      SocketClients.percentile(all, 50) / 1e6,
                      SocketClients.percentile(all, 99) / 1e6,
                      SocketClients.percentile(all, 100) / 1e6,
                      (double) cpu.total() / all.length,
                      (double) cpu.user() / all.length,
                      heap,
                      resident));
          results.put(
              program.name() + ", broadcast",
              Map.of(
                  "p99_ns",
                  SocketClients.percentile(all, 99),
                  "messages",
                  all.length,
                  "heap",
                  heap,
                  "resident",
                  resident));
        }
      }
    }
  }

  /** So many nanoseconds, as they come. */
  private static final class Delays {
    private final long[] values;
    private int count;

    Delays(int most) {
      values = new long[most];
    }

    void add(long nanos) {
      if (count < values.length) {
        values[count++] = nanos;
      }
    }
  }
}
