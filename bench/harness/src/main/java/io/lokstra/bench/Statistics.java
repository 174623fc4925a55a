package io.lokstra.bench;

import java.util.List;

/** Median, its interval, and the range of a few samples. */
final class Statistics {
  private Statistics() {}

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  static double smallest(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
  }

  static double largest(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  /** Where a median lies, in 95 of 100 cases or more. */
  record Interval(double from, double to) {}

  /**
   * The interval of the median that the order of the samples gives, whatever their distribution
   * (sign test). Of five or fewer it is their range, and less sure.
   */
  static Interval interval(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int samples = sorted.size();
    int skipped = 0;
    double ways = 1;
    double below = 1;
    while (true) {
      ways = ways * (samples - skipped) / (skipped + 1);
      below += ways;
      if (below / Math.pow(2, samples) > 0.025) {
        return new Interval(sorted.get(skipped), sorted.get(samples - 1 - skipped));
      }
      skipped++;
    }
  }
}
