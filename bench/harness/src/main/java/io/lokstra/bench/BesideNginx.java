package io.lokstra.bench;

import java.util.Map;

/** A table of what we cost beside nginx, and its verdicts. */
final class BesideNginx {
  private final Results results;

  /**
   * Begins a table.
   *
   * @param what stands at the head of its first column
   */
  BesideNginx(Results results, String what) {
    this.results = results;
    results.say("");
    results.say(
        "| "
            + what
            + " | req/s nginx | req/s lokstra | CPU µs/request (user) nginx | lokstra | total ratio (95 %) | nginx beside itself | verdict |");
    results.say("|---|---|---|---|---|---|---|---|");
  }

  /** Adds a row. */
  void row(Comparison comparison) {
    results.say(
        "| %s | %s | %s | %s | %s | %s | ±%.0f %% | %s |"
            .formatted(
                comparison.load().name(),
                Quick.count(comparison.baseline()),
                Quick.count(comparison.candidate()),
                Quick.cost(comparison.baseline()),
                Quick.cost(comparison.candidate()),
                Quick.ratio(comparison, Sample::total),
                comparison.spread() * 100,
                verdict(comparison)));
    results.put(
        comparison.load().name(),
        Map.of(
            "baseline", Quick.json(comparison.baseline()),
            "candidate", Quick.json(comparison.candidate())));
  }

  private String verdict(Comparison comparison) {
    if (comparison.targets().isEmpty()) {
      return "for information";
    }
    String name = comparison.load().name();
    if (comparison.isVoid()) {
      results.miss(
          name
              + ": void, nginx beside itself is 1 ±"
              + "%.0f %%".formatted(comparison.spread() * 100));
      return "void";
    }
    Comparison.Target target = comparison.targets().getFirst();
    if (comparison.isMet(target)) {
      return "≤ " + target.limit() + " met";
    }
    results.miss(
        name
            + ": total %.2f, at most %.2f"
                .formatted(Statistics.median(comparison.ratios(target.of())), target.limit()));
    return "**missed**";
  }
}
