package io.lokstra.internal.config;

import java.util.Collection;
import java.util.Optional;

/** The known name that an unknown one was most likely meant to be. */
public final class Nearest {

  private Nearest() {}

  /** The nearest of {@code known}; empty when none is near enough to be a slip of the keyboard. */
  public static Optional<String> of(String unknown, Collection<String> known) {
    int best = Math.max(2, unknown.length() / 3) + 1;
    String nearest = "";
    for (String candidate : known) {
      if (Math.abs(candidate.length() - unknown.length()) < best) {
        int distance = distance(unknown, candidate);
        if (distance < best) {
          best = distance;
          nearest = candidate;
        }
      }
    }
    return nearest.isEmpty() ? Optional.empty() : Optional.of(nearest);
  }

  /**
   * How many characters must be inserted, removed, replaced or swapped with their neighbour: the
   * "optimal string alignment" distance (after Damerau, 1964).
   */
  static int distance(String from, String to) {
    int[] before = new int[to.length() + 1];
    int[] above = new int[to.length() + 1];
    int[] row = new int[to.length() + 1];
    for (int j = 0; j <= to.length(); j++) {
      above[j] = j;
    }
    for (int i = 1; i <= from.length(); i++) {
      row[0] = i;
      for (int j = 1; j <= to.length(); j++) {
        boolean same = from.charAt(i - 1) == to.charAt(j - 1);
        int cost = Math.min(above[j], row[j - 1]) + 1;
        cost = Math.min(cost, above[j - 1] + (same ? 0 : 1));
        boolean swapped =
            i > 1
                && j > 1
                && from.charAt(i - 1) == to.charAt(j - 2)
                && from.charAt(i - 2) == to.charAt(j - 1);
        row[j] = swapped ? Math.min(cost, before[j - 2] + 1) : cost;
      }
      int[] free = before;
      before = above;
      above = row;
      row = free;
    }
    return above[to.length()];
  }
}
