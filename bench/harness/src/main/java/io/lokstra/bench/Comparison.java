package io.lokstra.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * One load on two servers, in short runs by turns: baseline, candidate, baseline, … baseline. Each
 * run of the candidate is compared with the mean of the two around it, and each run of the baseline
 * with the one before it, which tells what chance alone does to such a ratio on this machine. What
 * slows the machine down for longer than two runs touches neither.
 *
 * @param load what the clients did
 * @param baseline what the measured server is compared with, one sample more than of the candidate
 * @param candidate the measured server
 * @param targets what is demanded of the ratios
 */
record Comparison(Load load, List<Sample> baseline, List<Sample> candidate, List<Target> targets) {
  /** Above it the machine was too restless for the ratios to say anything. */
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

  Comparison {
    if (baseline.size() != candidate.size() + 1) {
      throw new IllegalArgumentException(
          baseline.size() + " runs of the baseline around " + candidate.size());
    }
  }

  /**
   * Loads a server for one sample.
   *
   * @param <S> what is loaded
   */
  interface Run<S> {
    Sample of(S server) throws IOException;
  }

  /** Loads both by turns. */
  static <S> Comparison measure(
      Load load, S baseline, S candidate, int pairs, List<Target> targets, Run<S> run)
      throws IOException {
    List<Sample> ones = new ArrayList<>(List.of(run.of(baseline)));
    List<Sample> others = new ArrayList<>();
    for (int pair = 0; pair < pairs; pair++) {
      others.add(run.of(candidate));
      ones.add(run.of(baseline));
    }
    return new Comparison(load, ones, others, targets);
  }

  List<Double> ratios(ToDoubleFunction<Sample> of) {
    return IntStream.range(0, candidate.size())
        .mapToObj(pair ->
            of.applyAsDouble(candidate.get(pair))
                * 2
                / (of.applyAsDouble(baseline.get(pair)) + of.applyAsDouble(baseline.get(pair + 1))))
        .toList();
  }

  /**
   * How far from 1 the median ratio of the baseline to itself may lie, by its interval of 95 %:
   * 0.07 reads ±7 %.
   */
  double spread() {
    Statistics.Interval interval =
        Statistics.interval(
            IntStream.range(1, baseline.size())
                .mapToObj(run -> baseline.get(run).total() / baseline.get(run - 1).total())
                .toList());
    return Math.max(interval.to() - 1, 1 - interval.from());
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
