package io.lokstra.redis;

/** One server for all tests that do it no harm. */
final class TestRedis {
  private static final class Holder {
    static final RedisProcess SERVER = RedisProcess.start();
  }

  private TestRedis() {}

  static RedisProcess server() {
    return Holder.SERVER;
  }

  static RedisOptions options() {
    return RedisOptions.of(server().url());
  }
}
