package io.lokstra.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * What a request costs that another server answers: {@code Proxy} beside nginx as reverse proxy,
 * both before the same nginx with the same files, loaded in turn.
 */
public final class Proxied {
  private static final Map<String, String> DEFAULTS =
      Map.of("pairs", "15", "seconds", "2", "warmup", "8", "connections", "64", "only", "");

  /**
   * A file and what is demanded.
   *
   * @param limit the most that our CPU per request may be of nginx's; 0 for none
   */
  private record Plan(String name, int size, double limit) {
    String path() {
      return "/files/" + size + ".bin";
    }
  }

  private static final List<Plan> PLANS =
      List.of(new Plan("100 KiB", 100 << 10, 1.5), new Plan("4 KiB", 4 << 10, 0));

  private final Options options;
  private final Results results;
  private final Wrk wrk = new Wrk();

  private Proxied(Options options) {
    this.options = options;
    results = new Results("proxy", "What a request costs that another server answers", Quick.JVM);
  }

  /** Measures, prints, and exits with 1 when a target is missed. */
  public static void main(String[] arguments) throws IOException {
    Locale.setDefault(Locale.ROOT);
    Proxied measurement = new Proxied(new Options(arguments, DEFAULTS));
    measurement.compare();
    System.exit(measurement.results.finish());
  }

  private void compare() throws IOException {
    Path files = Files.createTempDirectory("lokstra-proxied");
    // nginx reads it as a user of its own.
    Files.setPosixFilePermissions(files, PosixFilePermissions.fromString("rwxr-xr-x"));
    Random random = new Random(1);
    for (Plan plan : PLANS) {
      byte[] content = new byte[plan.size()];
      random.nextBytes(content);
      Files.write(files.resolve(plan.size() + ".bin"), content);
    }
    BesideNginx table = new BesideNginx(results, "content");
    try (Nginx behind = Nginx.start(files, PLANS.getFirst().path());
        Nginx nginx = Nginx.before(behind.port(), PLANS.getFirst().path());
        ServerProcess lokstra =
            ServerProcess.start(
                Program.jar("lokstra-proxy", "bench/lokstra-server/target/lokstra-server.jar")
                    .with(Quick.JVM)
                    .with("BEHIND", "http://127.0.0.1:" + behind.port() + "/files"))) {
      for (Plan plan : PLANS) {
        if (plan.name().contains(options.text("only"))) {
          lokstra.awaitAnswer(plan.path());
          table.row(compare(nginx, lokstra, plan));
        }
      }
    }
  }

  private Comparison compare(Measured nginx, Measured lokstra, Plan plan) throws IOException {
    checkAnswers(nginx, lokstra, plan);
    Load load = new Load(plan.name(), plan.path(), options.number("connections"), 1);
    wrk.run(nginx, load, 1);
    wrk.run(lokstra, load, options.number("warmup"));
    return Comparison.measure(
        load,
        nginx,
        lokstra,
        options.number("pairs"),
        plan.limit() > 0 ? List.of(Comparison.Target.total(plan.limit())) : List.of(),
        server -> wrk.run(server, load, options.number("seconds")));
  }

  /** Both must answer with the same, or the comparison would be of different work. */
  private static void checkAnswers(Measured nginx, Measured lokstra, Plan plan) throws IOException {
    String theirs = HttpProbe.get(nginx.port(), plan.path()).body();
    String ours = HttpProbe.get(lokstra.port(), plan.path()).body();
    if (theirs.length() < plan.size() / 2 || !theirs.equals(ours)) {
      throw new IllegalStateException("GET " + plan.path() + " is answered with different bodies");
    }
  }
}
