package io.lokstra.internal.store;

import io.lokstra.json.Json;
import io.lokstra.store.Cache;
import io.lokstra.store.CacheLoader;
import io.lokstra.store.CacheTimes;
import io.lokstra.store.StoreException;
import io.lokstra.store.StoreUnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A cache over any storage: one loads, the others wait. */
public final class LoadingCache implements Cache {
  private static final Logger LOG = LoggerFactory.getLogger("io.lokstra.store");
  private static final byte[] ABSENT = new byte[0];

  /** How long one process keeps the others from loading the same key. */
  private static final long LOAD_MILLIS = 10_000;

  private static final long FIRST_PAUSE = 10;
  private static final long LONGEST_PAUSE = 200;
  private static final long WARN_EVERY_NANOS = 10_000_000_000L;

  private final CacheStorage storage;
  private final String prefix;
  private final Json json = Json.standard();

  // One entry for each key that is being loaded now, so no more than there are threads that load.
  private final Map<String, CompletableFuture<byte[]>> loads;
  private final AtomicLong warned;

  /** A cache whose keys begin with this namespace. */
  public LoadingCache(CacheStorage storage, String namespace) {
    this(
        storage,
        StoreKeys.prefix("", namespace),
        new ConcurrentHashMap<>(),
        new AtomicLong(System.nanoTime() - WARN_EVERY_NANOS));
  }

  private LoadingCache(
      CacheStorage storage,
      String prefix,
      Map<String, CompletableFuture<byte[]>> loads,
      AtomicLong warned) {
    this.storage = storage;
    this.prefix = prefix;
    this.loads = loads;
    this.warned = warned;
  }

  @Override
  public Cache namespace(String name) {
    return new LoadingCache(storage, StoreKeys.prefix(prefix, name), loads, warned);
  }

  private String key(String key) {
    return prefix + StoreKeys.check(key);
  }

  @Override
  public <T, X extends Exception> T get(
      String key, Class<T> type, CacheTimes times, CacheLoader<? extends T, X> loader) throws X {
    byte[] value = value(key(key), times, () -> encoded(key, loader.load()));
    if (value.length == 0) {
      throw new StoreException(
          "LOK-STO-003",
          "the cache remembers that there is no '%s'; ask by find where there may be none"
              .formatted(key));
    }
    return json.decode(value, type);
  }

  @Override
  public <T, X extends Exception> Optional<T> find(
      String key, Class<T> type, CacheTimes times, CacheLoader<Optional<T>, X> loader) throws X {
    byte[] value =
        value(
            key(key),
            times,
            () -> {
              Optional<T> loaded = loader.load();
              return loaded.isPresent() ? encoded(key, loaded.get()) : ABSENT;
            });
    return value.length == 0 ? Optional.empty() : Optional.of(json.decode(value, type));
  }

  private byte[] encoded(String key, @Nullable Object value) {
    if (value == null) {
      throw new StoreException(
          "LOK-STO-003",
          "the loader of '%s' returned null; use find, and return an Optional".formatted(key));
    }
    return json.encode(value);
  }

  @Override
  public <T> Optional<T> peek(String key, Class<T> type) {
    return read(key(key))
        .filter(kept -> kept.value().length > 0)
        .map(kept -> json.decode(kept.value(), type));
  }

  @Override
  public void put(String key, Object value, Duration ttl) {
    storage.write(key(key), json.encode(value), StoreKeys.millis(ttl));
  }

  @Override
  public void remove(String key) {
    storage.remove(key(key));
  }

  private <X extends Exception> byte[] value(
      String key, CacheTimes times, CacheLoader<byte[], X> loader) throws X {
    while (true) {
      Optional<CacheStorage.Kept> kept = read(key);
      if (kept.isPresent()) {
        if (isDue(kept.get(), times)) {
          refresh(key, times, loader);
        }
        return kept.get().value();
      }
      CompletableFuture<byte[]> mine = new CompletableFuture<>();
      CompletableFuture<byte[]> other = loads.putIfAbsent(key, mine);
      if (other == null) {
        return lead(key, times, loader, mine);
      }
      byte[] loaded = follow(key, other);
      if (loaded != null) {
        return loaded;
      }
    }
  }

  private static boolean isDue(CacheStorage.Kept kept, CacheTimes times) {
    if (times.refreshAfter().isEmpty() || kept.value().length == 0 || kept.leftMillis() == 0) {
      return false;
    }
    long age = StoreKeys.millis(times.ttl()) - kept.leftMillis();
    return age >= times.refreshAfter().get().toMillis();
  }

  /** Loads for all who wait in this process. */
  private <X extends Exception> byte[] lead(
      String key, CacheTimes times, CacheLoader<byte[], X> loader, CompletableFuture<byte[]> mine)
      throws X {
    try {
      byte[] value = loadOnceAmongAll(key, times, loader);
      mine.complete(value);
      return value;
    } catch (Throwable e) {
      mine.completeExceptionally(e);
      throw e;
    } finally {
      loads.remove(key, mine);
    }
  }

  /** What another thread loads; null where that one was cancelled, and somebody else has to. */
  @SuppressWarnings("unchecked") // what a loader of this key throws, as this key's loader does
  private static <X extends Exception> byte @Nullable [] follow(
      String key, CompletableFuture<byte[]> other) throws X {
    try {
      return other.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      CancellationException cancelled =
          new CancellationException("interrupted while another thread loaded '" + key + "'");
      cancelled.initCause(e);
      throw cancelled;
    } catch (CancellationException e) {
      return null;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof CancellationException || cause instanceof InterruptedException) {
        return null;
      }
      if (cause instanceof Error error) {
        throw error;
      }
      throw (X) cause;
    }
  }

  private <X extends Exception> byte[] loadOnceAmongAll(
      String key, CacheTimes times, CacheLoader<byte[], X> loader) throws X {
    long end = System.nanoTime() + LOAD_MILLIS * 1_000_000;
    long pause = FIRST_PAUSE;
    while (true) {
      Optional<String> load = beginLoad(key);
      if (load.isPresent()) {
        // Between the look and the leave to load another process may have been done.
        Optional<CacheStorage.Kept> kept = load.get().isEmpty() ? Optional.empty() : read(key);
        if (kept.isPresent()) {
          endLoad(key, load.get());
          return kept.get().value();
        }
        return loadAndKeep(key, times, loader, load.get());
      }
      pause(key, pause);
      pause = Math.min(2 * pause, LONGEST_PAUSE);
      Optional<CacheStorage.Kept> kept = read(key);
      if (kept.isPresent()) {
        return kept.get().value();
      }
      if (System.nanoTime() - end > 0) {
        return loadAndKeep(key, times, loader, "");
      }
    }
  }

  private static void pause(String key, long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      CancellationException cancelled =
          new CancellationException("interrupted while another process loaded '" + key + "'");
      cancelled.initCause(e);
      throw cancelled;
    }
  }

  private <X extends Exception> byte[] loadAndKeep(
      String key, CacheTimes times, CacheLoader<byte[], X> loader, String load) throws X {
    try {
      byte[] value = loader.load();
      Duration time = value.length == 0 ? times.absentTtl() : times.ttl();
      try {
        storage.write(key, value, StoreKeys.millis(time));
      } catch (StoreUnavailableException e) {
        warn(e);
      }
      return value;
    } finally {
      endLoad(key, load);
    }
  }

  /** Has one thread load anew what is still given out. */
  private <X extends Exception> void refresh(
      String key, CacheTimes times, CacheLoader<byte[], X> loader) {
    CompletableFuture<byte[]> mine = new CompletableFuture<>();
    if (loads.putIfAbsent(key, mine) != null) {
      return;
    }
    Thread.ofVirtual()
        .name("lokstra-cache-refresh")
        .start(() -> {
          try {
            Optional<String> load = beginLoad(key);
            if (load.isPresent()) {
              mine.complete(loadAndKeep(key, times, loader, load.get()));
            }
          } catch (Exception e) {
            LOG.warn("the value of '{}' could not be loaded anew; the old one is kept", key, e);
          } finally {
            loads.remove(key, mine);
            // Whoever waits looks again.
            mine.cancel(false);
          }
        });
  }

  private Optional<CacheStorage.Kept> read(String key) {
    try {
      return storage.read(key);
    } catch (StoreUnavailableException e) {
      warn(e);
      return Optional.empty();
    }
  }

  private Optional<String> beginLoad(String key) {
    try {
      return storage.beginLoad(key, LOAD_MILLIS);
    } catch (StoreUnavailableException e) {
      warn(e);
      return Optional.of("");
    }
  }

  private void endLoad(String key, String load) {
    if (load.isEmpty()) {
      return;
    }
    try {
      endLoadNow(key, load);
    } catch (CancellationException e) {
      // This thread is not to wait any more, but others may wait for it.
      Thread.ofVirtual().name("lokstra-cache-undo").start(() -> endLoadNow(key, load));
    }
  }

  private void endLoadNow(String key, String load) {
    try {
      storage.endLoad(key, load);
    } catch (StoreUnavailableException e) {
      LOG.debug("the right to load '{}' was not given back; it ends by itself", key, e);
    }
  }

  private void warn(StoreUnavailableException e) {
    long last = warned.get();
    long now = System.nanoTime();
    if (now - last >= WARN_EVERY_NANOS && warned.compareAndSet(last, now)) {
      LOG.warn("a cache cannot reach its store, and loads each time: {}", e.getMessage());
    }
  }
}
