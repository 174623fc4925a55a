package io.lokstra.redis.internal;

import io.lokstra.internal.store.CacheStorage;
import io.lokstra.redis.Redis;
import io.lokstra.redis.RedisCommand;
import io.lokstra.redis.RedisReply;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A cache's values in Redis: {@code <namespace>:cache:<key>}, and beside one that is being loaded,
 * under {@code <namespace>:loading:<key>}, who loads it.
 */
public final class RedisCacheStorage implements CacheStorage {
  private final Redis redis;

  /** The values in this Redis. */
  public RedisCacheStorage(Redis redis) {
    this.redis = redis;
  }

  private byte[] value(String key) {
    return redis.key("cache:" + key);
  }

  private byte[] loading(String key) {
    return redis.key("loading:" + key);
  }

  @Override
  public Optional<Kept> read(String key) {
    byte[] where = value(key);
    List<RedisReply> replies =
        redis.pipeline(
            List.of(RedisCommand.of("GET").key(where), RedisCommand.of("PTTL").key(where)));
    return replies
        .getFirst()
        .bytes()
        .map(value -> new Kept(value, left(replies.getLast().asLong())));
  }

  // One that ended between the two questions has a moment left; one without an end, 0.
  private static long left(long pttl) {
    return pttl == -1 ? 0 : Math.max(1, pttl);
  }

  @Override
  public void write(String key, byte[] value, long millis) {
    RedisCommand command = RedisCommand.of("SET").key(value(key)).arg(value);
    redis.call(millis == 0 ? command : command.arg("PX").arg(millis));
  }

  @Override
  public void remove(String key) {
    redis.call(RedisCommand.of("DEL").key(value(key)));
  }

  @Override
  public Optional<String> beginLoad(String key, long millis) {
    String load = UUID.randomUUID().toString();
    RedisReply taken =
        redis.call(
            RedisCommand.of("SET").key(loading(key)).arg(load).arg("PX").arg(millis).arg("NX"));
    return taken.isNil() ? Optional.empty() : Optional.of(load);
  }

  @Override
  public void endLoad(String key, String load) {
    redis.run(
        Scripts.DELETE_IF,
        List.of(loading(key)),
        List.of(load.getBytes(StandardCharsets.US_ASCII)));
  }
}
