package io.lokstra.http;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Names for requests: 20 characters of Crockford's base 32, 100 random bits, so that no two
 * services ever make the same.
 */
final class RequestIds {
  private static final byte[] ALPHABET = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'j',
    'k', 'm', 'n', 'p', 'q', 'r', 's', 't', 'v', 'w', 'x', 'y', 'z'
  };
  private static final int LENGTH = 20;

  /** A new id. Not a secret: whoever sees some may guess others. */
  @SuppressWarnings("deprecation") // the one String constructor that takes ASCII without a decoder
  String next() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    byte[] id = new byte[LENGTH];
    long bits = random.nextLong();
    for (int i = 0; i < LENGTH; i++) {
      if (i == LENGTH / 2) {
        bits = random.nextLong();
      }
      id[i] = ALPHABET[(int) bits & 31];
      bits >>>= 5;
    }
    return new String(id, 0);
  }
}
