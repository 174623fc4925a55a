package io.lokstra.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lokstra.store.KeyValueStore;
import io.lokstra.store.LockLease;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Three masters that share the slots. */
class ClusterTest {
  private static final Duration LONG = Duration.ofMinutes(2);
  private static final List<RedisProcess> NODES = new ArrayList<>();

  // No static initializer: another thread asks in it, and would wait for the class.
  @BeforeAll
  static void start() {
    List<RedisProcess> nodes = NODES;
    for (int i = 0; i < 3; i++) {
      nodes.add(RedisProcess.start("--cluster-enabled", "yes", "--cluster-node-timeout", "5000"));
    }
    for (int i = 0; i < 3; i++) {
      try (Redis node = Redis.open(RedisOptions.of(nodes.get(i).url()))) {
        RedisCommand slots = RedisCommand.of("CLUSTER").arg("ADDSLOTS");
        for (int slot = i; slot < 16_384; slot += 3) {
          slots.arg(slot);
        }
        node.call(slots);
        if (i > 0) {
          node.call(
              RedisCommand.of("CLUSTER").arg("MEET").arg("127.0.0.1").arg(nodes.getFirst().port()));
        }
      }
    }
    for (RedisProcess each : nodes) {
      try (Redis node = Redis.open(RedisOptions.of(each.url()))) {
        await()
            .atMost(60, SECONDS)
            .until(() -> {
              String info = node.call(RedisCommand.of("CLUSTER").arg("INFO")).asText();
              return info.contains("cluster_state:ok") && info.contains("cluster_known_nodes:3");
            });
      }
    }
  }

  @AfterAll
  static void stop() {
    NODES.forEach(RedisProcess::close);
  }

  private static Redis open() {
    return Redis.open(
        RedisOptions.of(NODES.getFirst().url())
            .withCluster(List.of(NODES.getFirst().url(), NODES.get(1).url())));
  }

  @Test
  void sendsEachCommandWhereItsKeyIs() {
    try (Redis redis = open()) {
      assertThat(redis.connected()).isTrue();
      assertThat(redis.status().problem()).isEmpty();
      List<RedisCommand> puts = new ArrayList<>();
      List<RedisCommand> gets = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        puts.add(RedisCommand.of("SET").key("k" + i).arg(i));
        gets.add(RedisCommand.of("GET").key("k" + i));
      }
      assertThat(redis.pipeline(puts)).extracting(RedisReply::asText).containsOnly("OK");
      List<RedisReply> replies = redis.pipeline(gets);
      for (int i = 0; i < 100; i++) {
        assertThat(replies.get(i).asLong()).isEqualTo(i);
        assertThat(redis.call(gets.get(i)).asLong()).isEqualTo(i);
      }
    }
  }

  @Test
  void runsScriptsAndWaitsForListsWhereTheirKeysAre() {
    RedisScript move =
        RedisScript.of("move", "redis.call('rpush', KEYS[2], redis.call('get', KEYS[1])) return 1");
    try (Redis redis = open();
        RedisWaiter waiter = redis.waiter()) {
      for (int i = 0; i < 20; i++) {
        byte[] from = ("from:{" + i + "}").getBytes(UTF_8);
        byte[] to = ("to:{" + i + "}").getBytes(UTF_8);
        redis.call(RedisCommand.of("SET").key(from).arg(i));
        redis.run(move, List.of(from, to), List.of());
        assertThat(waiter.pop(LONG, List.of(to)).orElseThrow().value())
            .isEqualTo(Integer.toString(i).getBytes(UTF_8));
      }
      assertThatThrownBy(
              () -> redis.run(move, List.of("a".getBytes(UTF_8), "b".getBytes(UTF_8)), List.of()))
          .isInstanceOf(RedisException.class)
          .hasMessageContaining("CROSSSLOT");
    }
  }

  @Test
  void keepsWhatInstancesShare() {
    try (Redis redis = open()) {
      KeyValueStore store = RedisStores.store(redis);
      for (int i = 0; i < 20; i++) {
        assertThat(store.increment("n" + i, i, LONG)).isEqualTo(i);
        LockLease lease =
            RedisStores.locks(redis).tryLock("l" + i, Duration.ZERO, LONG).orElseThrow();
        assertThat(lease.held()).isTrue();
        lease.close();
      }
      List<String> got = new java.util.concurrent.CopyOnWriteArrayList<>();
      try (var _ = RedisStores.pubSub(redis).subscribe("c", message -> got.add(message.text()))) {
        await()
            .atMost(30, SECONDS)
            .until(() -> {
              RedisStores.pubSub(redis).publishText("c", "x");
              return !got.isEmpty();
            });
      }
    }
  }
}
