package io.lokstra.http;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Names for requests: 20 characters of Crockford's base 32. The first seven are drawn once for each
 * server; the others are the number of the request's thread, which no other request of the process
 * has, mixed so that neighbours look nothing alike. So no two requests share one, of this server
 * or, but for one chance in 2^35, of any other, and making one needs neither a lock nor a random
 * number.
 *
 * <p>Not a secret: whoever sees some may guess others.
 */
final class RequestIds {
  private static final byte[] ALPHABET = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'j',
    'k', 'm', 'n', 'p', 'q', 'r', 's', 't', 'v', 'w', 'x', 'y', 'z'
  };
  private static final int LENGTH = 20;
  private static final int PREFIX = 7;

  private final byte[] prefix = new byte[PREFIX];
  private final long key;

  RequestIds() {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    write(random.nextLong(), prefix, 0, PREFIX);
    key = random.nextLong();
  }

  /** The id of the request that the calling thread answers. */
  @SuppressWarnings("deprecation") // the one String constructor that takes ASCII without a decoder
  String next() {
    byte[] id = new byte[LENGTH];
    System.arraycopy(prefix, 0, id, 0, PREFIX);
    write(mixed(Thread.currentThread().threadId() ^ key), id, PREFIX, LENGTH);
    return new String(id, 0);
  }

  /**
   * One to one, so that different numbers stay different (Stafford's mix 13, as in
   * SplittableRandom).
   */
  private static long mixed(long number) {
    long mixed = (number ^ (number >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ (mixed >>> 31);
  }

  private static void write(long bits, byte[] to, int from, int end) {
    long rest = bits;
    for (int i = from; i < end; i++) {
      to[i] = ALPHABET[(int) rest & 31];
      rest >>>= 5;
    }
  }
}
