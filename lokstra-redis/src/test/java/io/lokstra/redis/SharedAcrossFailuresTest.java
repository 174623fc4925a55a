package io.lokstra.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lokstra.http.App;
import io.lokstra.http.RunningServer;
import io.lokstra.http.Server;
import io.lokstra.middleware.RateLimiter;
import io.lokstra.store.Cache;
import io.lokstra.store.DistributedLock;
import io.lokstra.store.KeyValueStore;
import io.lokstra.store.LockLease;
import io.lokstra.store.MessageSubscription;
import io.lokstra.store.PubSub;
import io.lokstra.store.StoreUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What instances share, when the server is killed or forgets. */
class SharedAcrossFailuresTest {
  private static final Duration LONG = Duration.ofMinutes(2);

  private final RedisProcess server = RedisProcess.start();
  private final Redis redis =
      Redis.open(
          RedisOptions.of(server.url()).withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(2)));

  @AfterEach
  void close() {
    redis.close();
    server.close();
  }

  @Test
  void tellsTheHolderOfALockThatRedisForgot() {
    DistributedLock locks = RedisStores.locks(redis);
    AtomicInteger told = new AtomicInteger();
    LockLease lease = locks.tryLock("a", Duration.ZERO, Duration.ofMillis(600)).orElseThrow();
    lease.onLost(told::incrementAndGet);
    redis.call(RedisCommand.of("FLUSHALL"));
    await().atMost(20, SECONDS).until(() -> told.get() == 1);
    assertThat(lease.held()).isFalse();
    lease.onLost(told::incrementAndGet);
    await().atMost(20, SECONDS).until(() -> told.get() == 2);
    // What kept the last token is gone too, and the next one is larger all the same.
    try (LockLease next = locks.tryLock("a", Duration.ZERO, LONG).orElseThrow()) {
      assertThat(next.token()).isGreaterThan(lease.token());
      lease.close();
      assertThat(next.held()).isTrue();
      assertThat(locks.tryLock("a", Duration.ZERO, LONG)).isEmpty();
    }
  }

  @Test
  void losesALockThatCannotBeRenewed() {
    AtomicInteger told = new AtomicInteger();
    LockLease lease =
        RedisStores.locks(redis).tryLock("a", Duration.ZERO, Duration.ofMillis(900)).orElseThrow();
    lease.onLost(told::incrementAndGet);
    server.kill();
    await().atMost(20, SECONDS).until(() -> told.get() == 1);
    assertThat(lease.held()).isFalse();
    lease.close();
    assertThatThrownBy(() -> RedisStores.locks(redis).tryLock("a", LONG, LONG))
        .isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void listensAnewAfterARestartAndTellsOfTheGap() {
    PubSub channels = RedisStores.pubSub(redis);
    ConcurrentLinkedQueue<String> got = new ConcurrentLinkedQueue<>();
    try (MessageSubscription subscription =
        channels.subscribe("a", message -> got.add(message.text()))) {
      subscription.onGap(() -> got.add("gap"));
      channels.publishText("a", "1");
      await().atMost(20, SECONDS).until(() -> got.contains("1"));
      server.kill();
      server.startAgain();
      await().atMost(30, SECONDS).until(() -> got.contains("gap"));
      await()
          .atMost(30, SECONDS)
          .until(() -> {
            try {
              channels.publishText("a", "2");
            } catch (StoreUnavailableException e) {
              // The other connection may be later.
            }
            return got.contains("2");
          });
    }
  }

  @Test
  void refusesToListenWhereRedisIsGone() {
    server.kill();
    await().atMost(20, SECONDS).until(() -> !redis.connected());
    PubSub channels = RedisStores.pubSub(redis);
    assertThatThrownBy(() -> channels.subscribe("a", _ -> {}))
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("cannot be listened to");
  }

  @Test
  void loadsEachTimeWhereTheCacheCannotBeReached() {
    Cache cache = RedisStores.cache(redis);
    server.kill();
    await().atMost(20, SECONDS).until(() -> !redis.connected());
    AtomicInteger loads = new AtomicInteger();
    for (int i = 1; i < 4; i++) {
      assertThat(cache.get("a", Integer.class, LONG, loads::incrementAndGet)).isEqualTo(i);
    }
    assertThatThrownBy(() -> cache.put("a", 1, LONG)).isInstanceOf(StoreUnavailableException.class);
    assertThatThrownBy(() -> RedisStores.store(redis).get("a"))
        .isInstanceOf(StoreUnavailableException.class);
  }

  @Test
  void areServicesThatConfigurationNames() throws Exception {
    Server shop =
        Server.named("shop")
            .services(services -> {
              services.add("redis", "redis").set("url", server.url()).set("namespace", "shop");
              services.add("sessions", "redis-store").set("namespace", "s");
              services.add("cache", "redis-cache");
              services.add("locks", "redis-locks");
              services.add("channels", "redis-pubsub");
              services.add("limits", "redis-rate-limiter").set("limit", "2");
              services.add("local", "memory-store");
            })
            .app(App.named("test", "127.0.0.1:0").get("/", ctx -> "x"));
    try (RunningServer running = shop.start()) {
      running.services().get("sessions", KeyValueStore.class).putText("k", "v", LONG);
      assertThat(redis.call(RedisCommand.of("GET").key("shop:kv:s:k")).asText()).isEqualTo("v");
      running.services().get("cache", Cache.class).put("k", 1, LONG);
      assertThat(redis.call(RedisCommand.of("GET").key("shop:cache:k")).asLong()).isEqualTo(1);
      DistributedLock locks = running.services().get("locks", DistributedLock.class);
      assertThat(locks.tryLock("l", LONG, LONG)).isPresent();
      running.services().get("channels", PubSub.class).publishText("c", "x");
      RateLimiter limits = running.services().get("limits", RateLimiter.class);
      assertThat(List.of(limits.take("a").allowed(), limits.take("a").allowed()))
          .containsExactly(true, true);
      assertThat(limits.take("a").allowed()).isFalse();
      assertThat(redis.call(RedisCommand.of("EXISTS").key("shop:rate:limits:a")).asLong())
          .isEqualTo(1);
      assertThat(running.services().get("local", KeyValueStore.class).get("k")).isEmpty();
    }
  }
}
