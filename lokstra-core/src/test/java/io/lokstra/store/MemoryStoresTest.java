package io.lokstra.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.config.ConfigurationException;
import io.lokstra.http.App;
import io.lokstra.http.Server;
import io.lokstra.internal.store.LoadingCache;
import io.lokstra.internal.store.MemoryCacheStorage;
import io.lokstra.internal.store.MemoryLocks;
import io.lokstra.internal.store.MemoryPubSub;
import io.lokstra.internal.store.MemoryStore;
import io.lokstra.internal.store.StandardTypes;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * What is kept in memory: bounds, and the clock. What it does beside is in the test kit's
 * contracts.
 */
class MemoryStoresTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000);

  private void advance(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private MemoryStore store(int entries, long bytes) {
    return new MemoryStore(MemoryStoreOptions.defaults().withSize(entries, bytes), now::get);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void forgetsWhenTheClockSaysSo() {
    KeyValueStore store = store(10, 10_000).namespace("n");
    store.putText("a", "x", MINUTE);
    store.increment("n", 1, MINUTE.plusSeconds(1));
    assertThat(store.timeToLive("a")).contains(MINUTE);
    advance(MINUTE.minusNanos(1));
    assertThat(store.getText("a")).contains("x");
    assertThat(store.timeToLive("a")).contains(Duration.ofMillis(1));
    assertThat(store.increment("n", 1, MINUTE)).isEqualTo(2);
    advance(Duration.ofNanos(1));
    assertThat(store.get("a")).isEmpty();
    assertThat(store.timeToLive("a")).isEmpty();
    assertThat(store.delete("a")).isFalse();
    assertThat(store.increment("n", 1, MINUTE)).isEqualTo(3);
    advance(Duration.ofSeconds(1));
    assertThat(store.increment("n", 1, KeyValueStore.FOREVER)).isEqualTo(1);
    advance(Duration.ofDays(10_000));
    assertThat(store.timeToLive("n")).contains(KeyValueStore.FOREVER);
    assertThat(store.expire("n", MINUTE)).isTrue();
    advance(MINUTE);
    assertThat(store.expire("n", MINUTE)).isFalse();
  }

  @Test
  void refusesMoreThanThereIsRoomForAndTakesItWhenSomethingEnded() {
    KeyValueStore few = store(2, 10_000);
    few.putText("a", "x", MINUTE);
    few.putText("b", "x", KeyValueStore.FOREVER);
    few.putText("b", "y", KeyValueStore.FOREVER);
    assertThatThrownBy(() -> few.putText("c", "x", MINUTE))
        .isInstanceOfSatisfying(
            StoreException.class, full -> assertThat(full.code()).isEqualTo("LOK-STO-002"))
        .hasMessageContaining("2 entries (max-entries 2)");
    advance(MINUTE);
    few.putText("c", "x", MINUTE);

    KeyValueStore small = store(100, 1000);
    small.put("a", new byte[500], MINUTE);
    assertThatThrownBy(() -> small.put("b", new byte[500], MINUTE))
        .hasMessageContaining("no room in memory for a value of 500 bytes");
    assertThat(small.compareAndSet("a", new byte[500], new byte[700], MINUTE)).isTrue();
    assertThat(small.compareAndSet("a", new byte[500], new byte[1], MINUTE)).isFalse();
    assertThat(small.deleteIf("a", new byte[1])).isFalse();
    assertThat(small.deleteIf("a", new byte[700])).isTrue();
    assertThat(small.putIfAbsent("a", bytes("1"), MINUTE)).isTrue();
    assertThat(small.putIfAbsent("a", bytes("2"), MINUTE)).isFalse();
    assertThat(small.delete("a")).isTrue();
    small.putText("word", "x", MINUTE);
    assertThatThrownBy(() -> small.increment("word", 1, MINUTE))
        .hasMessageContaining("LOK-STO-001 'word' cannot be counted");
    small.putJson("json", 7, MINUTE);
    assertThat(small.get("json", Integer.class)).contains(7);
  }

  @Test
  void refusesKeysTimesAndSizesThatAreNone() {
    KeyValueStore store = store(10, 1000);
    assertThatThrownBy(() -> store.get("")).hasMessageContaining("a key of 0 characters");
    assertThatThrownBy(() -> store.get("a\u0007")).hasMessageContaining("control character 7 at 1");
    assertThatThrownBy(() -> store.putText("a", "x", Duration.ofSeconds(-1)))
        .hasMessageContaining("a time to live of PT-1S");
    assertThatThrownBy(() -> store(0, 1)).hasMessageContaining("max-entries is 0");
    assertThatThrownBy(() -> new MemoryLockOptions(0)).hasMessageContaining("max-locks is 0");
    assertThatThrownBy(() -> new PubSubOptions(0, 1)).hasMessageContaining("max-waiting is 0");
    assertThatThrownBy(() -> CacheTimes.of(MINUTE).absentFor(Duration.ZERO))
        .hasMessageContaining("expected more than zero");
    assertThat(RateLimitOptions.of(5, MINUTE).atOnce()).isEqualTo(5);
    assertThat(RateLimitOptions.of(5, MINUTE).withBurst(2).atOnce()).isEqualTo(2);
  }

  @Test
  void cacheDropsWhatWasNotAskedForTheLongestAndNeverGrows() {
    MemoryCacheStorage storage =
        new MemoryCacheStorage(MemoryStoreOptions.defaults().withSize(100, 50_000), now::get);
    Cache cache = new LoadingCache(storage, "");
    cache.put("hot", 1, MINUTE);
    Random random = new Random(4);
    for (int i = 0; i < 10_000; i++) {
      cache.put("k" + random.nextInt(5000), "x".repeat(random.nextInt(2000)), MINUTE);
      assertThat(cache.peek("hot", Integer.class)).contains(1);
      assertThat(storage.count()).isLessThanOrEqualTo(100);
    }
    cache.put("large", "x".repeat(60_000), MINUTE);
    assertThat(cache.peek("large", String.class)).isEmpty();
    cache.remove("hot");
    assertThat(cache.peek("hot", Integer.class)).isEmpty();
    advance(MINUTE);
    assertThat(storage.count()).isZero();
  }

  @Test
  void cacheLoadsAnewByTheClock() throws Exception {
    Cache cache =
        new LoadingCache(new MemoryCacheStorage(MemoryStoreOptions.defaults(), now::get), "c");
    CacheTimes times = CacheTimes.of(MINUTE).refreshAfter(Duration.ofSeconds(40));
    AtomicInteger loads = new AtomicInteger();
    CountDownLatch second = new CountDownLatch(1);
    CacheLoader<Integer, RuntimeException> loader =
        () -> {
          int n = loads.incrementAndGet();
          if (n == 2) {
            second.countDown();
          }
          return n;
        };
    assertThat(cache.get("a", Integer.class, times, loader)).isEqualTo(1);
    advance(Duration.ofSeconds(39));
    assertThat(cache.get("a", Integer.class, times, loader)).isEqualTo(1);
    assertThat(loads).hasValue(1);
    advance(Duration.ofSeconds(1));
    assertThat(cache.get("a", Integer.class, times, loader)).isEqualTo(1);
    second.await();
    while (cache.peek("a", Integer.class).orElse(0) < 2) {
      Thread.onSpinWait();
    }
    advance(MINUTE);
    assertThat(cache.get("a", Integer.class, times, loader)).isEqualTo(3);
    assertThat(cache.find("none", String.class, times, Optional::empty)).isEmpty();
    assertThatThrownBy(() -> cache.get("none", String.class, MINUTE, () -> "x"))
        .hasMessageContaining("LOK-STO-003");
    advance(Duration.ofSeconds(6));
    assertThat(cache.namespace("n").get("none", String.class, MINUTE, () -> "x")).isEqualTo("x");
    assertThat(cache.get("none", String.class, MINUTE, () -> "x")).isEqualTo("x");
    assertThatThrownBy(() ->
            cache.get(
                "fails",
                String.class,
                MINUTE,
                () -> {
                  throw new java.io.IOException("no disk");
                }))
        .isInstanceOf(java.io.IOException.class);
  }

  @Test
  void locksAndChannelsAreBounded() {
    DistributedLock locks = new MemoryLocks(new MemoryLockOptions(1));
    try (LockLease lease = locks.tryLock("a", MINUTE, MINUTE).orElseThrow()) {
      assertThat(lease.held()).isTrue();
      assertThat(lease.name()).isEqualTo("a");
      assertThat(lease.token()).isPositive();
      lease.onLost(() -> {});
      assertThat(locks.tryLock("a", Duration.ofMillis(1), MINUTE)).isEmpty();
      assertThatThrownBy(() -> locks.tryLock("b", MINUTE, MINUTE))
          .hasMessageContaining("LOK-STO-002 1 locks are held");
    }
    assertThatThrownBy(() -> locks.tryLock("b", MINUTE, Duration.ofMillis(1)))
        .hasMessageContaining("a lease of PT0.001S");

    PubSub channels = new MemoryPubSub(new PubSubOptions(10, 1));
    MessageSubscription only = channels.subscribe("a", _ -> {});
    assertThatThrownBy(() -> channels.subscribe("b", _ -> {}))
        .hasMessageContaining("1 listen already (max-subscriptions)");
    only.close();
    only.close();
    assertThat(only.dropped()).isZero();
    channels.publishText("a", "x");
    channels.publishJson("a", 1);
    channels.subscribe("b", _ -> {}).close();
  }

  @Test
  void bringsMessagesInOrderAndDropsTheOldest() throws Exception {
    PubSub channels = new MemoryPubSub(new PubSubOptions(2, 10));
    List<String> got = new CopyOnWriteArrayList<>();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(3);
    try (MessageSubscription subscription =
        channels.subscribe(
            "a",
            message -> {
              got.add(message.text());
              begun.countDown();
              done.countDown();
              try {
                go.await();
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
              throw new IllegalStateException("fails each time");
            })) {
      subscription.onGap(() -> got.add("-"));
      channels.publishText("a", "1");
      begun.await();
      channels.publishText("a", "2");
      channels.publishText("a", "3");
      channels.publishText("a", "4");
      assertThat(subscription.dropped()).isEqualTo(1);
      go.countDown();
      done.await();
      assertThat(got).containsExactly("1", "-", "3", "4");
    }
    Message message = new Message("a", bytes("[1]"));
    assertThat(message.as(Object[].class)).hasSize(1);
    assertThat(message).hasToString("Message[a, 3 bytes]");
  }

  @Test
  void unavailableStoreIs503AndTellsTheClientNothing() {
    StoreUnavailableException gone =
        new StoreUnavailableException("LOK-X-1", "redis at 10.0.0.1 is gone", true);
    assertThat(gone.status()).isEqualTo(503);
    assertThat(gone.failure().message()).isEqualTo("A part of this service cannot be reached.");
    assertThat(gone).hasMessage("LOK-X-1 redis at 10.0.0.1 is gone");
    assertThat(gone.problem()).isEqualTo("LOK-X-1");
    assertThat(gone.mayHaveHappened()).isTrue();
  }

  @Test
  void everyServerHasTheFormsInMemoryAsTypesOfServices() throws Exception {
    Server server =
        Server.named("shop")
            .services(services -> StandardTypes.NAMES.forEach(type -> services.add(type, type)))
            .app(App.named("test", "127.0.0.1:0").get("/", ctx -> "x"));
    assertThatThrownBy(() -> server.start("--services.memory-store.config.max-entry=3"))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("max-entries");
    assertThat(StandardTypes.find("memory-other")).isEmpty();
    for (String name : StandardTypes.NAMES) {
      assertThat(StandardTypes.find(name))
          .hasValueSatisfying(type -> assertThat(type.name()).isEqualTo(name));
    }
  }
}
