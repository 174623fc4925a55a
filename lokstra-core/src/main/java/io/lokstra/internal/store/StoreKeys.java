package io.lokstra.internal.store;

import io.lokstra.store.KeyValueStore;
import java.time.Duration;

/** What keys and times have to be, in memory as in Redis. */
public final class StoreKeys {
  private static final int LONGEST = 512;
  private static final long CENTURY_MILLIS = Duration.ofDays(36_525).toMillis();

  private StoreKeys() {}

  /** The key, which is one. */
  public static String check(String key) {
    if (key.isEmpty() || key.length() > LONGEST) {
      throw new IllegalArgumentException(
          "a key of %d characters; expected 1 to %d".formatted(key.length(), LONGEST));
    }
    for (int i = 0; i < key.length(); i++) {
      if (key.charAt(i) < ' ' || key.charAt(i) == 0x7f) {
        throw new IllegalArgumentException(
            "a key with the control character %d at %d".formatted((int) key.charAt(i), i));
      }
    }
    return key;
  }

  /** What stands before the keys of a namespace within another. */
  public static String prefix(String outer, String name) {
    return name.isEmpty() ? outer : outer + check(name) + ":";
  }

  /** Milliseconds, rounded up; 0 for ever. */
  public static long millis(Duration ttl) {
    if (ttl.equals(KeyValueStore.FOREVER) || ttl.toSeconds() >= CENTURY_MILLIS / 1000) {
      return 0;
    }
    if (!ttl.isPositive()) {
      throw new IllegalArgumentException("a time to live of " + ttl + "; expected more than zero");
    }
    return ttl.plusNanos(999_999).toMillis();
  }
}
