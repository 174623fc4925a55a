package io.lokstra.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RedisWaiterTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  private final Redis redis =
      Redis.open(
          TestRedis.options()
              .withNamespace("w" + UUID.randomUUID())
              .withTimeouts(Duration.ofSeconds(2), Duration.ofSeconds(2))
              .withOwnConnections(2));
  private final byte[] first = redis.key("first");
  private final byte[] second = redis.key("second");
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    redis.close();
    threads.close();
  }

  private void push(byte[] list, String value) {
    redis.call(RedisCommand.of("RPUSH").key(list).arg(value));
  }

  private long blocked() {
    String clients = redis.call(RedisCommand.of("CLIENT").arg("LIST")).asText();
    return clients
        .lines()
        .filter(line -> line.contains("cmd=blpop") && line.contains("flags=b"))
        .count();
  }

  @Test
  void takesWhatIsThereAndWaitsForWhatIsNot() throws Exception {
    push(second, "there");
    try (RedisWaiter waiter = redis.waiter()) {
      RedisWaiter.Popped popped = waiter.pop(LONG, List.of(first, second)).orElseThrow();
      assertThat(popped.key()).isEqualTo(second);
      assertThat(new String(popped.value(), UTF_8)).isEqualTo("there");

      Future<Optional<RedisWaiter.Popped>> later =
          threads.submit(() -> waiter.pop(LONG, List.of(first, second)));
      await().atMost(20, SECONDS).until(() -> blocked() > 0);
      assertThatThrownBy(() -> waiter.pop(LONG, List.of(first)))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("each needs its own");
      push(first, "later");
      assertThat(later.get(20, SECONDS).orElseThrow().value()).isEqualTo("later".getBytes(UTF_8));
    }
  }

  @Test
  void comesBackWithNothingWhenTheWaitIsOver() {
    try (RedisWaiter waiter = redis.waiter()) {
      assertThat(waiter.pop(Duration.ZERO, List.of(first))).isEmpty();
      // Longer than one part of the wait, of which each is a command of its own.
      assertThat(waiter.pop(Duration.ofMillis(2500), List.of(first))).isEmpty();
    }
  }

  @Test
  void endsWhenItIsClosedByAnotherThread() throws Exception {
    RedisWaiter waiter = redis.waiter();
    Future<?> waits = threads.submit(() -> waiter.pop(LONG, List.of(first)));
    await().atMost(20, SECONDS).until(() -> blocked() > 0);
    waiter.close();

    assertThatThrownBy(() -> waits.get(20, SECONDS))
        .hasCauseInstanceOf(RedisUnavailableException.class);
    assertThatThrownBy(() -> waiter.pop(LONG, List.of(first)))
        .hasMessageContaining("this waiter on redis redis is closed");
    await().atMost(20, SECONDS).until(() -> blocked() == 0);
  }

  @Test
  void leavesNothingBehindInTheServerWhenItsThreadIsInterrupted() throws Exception {
    try (RedisWaiter waiter = redis.waiter()) {
      AtomicReference<Thread> thread = new AtomicReference<>();
      Future<?> waits =
          threads.submit(() -> {
            thread.set(Thread.currentThread());
            return waiter.pop(LONG, List.of(first));
          });
      await().atMost(20, SECONDS).until(() -> blocked() > 0);
      thread.get().interrupt();

      assertThatThrownBy(() -> waits.get(20, SECONDS))
          .hasCauseInstanceOf(CancellationException.class);
      await().atMost(20, SECONDS).until(() -> blocked() == 0);
      push(first, "kept");
      assertThat(waiter.pop(LONG, List.of(first)).orElseThrow().value())
          .isEqualTo("kept".getBytes(UTF_8));
    }
  }

  @Test
  void saysWhenTooManyHaveConnectionsOfTheirOwn() {
    try (RedisWaiter one = redis.waiter();
        RedisWaiter three = redis.waiter()) {
      RedisWaiter two = redis.waiter();
      assertThat(one.pop(Duration.ZERO, List.of(first))).isEmpty();
      assertThat(two.pop(Duration.ZERO, List.of(first))).isEmpty();
      assertThatThrownBy(() -> three.pop(Duration.ZERO, List.of(first)))
          .isInstanceOf(RedisUnavailableException.class)
          .hasMessageContaining("LOK-RED-005")
          .hasMessageContaining("max-own-connections (2)");
      two.close();
      assertThat(three.pop(Duration.ZERO, List.of(first))).isEmpty();
    }
  }
}
