package io.lokstra.redis.internal;

import io.lokstra.middleware.RateLimiter;
import io.lokstra.redis.Redis;
import io.lokstra.redis.RedisReply;
import io.lokstra.store.RateLimitOptions;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Counts in Redis, by its clock: one key for each that is counted, {@code <namespace>:rate:<name>:
 * <key>}, which ends by itself.
 */
public final class RedisRateLimiter implements RateLimiter {
  private static final int LONGEST = 512;

  private final Redis redis;
  private final String prefix;
  private final double one;
  private final double all;
  private final List<byte[]> arguments;

  /**
   * A limit.
   *
   * @param name tells it apart from others in the same Redis
   */
  public RedisRateLimiter(Redis redis, String name, RateLimitOptions options) {
    this.redis = redis;
    this.prefix = "rate:" + name + ":";
    this.one = options.window().toNanos() / 1000.0 / options.limit();
    this.all = one * options.atOnce();
    this.arguments = List.of(text(one), text(all));
  }

  private static byte[] text(double number) {
    return Double.toString(number).getBytes(StandardCharsets.US_ASCII);
  }

  @Override
  public Decision take(String key) {
    // A key may be what a client says: what is longer is counted together by its beginning.
    String counted = key.length() <= LONGEST ? key : key.substring(0, LONGEST);
    List<RedisReply> state =
        redis.run(Scripts.RATE, List.of(redis.key(prefix + counted)), arguments).asList();
    boolean allowed = state.get(0).asLong() == 1;
    long untilAll = state.get(1).asLong();
    long remaining = allowed ? Math.max(0, (long) Math.floor((all - untilAll + 1) / one)) : 0;
    return new Decision(
        allowed,
        remaining,
        Duration.of(untilAll, ChronoUnit.MICROS),
        Duration.of(state.get(2).asLong(), ChronoUnit.MICROS));
  }
}
