package io.lokstra.redis.internal;

import io.lokstra.dev.DevServices;
import io.lokstra.internal.store.LoadingCache;
import io.lokstra.redis.Redis;
import io.lokstra.redis.RedisOptions;
import io.lokstra.service.Contributions;
import io.lokstra.service.LokstraModule;
import io.lokstra.service.Uses;
import io.lokstra.store.PubSubOptions;
import io.lokstra.store.RateLimitOptions;

/** What this module contributes: the type {@code redis}, and what stands on one. */
public final class RedisModule implements LokstraModule {

  @Override
  public String name() {
    return "lokstra-redis";
  }

  @Override
  public void contribute(Contributions to) {
    to.type(
            "redis",
            RedisOptions.class,
            (options, use) -> {
              options.url().forEach(url -> DevServices.check(url, use.mode()));
              return Redis.unopened(use.name(), options);
            })
        .type(
            "redis-store",
            NamespaceOptions.class,
            (options, use) -> new RedisStore(redis(use), options.namespace()))
        .type(
            "redis-cache",
            NamespaceOptions.class,
            (options, use) ->
                new LoadingCache(new RedisCacheStorage(redis(use)), options.namespace()))
        .type("redis-locks", use -> new RedisLocks(redis(use)))
        .type(
            "redis-pubsub",
            PubSubOptions.class,
            (options, use) -> new RedisPubSub(redis(use), options))
        .type(
            "redis-rate-limiter",
            RateLimitOptions.class,
            (options, use) -> new RedisRateLimiter(redis(use), use.name(), options));
  }

  private static Redis redis(Uses use) {
    return use.get("redis", Redis.class);
  }
}
