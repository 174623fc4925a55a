/**
 * Redis as a service: commands, scripts and pipelines on one connection that all threads share, and
 * on it stores, caches, locks, messages and limits that several instances share.
 *
 * <p>{@link io.lokstra.redis.Redis} is where a reader begins. Lettuce moves the bytes; no type of
 * its is in this module's API.
 */
module io.lokstra.redis {
  requires transitive io.lokstra.core;
  requires transitive org.jspecify;
  requires io.netty.buffer;
  requires io.netty.common;
  requires io.netty.handler;
  requires io.netty.transport;
  requires lettuce.core; // has no name of its own but that of its manifest
  requires org.slf4j;

  exports io.lokstra.redis;

  provides io.lokstra.service.LokstraModule with
      io.lokstra.redis.internal.RedisModule;

  opens io.lokstra.redis.internal to
      io.lokstra.core;
  opens io.lokstra.redis to
      io.lokstra.core;
}
