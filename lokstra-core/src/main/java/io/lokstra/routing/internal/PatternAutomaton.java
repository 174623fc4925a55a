package io.lokstra.routing.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Turns a pattern into a table: first into a nondeterministic automaton (K. Thompson, 1968), then
 * by subset construction (Rabin and Scott, 1959) into a deterministic one. Both are bounded,
 * because the second can be exponentially larger than the pattern.
 */
final class PatternAutomaton {
  private static final int MOST_PARTS = 2048;
  private static final int MOST_STATES = 1024;

  /**
   * A state: either it reads a character of a set and goes on to one other, or it goes on to two
   * others without reading.
   */
  private record Step(@Nullable BitSet reads, int[] next) {}

  private final List<Step> steps = new ArrayList<>();
  private final PatternNode root;
  private int built;

  PatternAutomaton(PatternNode root) {
    this.root = root;
  }

  SegmentPattern compile(String pattern) {
    int end = step(null, pattern);
    int start = build(root, end, pattern);
    char[] classStarts = classStarts();

    Map<BitSet, Integer> numbers = new HashMap<>();
    List<BitSet> states = new ArrayList<>();
    number(closure(start), numbers, states);
    List<int[]> rows = new ArrayList<>();
    for (int state = 0; state < states.size(); state++) {
      if (state == MOST_STATES) {
        throw tooLarge(pattern);
      }
      int[] row = new int[classStarts.length];
      for (int c = 0; c < row.length; c++) {
        BitSet reached = read(states.get(state), classStarts[c]);
        row[c] = reached.isEmpty() ? SegmentPattern.DEAD : number(reached, numbers, states);
      }
      rows.add(row);
    }

    int[] table = new int[states.size() * classStarts.length];
    boolean[] accepting = new boolean[states.size()];
    for (int state = 0; state < accepting.length; state++) {
      System.arraycopy(rows.get(state), 0, table, state * classStarts.length, classStarts.length);
      accepting[state] = states.get(state).get(end);
    }
    return new SegmentPattern(classStarts, table, accepting);
  }

  /** Adds the steps for {@code node} that lead to {@code next}, and returns their first. */
  private int build(PatternNode node, int next, String pattern) {
    // Counted apart from the steps: repeating nothing adds none, and is work all the same.
    if (++built > 8 * MOST_PARTS) {
      throw tooLarge(pattern);
    }
    return switch (node) {
      case PatternNode.Characters(BitSet set) -> step(set, pattern, next);
      case PatternNode.Sequence(List<PatternNode> parts) -> {
        int entry = next;
        for (PatternNode part : parts.reversed()) {
          entry = build(part, entry, pattern);
        }
        yield entry;
      }
      case PatternNode.Choice(List<PatternNode> options) -> {
        int[] entries = new int[options.size()];
        for (int i = 0; i < entries.length; i++) {
          entries[i] = build(options.get(i), next, pattern);
        }
        yield step(null, pattern, entries);
      }
      case PatternNode.Repeat repeat -> repeat(repeat, next, pattern);
    };
  }

  private int repeat(PatternNode.Repeat repeat, int next, String pattern) {
    int entry = next;
    if (repeat.most() == Integer.MAX_VALUE) {
      int[] ways = {next, next};
      entry = step(null, pattern, ways);
      ways[0] = build(repeat.part(), entry, pattern);
    } else {
      for (int i = repeat.least(); i < repeat.most(); i++) {
        entry = step(null, pattern, build(repeat.part(), entry, pattern), next);
      }
    }
    for (int i = 0; i < repeat.least(); i++) {
      entry = build(repeat.part(), entry, pattern);
    }
    return entry;
  }

  private int step(@Nullable BitSet reads, String pattern, int... next) {
    if (steps.size() == MOST_PARTS) {
      throw tooLarge(pattern);
    }
    steps.add(new Step(reads, next));
    return steps.size() - 1;
  }

  /** The first character of each run of characters that no step tells apart. */
  private char[] classStarts() {
    TreeSet<Integer> starts = new TreeSet<>();
    starts.add(0);
    for (Step step : steps) {
      BitSet set = step.reads();
      if (set == null) {
        continue;
      }
      for (int low = set.nextSetBit(0); low >= 0; ) {
        int high = set.nextClearBit(low);
        starts.add(low);
        if (high <= Character.MAX_VALUE) {
          starts.add(high);
        }
        low = set.nextSetBit(high);
      }
    }
    char[] characters = new char[starts.size()];
    int at = 0;
    for (int start : starts) {
      characters[at++] = (char) start;
    }
    return characters;
  }

  private BitSet read(BitSet state, char c) {
    BitSet reached = new BitSet();
    for (int i = state.nextSetBit(0); i >= 0; i = state.nextSetBit(i + 1)) {
      BitSet reads = steps.get(i).reads();
      if (reads != null && reads.get(c)) {
        reached.or(closure(steps.get(i).next()[0]));
      }
    }
    return reached;
  }

  /** What can be reached from {@code start} without reading. */
  private BitSet closure(int start) {
    BitSet reached = new BitSet();
    int[] pending = new int[16];
    int count = 0;
    pending[count++] = start;
    while (count > 0) {
      int at = pending[--count];
      if (reached.get(at)) {
        continue;
      }
      reached.set(at);
      Step step = steps.get(at);
      if (step.reads() == null) {
        if (count + step.next().length > pending.length) {
          pending = Arrays.copyOf(pending, 2 * (count + step.next().length));
        }
        for (int next : step.next()) {
          pending[count++] = next;
        }
      }
    }
    return reached;
  }

  private static int number(BitSet state, Map<BitSet, Integer> numbers, List<BitSet> states) {
    Integer known = numbers.putIfAbsent(state, states.size());
    if (known != null) {
      return known;
    }
    states.add(state);
    return states.size() - 1;
  }

  private static IllegalArgumentException tooLarge(String pattern) {
    return new IllegalArgumentException(
        "the pattern \""
            + pattern
            + "\" is too large to decide in linear time; repeat less, or check in the handler");
  }
}
