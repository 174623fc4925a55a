package io.lokstra.routing.internal;

import java.util.BitSet;
import java.util.List;

/** A pattern as it was written. */
sealed interface PatternNode {

  /** One character of a set. */
  record Characters(BitSet set) implements PatternNode {}

  /** One after the other; empty for nothing at all. */
  record Sequence(List<PatternNode> parts) implements PatternNode {}

  /** One of several. */
  record Choice(List<PatternNode> options) implements PatternNode {}

  /**
   * The same again.
   *
   * @param most {@link Integer#MAX_VALUE} for no bound
   */
  record Repeat(PatternNode part, int least, int most) implements PatternNode {}
}
