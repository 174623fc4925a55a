package io.lokstra.internal.files;

import java.util.ArrayList;
import java.util.List;

/** Reads one {@code Range} field (RFC 9110 §14.1.1, §14.1.2), from left to right, once. */
final class RangeReader {
  private static final String UNIT = "bytes=";

  private final String field;
  private final long length;
  private final int most;
  private int at;

  RangeReader(String field, long length, int most) {
    this.field = field;
    this.length = length;
    this.most = most;
  }

  RangeRequest read() {
    if (length == 0 || !field.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
      return RangeRequest.Whole.INSTANCE;
    }
    at = UNIT.length();
    List<ByteRange> ranges = new ArrayList<>(2);
    int asked = 0;
    int elements = 0;
    while (true) {
      skipSpace();
      // A list may have empty elements, but not without end (RFC 9110 §5.6.1.2).
      if (++elements > 2 * most) {
        return RangeRequest.Whole.INSTANCE;
      }
      if (at < field.length() && field.charAt(at) != ',') {
        if (++asked > most || !readRange(ranges)) {
          return RangeRequest.Whole.INSTANCE;
        }
        skipSpace();
      }
      if (at == field.length()) {
        break;
      }
      if (field.charAt(at++) != ',') {
        return RangeRequest.Whole.INSTANCE;
      }
    }
    if (asked == 0) {
      return RangeRequest.Whole.INSTANCE;
    }
    return ranges.isEmpty()
        ? RangeRequest.Unsatisfiable.INSTANCE
        : new RangeRequest.Parts(RangeRequest.coalesced(ranges));
  }

  /** Reads {@code 0-9}, {@code 5-} or {@code -5}; whether it could. Adds it where it is there. */
  private boolean readRange(List<ByteRange> ranges) {
    long first = number();
    if (at == field.length() || field.charAt(at++) != '-') {
      return false;
    }
    long last = number();
    if (first < 0) {
      if (last < 0) {
        return false;
      }
      long count = Math.min(last, length);
      if (count > 0) {
        ranges.add(new ByteRange(length - count, count));
      }
      return true;
    }
    if (last >= 0 && last < first) {
      return false;
    }
    if (first < length) {
      long end = last < 0 ? length : Math.min(last, length - 1) + 1;
      ranges.add(new ByteRange(first, end - first));
    }
    return true;
  }

  /** The number that stands here, -1 for none; one too large to count is as large as can be. */
  private long number() {
    int start = at;
    long number = 0;
    while (at < field.length() && field.charAt(at) >= '0' && field.charAt(at) <= '9') {
      int digit = field.charAt(at++) - '0';
      number = number > (Long.MAX_VALUE - digit) / 10 ? Long.MAX_VALUE : number * 10 + digit;
    }
    return at == start ? -1 : number;
  }

  private void skipSpace() {
    while (at < field.length() && (field.charAt(at) == ' ' || field.charAt(at) == '\t')) {
      at++;
    }
  }
}
