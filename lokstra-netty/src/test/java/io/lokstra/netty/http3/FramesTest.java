package io.lokstra.netty.http3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Frames as they are cut by the packets that bring them. */
class FramesTest {
  private final List<String> seen = new ArrayList<>();
  private final FrameReader reader =
      new FrameReader(
          new FrameReader.Receiver() {
            @Override
            public FrameReader.Handling begins(long type, long length) {
              seen.add("begins " + type + " " + length);
              return type == FrameType.DATA
                  ? FrameReader.Handling.PASS
                  : type == FrameType.HEADERS
                      ? FrameReader.Handling.COLLECT
                      : FrameReader.Handling.SKIP;
            }

            @Override
            public void passed(byte[] bytes, int from, int count) {
              for (int i = 0; i < count; i++) {
                seen.add("passed " + bytes[from + i]);
              }
            }

            @Override
            public void collected(long type, byte[] bytes, int length) {
              seen.add("collected " + type + " " + Arrays.toString(Arrays.copyOf(bytes, length)));
            }
          });

  @Test
  void readsTheSameHoweverItIsCut() throws Exception {
    FrameWriter out = new FrameWriter();
    out.frame(FrameType.HEADERS, 3).octets(new byte[] {1, 2, 3}, 0, 3);
    out.frame(FrameType.DATA, 2).octets(new byte[] {4, 5}, 0, 2);
    out.frame(0x21, 70).octets(new byte[70], 0, 70);
    out.frame(1L << 40, 0);
    out.frame(FrameType.HEADERS, 0);
    List<String> expected =
        List.of(
            "begins 1 3",
            "collected 1 [1, 2, 3]",
            "begins 0 2",
            "passed 4",
            "passed 5",
            "begins 33 70",
            "begins " + (1L << 40) + " 0",
            "begins 1 0",
            "collected 1 []");
    for (int size = 1; size <= out.length(); size++) {
      seen.clear();
      for (int at = 0; at < out.length(); at += size) {
        reader.read(out.bytes(), at, Math.min(out.length(), at + size));
      }
      assertThat(seen).isEqualTo(expected);
      assertThat(reader.isBetweenFrames()).isTrue();
    }
  }

  @Test
  void writesNumbersInAsFewOctetsAsTheyNeed() throws Exception {
    long[] numbers = {0, 63, 64, 16_383, 16_384, (1L << 30) - 1, 1L << 30, (1L << 62) - 1};
    int[] sizes = {1, 1, 2, 2, 4, 4, 8, 8};
    for (int i = 0; i < numbers.length; i++) {
      FrameWriter out = new FrameWriter().number(numbers[i]);
      assertThat(out.length()).isEqualTo(sizes[i]);
      assertThat(FrameWriter.sizeOf(numbers[i])).isEqualTo(sizes[i]);
      out.number(0);
      seen.clear();
      reader.read(out.bytes(), 0, out.length());
      assertThat(seen).contains("begins " + numbers[i] + " 0");
    }
  }

  @Test
  void givesLargeArraysBack() {
    FrameWriter out = new FrameWriter().octets(new byte[100_000], 0, 100_000);
    assertThat(out.clear().bytes().length).isLessThan(2_000);
  }

  /** A client may say anything on a stream of its own: it is borne, or a violation. */
  @Test
  void bearsAnyOctetsOnAStreamOfTheClients() {
    Random random = new Random(5);
    int violations = 0;
    for (int i = 0; i < 100_000; i++) {
      byte[] octets = new byte[random.nextInt(60)];
      random.nextBytes(octets);
      if (octets.length > 3) {
        octets[0] = (byte) (i & 3);
        octets[1] = i % 3 == 0 ? 4 : octets[1];
        octets[2] = (byte) (i % 3 == 0 ? octets[2] & 7 : octets[2]);
      }
      UnidirectionalStream stream =
          new UnidirectionalStream(
              new UnidirectionalStream.Owner() {
                @Override
                public boolean isFirst(long type) {
                  return true;
                }

                @Override
                public void idle(int cost) {}

                @Override
                public void settingsCame() {}
              });
      try {
        for (byte octet : octets) {
          stream.read(new byte[] {octet}, 0, 1);
        }
      } catch (ViolationException violation) {
        violations++;
      }
    }
    assertThat(violations).isPositive();
  }
}
