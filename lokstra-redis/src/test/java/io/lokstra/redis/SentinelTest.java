package io.lokstra.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A master, its replica, and a sentinel that looks after them. */
class SentinelTest {

  @Test
  void goesOnWithTheReplicaWhenTheMasterIsKilled() throws IOException {
    try (RedisProcess master = RedisProcess.start();
        RedisProcess replica =
            RedisProcess.start("--replicaof", "127.0.0.1", Integer.toString(master.port()))) {
      int port = RedisProcess.freePort();
      Path config = Files.createTempDirectory("lokstra-sentinel").resolve("sentinel.conf");
      Files.writeString(
          config,
          """
          port %d
          bind 127.0.0.1
          dir %s
          sentinel monitor main 127.0.0.1 %d 1
          sentinel down-after-milliseconds main 1000
          sentinel failover-timeout main 5000
          """
              .formatted(port, config.getParent(), master.port()));
      try (RedisProcess sentinel = RedisProcess.startOn(port, config.toString(), "--sentinel");
          Redis redis =
              Redis.open(
                  RedisOptions.of("redis://unused")
                      .withSentinels(List.of(sentinel.url()), "main")
                      .withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(2)));
          Redis asked = Redis.open(RedisOptions.of(sentinel.url()))) {
        await()
            .atMost(60, SECONDS)
            .until(() -> redis.call(RedisCommand.of("WAIT").arg(1).arg(100)).asLong() == 1);
        redis.call(RedisCommand.of("SET").key("a").arg("kept"));
        assertThat(redis.call(RedisCommand.of("WAIT").arg(1).arg(900)).asLong()).isEqualTo(1);
        await()
            .atMost(60, SECONDS)
            .until(() ->
                !asked
                    .call(RedisCommand.of("SENTINEL").arg("REPLICAS").arg("main"))
                    .asList()
                    .isEmpty());

        master.kill();

        await().atMost(90, SECONDS).until(() -> answersFrom(redis, replica));
        assertThat(redis.call(RedisCommand.of("GET").key("a")).asText()).isEqualTo("kept");
        redis.call(RedisCommand.of("SET").key("a").arg("written"));
      }
    }
  }

  private static boolean answersFrom(Redis redis, RedisProcess server) {
    try {
      redis.call(RedisCommand.of("SET").key("probe").arg("x"));
      return redis
          .call(RedisCommand.of("INFO").arg("server"))
          .asText()
          .contains("tcp_port:" + server.port());
    } catch (RedisUnavailableException e) {
      return false;
    }
  }
}
