package io.lokstra.internal.store;

import io.lokstra.json.Json;
import io.lokstra.store.KeyValueStore;
import io.lokstra.store.MemoryStoreOptions;
import io.lokstra.store.StoreException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Values in the memory of this process. */
public final class MemoryStore implements KeyValueStore {
  private final MemoryEntries entries;
  private final ReentrantLock lock;
  private final String prefix;
  private final Json json = Json.standard();

  /**
   * An empty store.
   *
   * @param nanos nanoseconds from any beginning
   */
  public MemoryStore(MemoryStoreOptions options, LongSupplier nanos) {
    this(
        new MemoryEntries(options.maxEntries(), options.maxSize(), false, nanos),
        new ReentrantLock(),
        StoreKeys.prefix("", options.namespace()));
  }

  private MemoryStore(MemoryEntries entries, ReentrantLock lock, String prefix) {
    this.entries = entries;
    this.lock = lock;
    this.prefix = prefix;
  }

  @Override
  public KeyValueStore namespace(String name) {
    return new MemoryStore(entries, lock, StoreKeys.prefix(prefix, name));
  }

  private String key(String key) {
    return prefix + StoreKeys.check(key);
  }

  private <T> T locked(Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public Optional<byte[]> get(String key) {
    String whole = key(key);
    return locked(
        () -> Optional.ofNullable(entries.get(whole)).map(entry -> entry.value().clone()));
  }

  @Override
  public void put(String key, byte[] value, Duration ttl) {
    String whole = key(key);
    long millis = StoreKeys.millis(ttl);
    boolean _ =
        locked(() -> {
          entries.put(whole, value.clone(), millis);
          return true;
        });
  }

  @Override
  public boolean putIfAbsent(String key, byte[] value, Duration ttl) {
    String whole = key(key);
    long millis = StoreKeys.millis(ttl);
    return locked(() -> {
      if (entries.get(whole) != null) {
        return false;
      }
      entries.put(whole, value.clone(), millis);
      return true;
    });
  }

  @Override
  public boolean compareAndSet(String key, byte[] expected, byte[] value, Duration ttl) {
    String whole = key(key);
    long millis = StoreKeys.millis(ttl);
    return locked(() -> {
      MemoryEntries.Entry entry = entries.get(whole);
      if (entry == null || !Arrays.equals(entry.value(), expected)) {
        return false;
      }
      entries.put(whole, value.clone(), millis);
      return true;
    });
  }

  @Override
  public boolean delete(String key) {
    String whole = key(key);
    return locked(() -> entries.get(whole) != null && entries.remove(whole));
  }

  @Override
  public boolean deleteIf(String key, byte[] expected) {
    String whole = key(key);
    return locked(() -> {
      MemoryEntries.Entry entry = entries.get(whole);
      return entry != null && Arrays.equals(entry.value(), expected) && entries.remove(whole);
    });
  }

  @Override
  public long increment(String key, long by, Duration ttl) {
    String whole = key(key);
    long millis = StoreKeys.millis(ttl);
    return locked(() -> {
      MemoryEntries.Entry entry = entries.get(whole);
      long sum = entry == null ? by : sum(key, entry.value(), by);
      byte[] text = Long.toString(sum).getBytes(StandardCharsets.US_ASCII);
      if (entry == null) {
        entries.put(whole, text, millis);
      } else {
        entries.keepEnd(entry, text);
      }
      return sum;
    });
  }

  private static long sum(String key, byte[] value, long by) {
    try {
      return Math.addExact(Long.parseLong(new String(value, StandardCharsets.UTF_8)), by);
    } catch (NumberFormatException | ArithmeticException e) {
      throw new StoreException(
          "LOK-STO-001",
          "'%s' cannot be counted: there is no whole number under it, or the sum is too large"
              .formatted(key),
          e);
    }
  }

  @Override
  public Optional<Duration> timeToLive(String key) {
    String whole = key(key);
    return locked(() ->
        Optional.ofNullable(entries.get(whole))
            .map(entry -> entry.endless() ? FOREVER : Duration.ofMillis(entries.left(entry))));
  }

  @Override
  public boolean expire(String key, Duration ttl) {
    String whole = key(key);
    long millis = StoreKeys.millis(ttl);
    return locked(() -> {
      MemoryEntries.Entry entry = entries.get(whole);
      if (entry != null) {
        entries.put(whole, entry.value(), millis);
      }
      return entry != null;
    });
  }

  @Override
  public Json json() {
    return json;
  }
}
