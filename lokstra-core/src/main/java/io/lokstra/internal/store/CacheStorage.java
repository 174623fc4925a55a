package io.lokstra.internal.store;

import java.util.Optional;

/** Where a cache keeps what it has. Thread-safe. */
public interface CacheStorage {

  /**
   * What is kept: empty bytes where it is known that there is no value.
   *
   * @param leftMillis how long it is kept yet
   */
  record Kept(byte[] value, long leftMillis) {}

  /** What is kept under a key. */
  Optional<Kept> read(String key);

  /** Keeps a value for so long. */
  void write(String key, byte[] value, long millis);

  /** Forgets a value. */
  void remove(String key);

  /**
   * Whether this process may load the key now; for {@code millis} no other one may.
   *
   * @return what has to be given to {@link #endLoad}; empty when another process loads it
   */
  Optional<String> beginLoad(String key, long millis);

  /** The key is loaded, or cannot be. */
  void endLoad(String key, String load);
}
