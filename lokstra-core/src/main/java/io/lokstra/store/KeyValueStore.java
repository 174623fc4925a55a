package io.lokstra.store;

import io.lokstra.internal.store.MemoryStore;
import io.lokstra.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Values under keys, each for as long as is said: sessions, tokens, counters, what several
 * instances of a service have to know together. Each method is one atomic step. Thread-safe.
 *
 * <p>A key has 1 to 512 characters, none of them a control character. Arrays go in and come out as
 * copies, or are never touched again.
 *
 * <p>As a service it is of the type {@code memory-store}, in this process alone, or {@code
 * redis-store}.
 */
public interface KeyValueStore {

  /** A time to live that does not end. */
  Duration FOREVER = ChronoUnit.FOREVER.getDuration();

  /** A store in the memory of this process. */
  static KeyValueStore inMemory() {
    return inMemory(MemoryStoreOptions.defaults());
  }

  /** A store in the memory of this process, of this size. */
  static KeyValueStore inMemory(MemoryStoreOptions options) {
    return new MemoryStore(options, System::nanoTime);
  }

  /** The same store with {@code name:} before every key. */
  KeyValueStore namespace(String name);

  /** The value under a key. */
  Optional<byte[]> get(String key);

  /**
   * Puts a value under a key, whatever was there.
   *
   * @param ttl how long it stays
   */
  void put(String key, byte[] value, Duration ttl);

  /** Puts a value under a key where there is none; says whether it did. */
  boolean putIfAbsent(String key, byte[] value, Duration ttl);

  /** Puts a value in the place of another; does nothing where that is not there. */
  boolean compareAndSet(String key, byte[] expected, byte[] value, Duration ttl);

  /** Removes what is under a key; says whether there was something. */
  boolean delete(String key);

  /** Removes a value if it is the one under the key; says whether it was. */
  boolean deleteIf(String key, byte[] expected);

  /**
   * Adds to a number, which begins at 0 and is kept as decimal text.
   *
   * @param ttl how long a number stays that begins now; one that is there keeps its time
   * @return the number after it
   * @throws StoreException when there is something else under the key, or the sum is too large
   */
  long increment(String key, long by, Duration ttl);

  /** How long the value under a key stays; {@link #FOREVER} for ever, empty where there is none. */
  Optional<Duration> timeToLive(String key);

  /** Says anew how long a value stays; false where there is none. */
  boolean expire(String key, Duration ttl);

  /** How records become bytes here. */
  Json json();

  /** The text under a key, in UTF-8. */
  default Optional<String> getText(String key) {
    return get(key).map(value -> new String(value, StandardCharsets.UTF_8));
  }

  /** Puts text under a key, in UTF-8. */
  default void putText(String key, String text, Duration ttl) {
    put(key, text.getBytes(StandardCharsets.UTF_8), ttl);
  }

  /**
   * The value under a key, read as JSON.
   *
   * @throws io.lokstra.json.JsonException when it is no such value
   */
  default <T> Optional<T> get(String key, Class<T> type) {
    return get(key).map(value -> json().decode(value, type));
  }

  /** Puts a record, a collection, a number or text under a key, as JSON. */
  default void putJson(String key, Object value, Duration ttl) {
    put(key, json().encode(value), ttl);
  }
}
