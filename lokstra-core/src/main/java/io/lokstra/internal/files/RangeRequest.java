package io.lokstra.internal.files;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a {@code Range} field asks for (RFC 9110 §14.2), held against the length of what there is.
 */
public sealed interface RangeRequest {

  /** The whole: the field cannot be read, is in another unit, or asks for too many parts. */
  record Whole() implements RangeRequest {
    static final Whole INSTANCE = new Whole();
  }

  /** None of it is there: 416. */
  record Unsatisfiable() implements RangeRequest {
    static final Unsatisfiable INSTANCE = new Unsatisfiable();
  }

  /**
   * Parts, at least one, none of which overlap.
   *
   * @param ranges in the order they were asked for; ascending where some of those overlapped
   */
  record Parts(List<ByteRange> ranges) implements RangeRequest {
    /** Copies the list. */
    public Parts {
      ranges = List.copyOf(ranges);
    }
  }

  /**
   * Reads {@code field}. It never takes longer than for {@code most} parts, and what it asks for is
   * never more than the whole: parts that overlap or touch become one (RFC 9110 §15.3.7.2).
   *
   * @param length of the whole, in bytes
   * @param most how many parts may be asked for; a request for more is one for the whole
   */
  static RangeRequest of(String field, long length, int most) {
    return new RangeReader(field, length, most).read();
  }

  /** These without overlaps; as they are where there are none. */
  static List<ByteRange> coalesced(List<ByteRange> ranges) {
    if (ranges.size() < 2) {
      return ranges;
    }
    List<ByteRange> ascending = new ArrayList<>(ranges);
    ascending.sort(Comparator.comparingLong(ByteRange::from));
    List<ByteRange> merged = new ArrayList<>(ranges.size());
    ByteRange last = ascending.getFirst();
    for (ByteRange next : ascending.subList(1, ascending.size())) {
      if (next.from() <= last.end()) {
        last = new ByteRange(last.from(), Math.max(last.end(), next.end()) - last.from());
      } else {
        merged.add(last);
        last = next;
      }
    }
    merged.add(last);
    return merged.size() == ranges.size() ? ranges : merged;
  }
}
