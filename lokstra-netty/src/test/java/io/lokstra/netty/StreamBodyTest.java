package io.lokstra.netty;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** Bodies of HTTP/2 on their way in. */
class StreamBodyTest {
  private static final int COUNT = 100_000;

  private final StreamBody body = new StreamBody(-1, new Running.Limits().options(), 0);

  private InputStream arriving() {
    return ((Bodies.Arriving) body.arriving(() -> {})).stream();
  }

  @Test
  void keepsSingleOctetsThatNobodyReadsInFewArrays() throws Exception {
    InputStream stream = arriving();
    for (int i = 0; i < COUNT; i++) {
      body.take(new byte[] {(byte) i}, 0, 1);
    }
    body.end();

    byte[] most = new byte[COUNT];
    int chunks = 0;
    int read = 0;
    // One call reads of one array.
    for (int count = stream.read(most); count >= 0; count = stream.read(most)) {
      for (int i = 0; i < count; i++) {
        assertThat(most[i]).isEqualTo((byte) read++);
      }
      chunks++;
    }
    assertThat(read).isEqualTo(COUNT);
    assertThat(chunks).isLessThan(30);
  }

  @Test
  void handsOverWhatHasComeAndGoesOnFromThere() throws Exception {
    InputStream stream = arriving();
    for (int i = 0; i < 10_000; i++) {
      body.take(new byte[] {9, (byte) i}, 1, 1);
      assertThat(stream.read()).isEqualTo(i & 0xff);
      assertThat(stream.available()).isZero();
    }
  }

  @Test
  void losesNothingBetweenItsTwoThreads() throws Exception {
    int total = 1_000_000;
    InputStream stream = arriving();
    Thread loop =
        Thread.ofPlatform()
            .start(() -> {
              byte[] octets = new byte[9_000];
              int sent = 0;
              while (sent < total) {
                int size = ThreadLocalRandom.current().nextInt(sent % 7 == 0 ? 9_000 : 20);
                int count = Math.min(total - sent, size);
                for (int i = 0; i < count; i++) {
                  octets[i] = (byte) (sent + i);
                }
                body.take(octets, 0, count);
                sent += count;
              }
              body.end();
            });
    byte[] some = new byte[3_000];
    int read = 0;
    for (int count = stream.read(some); count >= 0; count = stream.read(some)) {
      for (int i = 0; i < count; i++) {
        if (some[i] != (byte) read++) {
          throw new AssertionError("wrong octet at " + (read - 1));
        }
      }
    }
    loop.join();
    assertThat(read).isEqualTo(total);
  }
}
