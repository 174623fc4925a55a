package io.lokstra.redis;

import io.lokstra.middleware.RateLimiter;
import io.lokstra.store.Cache;
import io.lokstra.store.DistributedLock;
import io.lokstra.store.KeyValueStore;
import io.lokstra.store.PubSub;
import io.lokstra.store.RateLimitOptions;
import io.lokstra.testkit.store.CacheContract;
import io.lokstra.testkit.store.DistributedLockContract;
import io.lokstra.testkit.store.KeyValueStoreContract;
import io.lokstra.testkit.store.PubSubContract;
import io.lokstra.testkit.store.RateLimiterContract;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/** What is kept in Redis does what the contracts say. */
class RedisFormsTest {
  private static final RedisOptions OPTIONS =
      TestRedis.options().withNamespace("f" + UUID.randomUUID());
  private static final Redis REDIS = Redis.open(OPTIONS);
  private static final Redis OTHER = Redis.open("other", OPTIONS);

  @AfterAll
  static void close() {
    REDIS.close();
    OTHER.close();
  }

  private static String fresh() {
    return UUID.randomUUID().toString();
  }

  @Nested
  class Store implements KeyValueStoreContract {
    @Override
    public KeyValueStore emptyStore() {
      return RedisStores.store(REDIS).namespace(fresh());
    }
  }

  @Nested
  class Caches implements CacheContract {
    private String namespace = "";

    @Override
    public Cache emptyCache() {
      namespace = fresh();
      return RedisStores.cache(REDIS).namespace(namespace);
    }

    @Override
    public Cache inAnotherProcess(Cache cache) {
      return RedisStores.cache(OTHER).namespace(namespace);
    }
  }

  @Nested
  class Locks implements DistributedLockContract {
    @Override
    public DistributedLock freeLocks() {
      String names = fresh();
      DistributedLock locks = RedisStores.locks(REDIS);
      return (name, wait, lease) ->
          name.isEmpty() || name.equals("a")
              ? locks.tryLock(name, wait, lease)
              : locks.tryLock(name + names, wait, lease);
    }
  }

  @Nested
  class Channels implements PubSubContract {
    @Override
    public PubSub silentChannels() {
      return RedisStores.pubSub(REDIS);
    }
  }

  @Nested
  class Limiter implements RateLimiterContract {
    @Override
    public RateLimiter freshLimiter(RateLimitOptions options) {
      return RedisStores.rateLimiter(REDIS, fresh(), options);
    }
  }
}
