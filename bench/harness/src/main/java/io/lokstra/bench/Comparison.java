package io.lokstra.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * One load on two servers, in pairs that ran one after the other.
 *
 * @param load what the clients did
 * @param baseline what the measured server is compared with, one sample per pair
 * @param candidate the measured server, one sample per pair
 * @param targets what is demanded of the ratios
 */
record Comparison(Load load, List<Sample> baseline, List<Sample> candidate, List<Target> targets) {
  /** Above it the machine was too restless for the run to say anything. */
  static final double SPREAD_LIMIT = 0.10;

  /**
   * A demand on the median of a ratio, candidate by baseline.
   *
   * @param name what is compared
   * @param of reads it from a sample
   * @param limit the most it may be
   */
  record Target(String name, ToDoubleFunction<Sample> of, double limit) {
    static Target total(double limit) {
      return new Target("total", Sample::total, limit);
    }

    static Target user(double limit) {
      return new Target("user", Sample::user, limit);
    }
  }

  List<Double> ratios(ToDoubleFunction<Sample> of) {
    return IntStream.range(0, candidate.size())
        .mapToObj(
            pair -> of.applyAsDouble(candidate.get(pair)) / of.applyAsDouble(baseline.get(pair)))
        .toList();
  }

  /**
   * How far the baseline's own runs lie from their median: what chance alone does on this machine.
   */
  double spread() {
    return Statistics.spread(baseline.stream().map(Sample::total).toList());
  }

  boolean isVoid() {
    return spread() > SPREAD_LIMIT;
  }

  boolean isMet(Target target) {
    return Statistics.median(ratios(target.of())) <= target.limit();
  }

  boolean isMet() {
    return targets.stream().allMatch(this::isMet);
  }
}
