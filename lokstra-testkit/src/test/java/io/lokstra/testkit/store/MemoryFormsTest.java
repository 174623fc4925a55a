package io.lokstra.testkit.store;

import io.lokstra.middleware.RateLimiter;
import io.lokstra.store.Cache;
import io.lokstra.store.DistributedLock;
import io.lokstra.store.KeyValueStore;
import io.lokstra.store.PubSub;
import io.lokstra.store.RateLimitOptions;
import org.junit.jupiter.api.Nested;

/** What is kept in the memory of one process does what the contracts say. */
class MemoryFormsTest {

  @Nested
  class Store implements KeyValueStoreContract {
    @Override
    public KeyValueStore emptyStore() {
      return KeyValueStore.inMemory();
    }
  }

  @Nested
  class Caches implements CacheContract {
    @Override
    public Cache emptyCache() {
      return Cache.inMemory();
    }

    @Override
    public Cache inAnotherProcess(Cache cache) {
      return cache;
    }
  }

  @Nested
  class Locks implements DistributedLockContract {
    @Override
    public DistributedLock freeLocks() {
      return DistributedLock.inMemory();
    }
  }

  @Nested
  class Channels implements PubSubContract {
    @Override
    public PubSub silentChannels() {
      return PubSub.inMemory();
    }
  }

  @Nested
  class Limiter implements RateLimiterContract {
    @Override
    public RateLimiter freshLimiter(RateLimitOptions options) {
      return RateLimiter.inMemory(
          options.limit(), options.window(), options.atOnce(), options.maxKeys());
    }
  }
}
