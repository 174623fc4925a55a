package io.lokstra.jobs;

import java.util.concurrent.ThreadLocalRandom;

/** Ids that are in the order of their time: 10 characters of milliseconds, 16 at random. */
final class JobIds {
  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int TIME = 10;
  private static final int LENGTH = 26;

  private JobIds() {}

  /** A new one. The time is only there to sort by. */
  static String next(long millis) {
    char[] id = new char[LENGTH];
    long left = millis;
    for (int i = TIME - 1; i >= 0; i--) {
      id[i] = DIGITS.charAt((int) (left & 31));
      left >>>= 5;
    }
    ThreadLocalRandom random = ThreadLocalRandom.current();
    long bits = 0;
    for (int i = TIME; i < LENGTH; i++) {
      if ((i - TIME) % 12 == 0) {
        bits = random.nextLong();
      }
      id[i] = DIGITS.charAt((int) (bits & 31));
      bits >>>= 5;
    }
    return new String(id);
  }
}
