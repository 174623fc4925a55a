package io.lokstra.internal.store;

import io.lokstra.store.MemoryStoreOptions;
import io.lokstra.store.StoreException;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/** A cache's values in the memory of this process; the ones asked for last are kept. */
public final class MemoryCacheStorage implements CacheStorage {
  private final ReentrantLock lock = new ReentrantLock();
  private final MemoryEntries entries;

  /**
   * Nothing yet.
   *
   * @param nanos nanoseconds from any beginning
   */
  public MemoryCacheStorage(MemoryStoreOptions options, LongSupplier nanos) {
    entries = new MemoryEntries(options.maxEntries(), options.maxSize(), true, nanos);
  }

  @Override
  public Optional<Kept> read(String key) {
    lock.lock();
    try {
      MemoryEntries.Entry entry = entries.get(key);
      return entry == null
          ? Optional.empty()
          : Optional.of(new Kept(entry.value(), entries.left(entry)));
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void write(String key, byte[] value, long millis) {
    lock.lock();
    try {
      entries.put(key, value, millis);
    } catch (StoreException e) {
      // Larger than all there is: it is not kept, which is what a cache may do.
      entries.remove(key);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void remove(String key) {
    lock.lock();
    try {
      entries.remove(key);
    } finally {
      lock.unlock();
    }
  }

  // Within a process the cache itself sees to it that one loads.
  @Override
  public Optional<String> beginLoad(String key, long millis) {
    return Optional.of("");
  }

  @Override
  public void endLoad(String key, String load) {}

  /** How many values there are. */
  public int count() {
    lock.lock();
    try {
      return entries.count();
    } finally {
      lock.unlock();
    }
  }
}
