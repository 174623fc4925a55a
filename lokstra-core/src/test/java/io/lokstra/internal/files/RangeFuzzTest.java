package io.lokstra.internal.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Whatever stands in a {@code Range} field, it is read as a regular expression for the grammar of
 * RFC 9110 §14.1.1 reads it; what is sent is what was asked for, once.
 */
class RangeFuzzTest {
  private static final int MOST = 4;
  private static final Pattern FIELD =
      Pattern.compile("(?i:bytes)=[ \t]*(?:(?:\\d+-\\d*|-\\d+)?[ \t]*(?:,[ \t]*|$))*");
  private static final Pattern RANGE = Pattern.compile("(\\d*)-(\\d*)");
  private static final List<String> FIELDS =
      List.of("bytes=0-4", "bytes=-3,1-", "bytes=0-0, 5-6 ,, 99-", "Bytes=\t3-3,-0,2-1");
  private static final String PIECES = "bytes=-0123456789, ,--\t;99999999999999999999=x0-0,-1";

  @FuzzTest(maxDuration = "2m")
  void readsRanges(byte[] bytes) {
    if (bytes.length > 0) {
      check(new String(bytes, 1, bytes.length - 1, StandardCharsets.ISO_8859_1), bytes[0] & 0x3f);
    }
  }

  @Test
  void readsMutatedRanges() {
    long seed = Long.getLong("lokstra.test.seed", System.nanoTime());
    Random random = new Random(seed);
    int parts = 0;
    for (int i = 0; i < 50_000; i++) {
      StringBuilder text = new StringBuilder(FIELDS.get(i % FIELDS.size()));
      for (int left = random.nextInt(4); left > 0; left--) {
        int at = random.nextInt(text.length() + 1);
        int from = random.nextInt(PIECES.length());
        int to = Math.min(PIECES.length(), from + 1 + random.nextInt(3));
        if (random.nextInt(3) > 0) {
          text.insert(at, PIECES, from, to);
        } else {
          text.delete(at, Math.min(text.length(), at + random.nextInt(3)));
        }
      }
      try {
        parts += check(text.toString(), random.nextInt(12)) ? 1 : 0;
      } catch (AssertionError e) {
        throw new AssertionError("-Dlokstra.test.seed=" + seed, e);
      }
    }
    assertThat(parts).as("fields that were read").isGreaterThan(5_000);
  }

  private static boolean check(String field, int length) {
    RangeRequest read = RangeRequest.of(field, length, MOST);
    RangeRequest expected = expected(field, length);
    if (!(read instanceof RangeRequest.Parts(List<ByteRange> ranges))) {
      assertThat(read).as("'%s' of %d", field, length).isEqualTo(expected);
      return false;
    }
    assertThat(expected).as("'%s' of %d", field, length).isInstanceOf(RangeRequest.Parts.class);
    BitSet sent = new BitSet();
    for (ByteRange range : ranges) {
      assertThat(range.length()).isPositive();
      assertThat(range.end()).isLessThanOrEqualTo(length);
      assertThat(sent.get((int) range.from(), (int) range.end()).isEmpty())
          .as("'%s' of %d sends nothing twice: %s", field, length, ranges)
          .isTrue();
      sent.set((int) range.from(), (int) range.end());
    }
    BitSet wanted = new BitSet();
    ((RangeRequest.Parts) expected)
        .ranges()
        .forEach(range -> wanted.set((int) range.from(), (int) range.end()));
    assertThat(sent).as("'%s' of %d", field, length).isEqualTo(wanted);
    return true;
  }

  private static RangeRequest expected(String field, int length) {
    if (length == 0 || !FIELD.matcher(field).matches()) {
      return RangeRequest.Whole.INSTANCE;
    }
    List<ByteRange> ranges = new ArrayList<>();
    String[] elements = field.substring(6).split(",", -1);
    int asked = 0;
    for (String element : elements) {
      Matcher range = RANGE.matcher(element.strip());
      if (!range.matches()) {
        continue;
      }
      asked++;
      long first = number(range.group(1));
      long last = number(range.group(2));
      if (first < 0) {
        if (last > 0) {
          long count = Math.min(last, length);
          ranges.add(new ByteRange(length - count, count));
        }
      } else if (last >= 0 && last < first) {
        return RangeRequest.Whole.INSTANCE;
      } else if (first < length) {
        long end = last < 0 ? length : Math.min(last, length - 1L) + 1;
        ranges.add(new ByteRange(first, end - first));
      }
    }
    if (asked == 0 || asked > MOST || elements.length > 2 * MOST) {
      return RangeRequest.Whole.INSTANCE;
    }
    return ranges.isEmpty() ? RangeRequest.Unsatisfiable.INSTANCE : new RangeRequest.Parts(ranges);
  }

  private static long number(String digits) {
    if (digits.isEmpty()) {
      return -1;
    }
    return digits.replaceFirst("^0+", "").length() > 18 ? Long.MAX_VALUE : Long.parseLong(digits);
  }
}
