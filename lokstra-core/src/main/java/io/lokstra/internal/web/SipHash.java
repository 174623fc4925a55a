package io.lokstra.internal.web;

import java.util.concurrent.ThreadLocalRandom;

/**
 * SipHash-1-3 of texts (Aumasson and Bernstein, 2012), under a key of this process: who chooses
 * texts cannot choose which of them share a place in a table.
 */
final class SipHash {
  private final long key0;
  private final long key1;

  SipHash(long key0, long key1) {
    this.key0 = key0;
    this.key1 = key1;
  }

  /** Under a key that nobody knows. */
  static SipHash keyed() {
    java.security.SecureRandom random = new java.security.SecureRandom();
    return new SipHash(
        random.nextLong(), random.nextLong() ^ ThreadLocalRandom.current().nextLong());
  }

  /** The hash of the characters of {@code text}, two bytes each, the lesser first. */
  long of(String text) {
    long v0 = key0 ^ 0x736f6d6570736575L;
    long v1 = key1 ^ 0x646f72616e646f6dL;
    long v2 = key0 ^ 0x6c7967656e657261L;
    long v3 = key1 ^ 0x7465646279746573L;
    int length = text.length();
    int rounds = length / 4 + 1;
    for (int i = 0; i < rounds + 3; i++) {
      long word = 0;
      int from = i * 4;
      if (i < rounds) {
        for (int j = Math.min(3, length - 1 - from); j >= 0; j--) {
          word = word << 16 | text.charAt(from + j);
        }
        if (i == rounds - 1) {
          word |= (long) length << 57;
        }
        v3 ^= word;
      } else if (i == rounds) {
        v2 ^= 0xff;
      }
      v0 += v1;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v0 = Long.rotateLeft(v0, 32);
      v2 += v3;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 += v3;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 += v1;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v2 = Long.rotateLeft(v2, 32);
      if (i < rounds) {
        v0 ^= word;
      }
    }
    return v0 ^ v1 ^ v2 ^ v3;
  }
}
