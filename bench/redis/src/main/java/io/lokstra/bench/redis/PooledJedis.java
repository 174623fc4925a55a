package io.lokstra.bench.redis;

import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.RedisClient;

/** Jedis with its pool: one connection for each command under way. */
final class PooledJedis implements Client {
  private final RedisClient redis;
  private final int size;
  private final byte[] digest;

  PooledJedis(int port, int size) {
    this.size = size;
    ConnectionPoolConfig pool = new ConnectionPoolConfig();
    pool.setMaxTotal(size);
    pool.setMaxIdle(size);
    pool.setFairness(true);
    redis =
        RedisClient.builder()
            .hostAndPort("127.0.0.1", port)
            .poolConfig(pool)
            .clientConfig(
                DefaultJedisClientConfig.builder()
                    .socketTimeoutMillis((int) TIMEOUT.toMillis())
                    .connectionTimeoutMillis((int) TIMEOUT.toMillis())
                    .build())
            .build();
    digest = redis.scriptLoad(SCRIPT).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
  }

  @Override
  public String name() {
    return "Jedis, pool of " + size;
  }

  @Override
  public void set() {
    redis.set(KEY, VALUE);
  }

  @Override
  public void get() {
    redis.get(KEY);
  }

  @Override
  public void script() {
    redis.evalsha(digest, 1, COUNTER, ONE);
  }

  @Override
  public void close() {
    redis.close();
  }
}
