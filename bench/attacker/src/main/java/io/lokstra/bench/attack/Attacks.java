package io.lokstra.bench.attack;

import features.CaseCatalogue;
import features.CaseCatalogue.RawCase;
import features.CaseCatalogue.Rule;
import io.lokstra.bench.CpuTime;
import io.lokstra.bench.Jmx;
import io.lokstra.bench.Options;
import io.lokstra.bench.ServerProcess;
import io.lokstra.bench.attack.RawCases.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The same attacks on Lokstra and on other servers. For Lokstra there are demands: every raw case
 * is right, a normal client's p99 stays below 50 ms under every attack, none of its requests fails,
 * and memory returns to its base line. Exits with 1 when one is missed.
 */
public final class Attacks {
  private static final double P99_MS = 50;
  private static final long HEAP_MARGIN = 8L << 20;
  private static final long RESIDENT_MARGIN = 64L << 20;
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "servers", "all",
          "parts", "cases,sieges",
          "only", "",
          "seconds", "3",
          "write", "",
          "show", "false");

  private final Options options;
  private final List<String> missed = new ArrayList<>();

  private Attacks(Options options) {
    this.options = options;
  }

  public static void main(String[] arguments) throws Exception {
    Locale.setDefault(Locale.ROOT);
    Attacks attacks = new Attacks(new Options(arguments, DEFAULTS));
    attacks.run();
    System.out.println(
        attacks.missed.isEmpty() ? "\nall demands are met" : "\nmissed: " + attacks.missed);
    System.exit(attacks.missed.isEmpty() ? 0 : 1);
  }

  private void run() throws Exception {
    List<String> servers = Arrays.asList(options.text("servers").split(",", -1));
    for (Attacked attacked : Attacked.all()) {
      if (servers.contains("all") || servers.contains(attacked.name())) {
        System.out.println("\n## " + attacked.title());
        Findings findings = new Findings(attacked.name());
        findings.put("title", attacked.title());
        findings.put("date", LocalDate.now(java.time.ZoneOffset.UTC).toString());
        if (options.text("parts").contains("cases")) {
          cases(attacked, findings);
        }
        if (options.text("parts").contains("sieges")) {
          sieges(attacked, findings);
        }
      }
    }
    String table = new AttackTable().markdown();
    System.out.println("\n" + table);
    if (!options.text("write").isEmpty()) {
      AttackTable.write(table, Path.of(options.text("write")));
    }
  }

  private void miss(Attacked attacked, String what) {
    if (attacked.name().equals("lokstra")) {
      missed.add(what);
    }
  }

  // ---- raw cases

  private void cases(Attacked attacked, Findings findings)
      throws IOException, InterruptedException {
    Map<Rule, Integer> asked = new EnumMap<>(Rule.class);
    Map<Rule, Integer> right = new EnumMap<>(Rule.class);
    Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
    ServerProcess server = ServerProcess.start(attacked.program());
    try {
      NormalClient.awaitServed(server);
      for (RawCase each : CaseCatalogue.all()) {
        Outcome outcome;
        try {
          outcome = RawCases.run(server.port(), each);
        } catch (IOException e) {
          outcome = Outcome.NOTHING;
        }
        asked.merge(each.rule(), 1, Integer::sum);
        if (outcome == Outcome.RIGHT || outcome == Outcome.FAILED) {
          right.merge(each.rule(), 1, Integer::sum);
        }
        if (outcome != Outcome.RIGHT) {
          outcomes.merge(outcome, 1, Integer::sum);
          if (options.text("show").equals("true") || attacked.name().equals("lokstra")) {
            System.out.println(each.rule() + " " + each.name() + ": " + outcome);
          }
          miss(attacked, each.name() + ": " + outcome);
        }
        if (!server.isAlive()) {
          System.out.println("the process ended at " + each.name());
          findings.put("case.down", each.name());
          server = ServerProcess.start(attacked.program());
          NormalClient.awaitServed(server);
        }
      }
    } finally {
      server.close();
    }
    for (Rule rule : Rule.values()) {
      findings.put(
          "case." + rule, right.getOrDefault(rule, 0) + " of " + asked.getOrDefault(rule, 0));
      System.out.println(rule + ": " + findings.get("case." + rule));
    }
    for (Outcome outcome : Outcome.values()) {
      findings.put("outcome." + outcome, "" + outcomes.getOrDefault(outcome, 0));
    }
    System.out.println(outcomes);
  }

  // ---- attacks that last

  private void sieges(Attacked attacked, Findings findings) throws Exception {
    ServerProcess server = start(attacked, false);
    try {
      for (Siege siege : Siege.all()) {
        if (!options.text("only").isEmpty() && !siege.name().contains(options.text("only"))) {
          continue;
        }
        if (!server.isAlive()) {
          server = start(attacked, false);
        }
        if (siege.needsFewFiles()) {
          try (ServerProcess small = start(attacked, true)) {
            lay(siege, attacked, small, findings);
          }
        } else {
          lay(siege, attacked, server, findings);
        }
      }
    } finally {
      server.close();
    }
  }

  private static ServerProcess start(Attacked attacked, boolean fewFiles) throws Exception {
    ServerProcess server =
        ServerProcess.start(
            fewFiles
                ? attacked
                    .program()
                    .startedBy(List.of("prlimit", "--nofile=" + Siege.FILES + ":" + Siege.FILES))
                : attacked.program());
    NormalClient.awaitServed(server);
    // What is loaded and compiled once is no cost of an attack.
    NormalClient client = new NormalClient(server.port(), true);
    attack(flood("rapid reset"), server.port(), 2);
    attack(flood("header bomb"), server.port(), 1);
    client.report();
    return server;
  }

  private static Siege flood(String name) {
    return Siege.all().stream().filter(each -> each.name().equals(name)).findFirst().orElseThrow();
  }

  private static String attack(Siege siege, int port, int seconds)
      throws IOException, InterruptedException {
    Process attacker =
        new ProcessBuilder(siege.command(port, seconds))
            .redirectErrorStream(true)
            .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
            .start();
    String said =
        new String(
            attacker.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    if (!attacker.waitFor(seconds + 30L, TimeUnit.SECONDS)) {
      attacker.destroyForcibly();
    }
    return siege.tool().isPresent() ? "" : said.strip();
  }

  private void lay(Siege siege, Attacked attacked, ServerProcess server, Findings findings)
      throws Exception {
    int seconds = options.number("seconds");
    long heap;
    try (Jmx jmx = Jmx.attach(server.pid())) {
      heap = jmx.liveHeap();
    }
    long resident = server.resident();
    CpuTime before = server.cpu();
    NormalClient client = new NormalClient(server.port(), !siege.needsFewFiles());
    Thread.sleep(300);
    long began = System.nanoTime();
    String said = attack(siege, server.port(), seconds);
    long took = System.nanoTime() - began;
    NormalClient.Report report = client.report();
    String key = "siege." + siege.name() + ".";
    if (!server.isAlive()) {
      findings.put(key + "outcome", "down");
      miss(attacked, siege.name() + ": the process is down");
      return;
    }
    double cores = server.cpu().since(before).total() * 1_000.0 / took;
    boolean serves = serves(server);
    long heapAfter = serves ? settledHeap(server, heap) : -1;
    long residentAfter = server.resident();
    String outcome =
        !serves
            ? "down: answers nobody afterwards"
            : report.failed() > 0
                ? report.failed() + " of " + report.requests() + " requests failed"
                : report.p99() >= P99_MS ? "slow" : "served";
    String memory =
        mib(heap) + " → " + mib(heapAfter) + " / " + mib(resident) + " → " + mib(residentAfter);
    findings.put(key + "outcome", outcome);
    findings.put(key + "p99", String.format("%.1f", report.p99()));
    findings.put(key + "cores", String.format("%.2f", cores));
    findings.put(key + "memory", memory);
    System.out.printf(
        "%-26s %-40s p99 %7.1f ms, slowest %7.1f ms, %4d requests, %.2f cores, heap/resident MiB %s"
            + " | %s%n",
        siege.name(),
        outcome,
        report.p99(),
        report.slowest(),
        report.requests(),
        cores,
        memory,
        said);
    if (!outcome.equals("served")) {
      miss(attacked, siege.name() + ": " + outcome + ", p99 " + report.p99() + " ms");
    }
    if (heapAfter > heap + HEAP_MARGIN || residentAfter > resident + RESIDENT_MARGIN) {
      miss(attacked, siege.name() + ": memory " + memory);
    }
  }

  private static boolean serves(ServerProcess server) throws InterruptedException {
    NormalClient client = new NormalClient(server.port(), true);
    Thread.sleep(1_000);
    NormalClient.Report report = client.report();
    return report.requests() > report.failed();
  }

  /** The heap in use after full collections, once it is at the base line, or after 15 s. */
  private static long settledHeap(ServerProcess server, long base) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
    long now = Long.MAX_VALUE;
    while (now > base + HEAP_MARGIN && System.nanoTime() < end) {
      Thread.sleep(500);
      try (Jmx jmx = Jmx.attach(server.pid())) {
        now = jmx.liveHeap();
      }
    }
    return now;
  }

  private static String mib(long bytes) {
    return bytes < 0 ? "?" : "" + Math.round(bytes / 1048576.0);
  }
}
