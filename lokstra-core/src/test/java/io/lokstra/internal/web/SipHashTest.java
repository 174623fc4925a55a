package io.lokstra.internal.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SipHashTest {

  /**
   * SipHash-1-3 as its authors' reference does it, over bytes, kept apart from the code that is
   * tested.
   */
  private static long reference(long k0, long k1, byte[] in) {
    long[] v = {
      k0 ^ 0x736f6d6570736575L,
      k1 ^ 0x646f72616e646f6dL,
      k0 ^ 0x6c7967656e657261L,
      k1 ^ 0x7465646279746573L
    };
    int whole = in.length / 8 * 8;
    for (int i = 0; i < whole; i += 8) {
      long m = 0;
      for (int j = 7; j >= 0; j--) {
        m = m << 8 | (in[i + j] & 0xff);
      }
      v[3] ^= m;
      round(v);
      v[0] ^= m;
    }
    long last = (long) in.length << 56;
    for (int j = in.length - whole - 1; j >= 0; j--) {
      last |= (in[whole + j] & 0xffL) << (8 * j);
    }
    v[3] ^= last;
    round(v);
    v[0] ^= last;
    v[2] ^= 0xff;
    round(v);
    round(v);
    round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
  }

  private static void round(long[] v) {
    v[0] += v[1];
    v[1] = Long.rotateLeft(v[1], 13);
    v[1] ^= v[0];
    v[0] = Long.rotateLeft(v[0], 32);
    v[2] += v[3];
    v[3] = Long.rotateLeft(v[3], 16);
    v[3] ^= v[2];
    v[0] += v[3];
    v[3] = Long.rotateLeft(v[3], 21);
    v[3] ^= v[0];
    v[2] += v[1];
    v[1] = Long.rotateLeft(v[1], 17);
    v[1] ^= v[2];
    v[2] = Long.rotateLeft(v[2], 32);
  }

  @Test
  void isThatOfItsAuthors() {
    Random random = new Random(20_261_124);
    for (int i = 0; i < 5_000; i++) {
      StringBuilder text = new StringBuilder();
      for (int n = random.nextInt(40); n > 0; n--) {
        text.append((char) random.nextInt(0x10000));
      }
      byte[] bytes = new byte[text.length() * 2];
      for (int j = 0; j < text.length(); j++) {
        bytes[2 * j] = (byte) text.charAt(j);
        bytes[2 * j + 1] = (byte) (text.charAt(j) >>> 8);
      }
      long k0 = random.nextLong();
      long k1 = random.nextLong();
      assertThat(new SipHash(k0, k1).of(text.toString())).isEqualTo(reference(k0, k1, bytes));
    }
  }

  @Test
  void givesTheKnownHashOfNothing() {
    assertThat(new SipHash(0x0706050403020100L, 0x0f0e0d0c0b0a0908L).of(""))
        .isEqualTo(0xabac0158050fc4dcL);
  }

  @Test
  void dependsOnAKeyThatNobodyKnows() {
    Set<Long> hashes = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      hashes.add(SipHash.keyed().of("198.51.100.7"));
    }
    assertThat(hashes).hasSize(100);
  }
}
