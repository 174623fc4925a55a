package io.lokstra.redis.internal;

import io.lokstra.redis.Redis;
import io.lokstra.redis.RedisOptions;
import io.lokstra.service.Contributions;
import io.lokstra.service.LokstraModule;

/** What this module contributes: the service type {@code redis}. */
public final class RedisModule implements LokstraModule {

  @Override
  public String name() {
    return "lokstra-redis";
  }

  @Override
  public void contribute(Contributions to) {
    to.type("redis", RedisOptions.class, (options, use) -> Redis.unopened(use.name(), options));
  }
}
