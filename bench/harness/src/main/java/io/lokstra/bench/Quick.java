package io.lokstra.bench;

import io.lokstra.bench.Comparison.Target;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * What a request costs: {@code examples/features} beside raw Netty, and a handler that waits for
 * another server beside the same handler on the JDK's scheduler. The servers run alone in their
 * processes with the same JVM options, and are loaded in turn.
 */
public final class Quick {
  static final List<String> JVM = List.of("-Xms512m", "-Xmx512m");

  private static final int KEEP_ALIVE = 64;
  private static final int PIPELINE = 16;
  private static final Map<String, String> DEFAULTS =
      Map.of("pairs", "15", "seconds", "2", "warmup", "5", "only", "");

  private final Options options;
  private final Results results;
  private final Wrk wrk = new Wrk();

  private Quick(Options options) {
    this.options = options;
    results = new Results("quick", "What a request costs", JVM);
  }

  /** Measures, prints, and exits with 1 when a target is missed. */
  public static void main(String[] arguments) throws IOException {
    Locale.setDefault(Locale.ROOT);
    Quick quick = new Quick(new Options(arguments, DEFAULTS));
    quick.plain();
    quick.waiting();
    System.exit(quick.results.finish());
  }

  // ---- handlers that do not wait, beside raw Netty ----

  private void plain() throws IOException {
    List<Comparison.Target> alive = List.of(Target.total(0.95), Target.user(0.85));
    List<Comparison.Target> pipelined = List.of(Target.total(0.80));
    List<Plan> plans = new ArrayList<>();
    for (String name : List.of("plaintext", "json")) {
      plans.add(new Plan(new Load(name + ", keep-alive", "/" + name, KEEP_ALIVE, 1), alive));
      plans.add(
          new Plan(new Load(name + ", pipelined", "/" + name, KEEP_ALIVE, PIPELINE), pipelined));
    }
    plans.removeIf(plan -> !plan.load().name().contains(options.text("only")));
    if (plans.isEmpty()) {
      return;
    }
    Program netty = Program.jar("raw-netty", "bench/raw-netty/target/raw-netty.jar").with(JVM);
    Program features = Program.jar("features", "examples/features/target/features.jar").with(JVM);
    compare("Beside raw Netty", netty, features, plans);
  }

  // ---- handlers that wait for another server, beside the JDK's scheduler ----

  private void waiting() throws IOException {
    List<Plan> plans = new ArrayList<>();
    for (int trips : new int[] {1, 20}) {
      Load load =
          new Load(
              trips + (trips == 1 ? " round trip" : " round trips"),
              "/trips/" + trips,
              KEEP_ALIVE,
              1);
      plans.add(new Plan(load, List.of(Target.total(1.05))));
    }
    plans.removeIf(plan -> !plan.load().name().contains(options.text("only")));
    if (plans.isEmpty()) {
      return;
    }
    Program echo =
        Program.main(
                "echo", "bench/raw-netty/target/raw-netty.jar", "io.lokstra.bench.netty.EchoServer")
            .with(JVM);
    try (ServerProcess upstream = ServerProcess.start(echo)) {
      Program server =
          Program.jar("lokstra-server", "bench/lokstra-server/target/lokstra-server.jar")
              .with(JVM)
              .with("UPSTREAM", Integer.toString(upstream.port()));
      Program scheduler =
          server.named("jdk-scheduler").with("LOKSTRA_SERVER_ENGINE_CARRIED_THREADS", "off");
      compare(
          "A handler that waits, beside the JDK's scheduler",
          scheduler,
          server.named("carried"),
          plans);
    }
  }

  // ---- comparing ----

  private record Plan(Load load, List<Comparison.Target> targets) {}

  private void compare(String title, Program baseline, Program candidate, List<Plan> plans)
      throws IOException {
    try (ServerProcess one = ServerProcess.start(baseline);
        ServerProcess other = ServerProcess.start(candidate)) {
      results.say("");
      results.say("## " + title);
      results.say("");
      for (Plan plan : plans) {
        checkAnswers(one, other, plan.load());
      }
      for (int round = 0; round < 2; round++) {
        for (Plan plan : plans) {
          wrk.run(one, plan.load(), Math.max(1, options.number("warmup") / 2));
          wrk.run(other, plan.load(), Math.max(1, options.number("warmup") / 2));
        }
      }
      header(baseline.name(), candidate.name());
      for (Plan plan : plans) {
        row(
            Comparison.measure(
                plan.load(),
                one,
                other,
                options.number("pairs"),
                plan.targets(),
                server -> wrk.run(server, plan.load(), options.number("seconds"))));
      }
      allocation(one, other, plans);
    }
  }

  /** Both must answer 200 with the same bytes, or the comparison would be of different work. */
  private void checkAnswers(ServerProcess one, ServerProcess other, Load load) throws IOException {
    one.awaitAnswer(load.path());
    other.awaitAnswer(load.path());
    HttpProbe.Answer first = HttpProbe.get(one.port(), load.path());
    HttpProbe.Answer second = HttpProbe.get(other.port(), load.path());
    if (!first.body().equals(second.body())) {
      throw new IllegalStateException(
          "GET "
              + load.path()
              + ": "
              + one.name()
              + " answers '"
              + first.body()
              + "', "
              + other.name()
              + " '"
              + second.body()
              + "'");
    }
  }

  private void header(String baseline, String candidate) {
    results.say(
        "| load | req/s "
            + baseline
            + " | req/s "
            + candidate
            + " | CPU µs/request (user) "
            + baseline
            + " | "
            + candidate
            + " | total ratio (95 %) | user ratio (95 %) | "
            + baseline
            + " beside itself | verdict |");
    results.say("|---|---|---|---|---|---|---|---|---|");
  }

  private void row(Comparison comparison) {
    results.say(
        "| "
            + comparison.load().name()
            + " | "
            + count(comparison.baseline())
            + " | "
            + count(comparison.candidate())
            + " | "
            + cost(comparison.baseline())
            + " | "
            + cost(comparison.candidate())
            + " | "
            + ratio(comparison, Sample::total)
            + " | "
            + ratio(comparison, Sample::user)
            + " | ±"
            + "%.0f %%".formatted(comparison.spread() * 100)
            + " | "
            + verdict(comparison)
            + " |");
    results.put(
        comparison.load().name(),
        Map.of("baseline", json(comparison.baseline()), "candidate", json(comparison.candidate())));
  }

  private String verdict(Comparison comparison) {
    String name = comparison.load().name();
    if (comparison.isVoid()) {
      results.miss(
          name
              + ": void, the baseline beside itself is 1 ±"
              + "%.0f %%".formatted(comparison.spread() * 100));
      return "void";
    }
    List<String> verdicts = new ArrayList<>();
    for (Comparison.Target target : comparison.targets()) {
      boolean met = comparison.isMet(target);
      verdicts.add(target.name() + " ≤ " + target.limit() + (met ? " met" : " **missed**"));
      if (!met) {
        double median = Statistics.median(comparison.ratios(target.of()));
        results.miss(
            name + ": " + target.name() + " %.2f, at most %.2f".formatted(median, target.limit()));
      }
    }
    return String.join(", ", verdicts);
  }

  private void allocation(ServerProcess one, ServerProcess other, List<Plan> plans)
      throws IOException {
    results.say("");
    results.say("Bytes allocated per request:");
    results.say("");
    results.say("| load | " + one.name() + " | " + other.name() + " |");
    results.say("|---|---|---|");
    try (Jmx baseline = Jmx.attach(one.pid());
        Jmx candidate = Jmx.attach(other.pid())) {
      for (Plan plan : plans) {
        double first = allocated(baseline, one, plan.load());
        double second = allocated(candidate, other, plan.load());
        results.say("| " + plan.load().name() + " | %.0f | %.0f |".formatted(first, second));
        results.put(plan.load().name() + ", bytes", List.of(Math.round(first), Math.round(second)));
      }
    }
  }

  private double allocated(Jmx jmx, ServerProcess server, Load load) throws IOException {
    long before = jmx.allocatedBytes();
    Sample sample = wrk.run(server, load, 2);
    return (double) (jmx.allocatedBytes() - before) / sample.requests();
  }

  // ---- how figures read ----

  static String count(List<Sample> samples) {
    return "%,.0f".formatted(median(samples, Sample::perSecond));
  }

  static String cost(List<Sample> samples) {
    return "%.2f (%.2f)".formatted(median(samples, Sample::total), median(samples, Sample::user));
  }

  static String ratio(Comparison comparison, ToDoubleFunction<Sample> of) {
    List<Double> ratios = comparison.ratios(of);
    Statistics.Interval interval = Statistics.interval(ratios);
    return "**%.2f** %.2f–%.2f"
        .formatted(Statistics.median(ratios), interval.from(), interval.to());
  }

  private static double median(List<Sample> samples, ToDoubleFunction<Sample> of) {
    return Statistics.median(samples.stream().map(of::applyAsDouble).toList());
  }

  static List<Object> json(List<Sample> samples) {
    List<Object> list = new ArrayList<>();
    for (Sample sample : samples) {
      list.add(
          Map.of(
              "requests", sample.requests(),
              "seconds", sample.seconds(),
              "user_us", sample.cpu().user(),
              "system_us", sample.cpu().system(),
              "p50_us", sample.p50(),
              "p99_us", sample.p99()));
    }
    return list;
  }
}
