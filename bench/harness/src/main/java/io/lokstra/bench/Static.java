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
 * What a static file costs: {@code StaticFiles} beside nginx, on the same files, loaded in turn.
 */
public final class Static {
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
      List.of(
          new Plan("100 KiB", 100 << 10, 1.5),
          new Plan("4 KiB", 4 << 10, 0),
          new Plan("1 MiB", 1 << 20, 0));

  private final Options options;
  private final Results results;
  private final Wrk wrk = new Wrk();

  private Static(Options options) {
    this.options = options;
    results = new Results("static", "What a static file costs", Quick.JVM);
  }

  /** Measures, prints, and exits with 1 when a target is missed. */
  public static void main(String[] arguments) throws IOException {
    Locale.setDefault(Locale.ROOT);
    Static measurement = new Static(new Options(arguments, DEFAULTS));
    measurement.compare();
    System.exit(measurement.results.finish());
  }

  private void compare() throws IOException {
    Path files = Files.createTempDirectory("lokstra-static");
    // nginx reads it as a user of its own.
    Files.setPosixFilePermissions(files, PosixFilePermissions.fromString("rwxr-xr-x"));
    Random random = new Random(1);
    for (Plan plan : PLANS) {
      byte[] content = new byte[plan.size()];
      random.nextBytes(content);
      Files.write(files.resolve(plan.size() + ".bin"), content);
    }
    Program program =
        Program.jar("lokstra", "bench/lokstra-server/target/lokstra-server.jar")
            .with(Quick.JVM)
            .with("FILES", files.toString());
    BesideNginx table = new BesideNginx(results, "file");
    try (Nginx nginx = Nginx.start(files, PLANS.getFirst().path());
        ServerProcess lokstra = ServerProcess.start(program)) {
      lokstra.awaitAnswer(PLANS.getFirst().path());
      for (Plan plan : PLANS) {
        if (plan.name().contains(options.text("only"))) {
          table.row(compare(nginx, lokstra, plan));
        }
      }
    }
  }

  private Comparison compare(Measured nginx, Measured lokstra, Plan plan) throws IOException {
    Load load = new Load(plan.name(), plan.path(), options.number("connections"), 1);
    wrk.run(nginx, load, 1);
    wrk.run(lokstra, load, options.number("warmup"));
    List<Comparison.Target> targets =
        plan.limit() > 0 ? List.of(Comparison.Target.total(plan.limit())) : List.of();
    return Comparison.measure(
        load,
        nginx,
        lokstra,
        options.number("pairs"),
        targets,
        server -> wrk.run(server, load, options.number("seconds")));
  }
}
