package io.lokstra.redis;

import io.lokstra.internal.store.LoadingCache;
import io.lokstra.middleware.RateLimiter;
import io.lokstra.redis.internal.RedisCacheStorage;
import io.lokstra.redis.internal.RedisLocks;
import io.lokstra.redis.internal.RedisPubSub;
import io.lokstra.redis.internal.RedisRateLimiter;
import io.lokstra.redis.internal.RedisStore;
import io.lokstra.store.Cache;
import io.lokstra.store.DistributedLock;
import io.lokstra.store.KeyValueStore;
import io.lokstra.store.PubSub;
import io.lokstra.store.PubSubOptions;
import io.lokstra.store.RateLimitOptions;

/**
 * What instances of a service share, in Redis. Configuration has the same as services: {@code
 * redis-store}, {@code redis-cache}, {@code redis-locks}, {@code redis-pubsub}, {@code
 * redis-rate-limiter}.
 */
public final class RedisStores {
  private RedisStores() {}

  /** Values under keys. */
  public static KeyValueStore store(Redis redis) {
    return new RedisStore(redis, "");
  }

  /** A cache. */
  public static Cache cache(Redis redis) {
    return new LoadingCache(new RedisCacheStorage(redis), "");
  }

  /** Locks. */
  public static DistributedLock locks(Redis redis) {
    return new RedisLocks(redis);
  }

  /** Messages. */
  public static PubSub pubSub(Redis redis) {
    return new RedisPubSub(redis, PubSubOptions.defaults());
  }

  /**
   * A limit that all instances count for together.
   *
   * @param name tells it apart from others in the same Redis
   */
  public static RateLimiter rateLimiter(Redis redis, String name, RateLimitOptions options) {
    return new RedisRateLimiter(redis, name, options);
  }
}
