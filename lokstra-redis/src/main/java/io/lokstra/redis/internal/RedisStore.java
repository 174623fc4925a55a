package io.lokstra.redis.internal;

import io.lokstra.internal.store.StoreKeys;
import io.lokstra.json.Json;
import io.lokstra.redis.Redis;
import io.lokstra.redis.RedisCommand;
import io.lokstra.store.KeyValueStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Values in Redis, each under one key: {@code <namespace>:kv:<key>}. */
public final class RedisStore implements KeyValueStore {
  private final Redis redis;
  private final String prefix;
  private final Json json = Json.standard();

  /** The values whose keys begin with a namespace. */
  public RedisStore(Redis redis, String namespace) {
    this(StoreKeys.prefix("kv:", namespace), redis);
  }

  private RedisStore(String prefix, Redis redis) {
    this.redis = redis;
    this.prefix = prefix;
  }

  @Override
  public KeyValueStore namespace(String name) {
    return new RedisStore(StoreKeys.prefix(prefix, name), redis);
  }

  private byte[] key(String key) {
    return redis.key(prefix + StoreKeys.check(key));
  }

  static byte[] text(long number) {
    return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public Optional<byte[]> get(String key) {
    return redis.call(RedisCommand.of("GET").key(key(key))).bytes();
  }

  private RedisCommand set(String key, byte[] value, Duration ttl) {
    RedisCommand command = RedisCommand.of("SET").key(key(key)).arg(value);
    long millis = StoreKeys.millis(ttl);
    return millis == 0 ? command : command.arg("PX").arg(millis);
  }

  @Override
  public void put(String key, byte[] value, Duration ttl) {
    redis.call(set(key, value, ttl));
  }

  @Override
  public boolean putIfAbsent(String key, byte[] value, Duration ttl) {
    return !redis.call(set(key, value, ttl).arg("NX")).isNil();
  }

  @Override
  public boolean compareAndSet(String key, byte[] expected, byte[] value, Duration ttl) {
    List<byte[]> arguments = List.of(expected, value, text(StoreKeys.millis(ttl)));
    return redis.run(Scripts.COMPARE_AND_SET, List.of(key(key)), arguments).asLong() == 1;
  }

  @Override
  public boolean delete(String key) {
    return redis.call(RedisCommand.of("DEL").key(key(key))).asLong() == 1;
  }

  @Override
  public boolean deleteIf(String key, byte[] expected) {
    return redis.run(Scripts.DELETE_IF, List.of(key(key)), List.of(expected)).asLong() == 1;
  }

  @Override
  public long increment(String key, long by, Duration ttl) {
    List<byte[]> arguments = List.of(text(by), text(StoreKeys.millis(ttl)));
    return redis.run(Scripts.INCREMENT, List.of(key(key)), arguments).asLong();
  }

  @Override
  public Optional<Duration> timeToLive(String key) {
    long millis = redis.call(RedisCommand.of("PTTL").key(key(key))).asLong();
    return switch ((int) Math.min(millis, 0)) {
      case -2 -> Optional.empty();
      case -1 -> Optional.of(FOREVER);
      default -> Optional.of(Duration.ofMillis(Math.max(1, millis)));
    };
  }

  @Override
  public boolean expire(String key, Duration ttl) {
    long millis = StoreKeys.millis(ttl);
    if (millis > 0) {
      return redis.call(RedisCommand.of("PEXPIRE").key(key(key)).arg(millis)).asLong() == 1;
    }
    return redis
            .pipeline(
                List.of(
                    RedisCommand.of("PERSIST").key(key(key)),
                    RedisCommand.of("EXISTS").key(key(key))))
            .getLast()
            .asLong()
        == 1;
  }

  @Override
  public Json json() {
    return json;
  }
}
