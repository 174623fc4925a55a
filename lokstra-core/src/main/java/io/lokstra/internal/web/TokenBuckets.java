package io.lokstra.internal.web;

import java.util.function.LongSupplier;

/**
 * Token buckets by key, in a fixed amount of memory.
 *
 * <p>A bucket is the time at which it will be full again (the generic cell rate algorithm): one
 * that is full now says nothing, so its place can be given to another key without anybody noticing.
 * No other place is ever given away. A key for which all places are taken by buckets in use shares
 * one of them. So a flood of keys, however large, neither makes the table grow nor empties a bucket
 * that was used up: the price is paid by keys that come new while it lasts, which have to share.
 *
 * <p>Thread-safe.
 */
public final class TokenBuckets {
  /** Places a key may have; enough that a table that is nearly full rarely makes two share. */
  private static final int WAYS = 8;

  private static final int LOCKS = 64;

  private final long interval;
  private final long capacity;
  private final LongSupplier nanos;
  private final long begin;
  private final SipHash hash;
  private final int setMask;
  private final long[] keys;
  private final long[] fullAt;
  private final Object[] locks = new Object[LOCKS];

  /**
   * Buckets, all full.
   *
   * @param burst how many tokens a bucket holds
   * @param nanosPerToken how long it takes for one to come back
   * @param mostKeys for how many keys there is a place of their own, about
   * @param nanos the clock
   */
  public TokenBuckets(long burst, long nanosPerToken, int mostKeys, LongSupplier nanos) {
    this.interval = nanosPerToken;
    this.capacity = Math.multiplyExact(burst, nanosPerToken);
    this.nanos = nanos;
    this.begin = nanos.getAsLong();
    this.hash = SipHash.keyed();
    // The next power of two, so that a mask finds the set.
    this.setMask = Integer.highestOneBit(Math.max(1, 2 * ((mostKeys + WAYS - 1) / WAYS) - 1)) - 1;
    this.keys = new long[(setMask + 1) * WAYS];
    this.fullAt = new long[keys.length];
    for (int i = 0; i < LOCKS; i++) {
      locks[i] = new Object();
    }
  }

  /** How many keys have a place of their own, at the most. */
  public int places() {
    return keys.length;
  }

  /**
   * Takes a token of {@code key}'s bucket, if one is there.
   *
   * @return the nanoseconds until the bucket is full again, the token taken or not; negative, and
   *     less by one, where none was there
   */
  public long take(String key) {
    long id = hash.of(key);
    int set = (int) (id >>> 32) & setMask;
    synchronized (locks[set % LOCKS]) {
      // From 1 on: 0 is the bucket that was never used.
      long now = nanos.getAsLong() - begin + 1;
      int place = place(set, id, now);
      long full = Math.max(fullAt[place], now);
      long after = full + interval;
      if (after - now > capacity) {
        return now - full - 1;
      }
      if (fullAt[place] <= now) {
        keys[place] = id;
      }
      fullAt[place] = after;
      return after - now;
    }
  }

  /** How long until a token is there, given what a failed {@link #take} returned. */
  public long untilNext(long taken) {
    return -taken - 1 + interval - capacity;
  }

  /** How many tokens are left, given what a {@link #take} returned. */
  public long left(long taken) {
    long missing = taken < 0 ? -taken - 1 : taken;
    return (capacity - missing) / interval;
  }

  private int place(int set, long id, long now) {
    int first = set * WAYS;
    int free = -1;
    for (int i = first; i < first + WAYS; i++) {
      if (fullAt[i] <= now) {
        free = free < 0 ? i : free;
      } else if (keys[i] == id) {
        return i;
      }
    }
    return free >= 0 ? free : first + (int) (id & (WAYS - 1));
  }
}
