package io.lokstra.store;

import io.lokstra.internal.store.LoadingCache;
import io.lokstra.internal.store.MemoryCacheStorage;
import java.time.Duration;
import java.util.Optional;

/**
 * Keeps what is expensive to get, and gets it where it does not have it. Thread-safe.
 *
 * <pre>{@code
 * User user = cache.get("user:" + id, User.class, Duration.ofMinutes(5), () -> users.load(id));
 * }</pre>
 *
 * <p>However many ask for a key that is not there, one of them in a process loads it, and the
 * others wait for it; in Redis one of all processes does. What a loader throws is thrown to all who
 * waited. Values are kept as JSON: records, collections, numbers, text; what is given out is the
 * caller's.
 *
 * <p>A cache whose store cannot be reached loads each time, one at a time for each key, and warns.
 *
 * <p>As a service it is of the type {@code memory-cache} or {@code redis-cache}.
 */
public interface Cache {

  /** A cache in the memory of this process. */
  static Cache inMemory() {
    return inMemory(MemoryStoreOptions.defaults());
  }

  /** A cache in the memory of this process, of this size. */
  static Cache inMemory(MemoryStoreOptions options) {
    return new LoadingCache(new MemoryCacheStorage(options, System::nanoTime), options.namespace());
  }

  /**
   * The value under a key, loaded where it is not there; see {@link #get(String, Class, CacheTimes,
   * CacheLoader)}.
   */
  default <T, X extends Exception> T get(
      String key, Class<T> type, Duration ttl, CacheLoader<? extends T, X> loader) throws X {
    return get(key, type, CacheTimes.of(ttl), loader);
  }

  /**
   * The value under a key, loaded where it is not there.
   *
   * @throws X when the loader does
   * @throws StoreException when it is remembered, by {@link #find}, that there is none
   */
  <T, X extends Exception> T get(
      String key, Class<T> type, CacheTimes times, CacheLoader<? extends T, X> loader) throws X;

  /**
   * The value under a key, if there is one. That the loader found none is remembered too, for
   * {@link CacheTimes#absentTtl()}.
   *
   * @throws X when the loader does
   */
  <T, X extends Exception> Optional<T> find(
      String key, Class<T> type, CacheTimes times, CacheLoader<Optional<T>, X> loader) throws X;

  /** The value under a key, if it is here; nothing is loaded. */
  <T> Optional<T> peek(String key, Class<T> type);

  /** Puts a value under a key. */
  void put(String key, Object value, Duration ttl);

  /** Forgets what is known of a key. */
  void remove(String key);

  /** The same cache with {@code name:} before every key. */
  Cache namespace(String name);
}
