package io.lokstra.internal.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.http.HttpException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class GunzipInputTest {
  private static final int MOST = 100_000;

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }

  /** Gives a few bytes at a time, as a network does. */
  private static InputStream slowly(byte[] bytes, int atOnce) {
    return new FilterInputStream(new ByteArrayInputStream(bytes)) {
      @Override
      public int read(byte[] target, int offset, int length) throws IOException {
        return super.read(target, offset, Math.min(length, atOnce));
      }
    };
  }

  /** The content, or nothing where it is refused; never more than may be. */
  private static Optional<byte[]> read(byte[] bytes, int atOnce) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[1_000];
    try (GunzipInput in = new GunzipInput(slowly(bytes, atOnce), MOST, 100)) {
      for (int n = in.read(buffer, 0, buffer.length);
          n >= 0;
          n = in.read(buffer, 0, buffer.length)) {
        out.write(buffer, 0, n);
        assertThat(out.size()).isLessThanOrEqualTo(MOST);
      }
      assertThat(in.read()).as("the end stays the end").isEqualTo(-1);
      return Optional.of(out.toByteArray());
    } catch (HttpException refused) {
      assertThat(refused.status()).isIn(400, 413);
      return Optional.empty();
    }
  }

  @Test
  void readsWhateverIsWrittenHoweverItArrives() throws IOException {
    Random random = new Random(20_261_124);
    for (int i = 0; i < 500; i++) {
      byte[] content = new byte[random.nextInt(20_000)];
      random.nextBytes(content);
      byte[] packed = gzip(content);
      assertThat(read(packed, 1 + random.nextInt(50)).orElseThrow()).isEqualTo(content);
      packed[random.nextInt(packed.length)] ^= (byte) (1 << random.nextInt(8));
      agrees(packed);
    }
  }

  /** What is read is what the JDK's reader makes of it, which forgives more. */
  static void agrees(byte[] packed) throws IOException {
    Optional<byte[]> content = read(packed, 7);
    assertThat(read(packed, 4_096).isPresent()).isEqualTo(content.isPresent());
    if (content.isPresent()) {
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
        assertThat(in.readAllBytes()).isEqualTo(content.get());
      }
    }
  }
}
