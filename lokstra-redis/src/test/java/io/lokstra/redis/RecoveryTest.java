package io.lokstra.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A server that is killed, hangs, and comes back. */
class RecoveryTest {
  private final RedisProcess server = RedisProcess.start();
  private final Redis redis =
      Redis.open(
          RedisOptions.of(server.url()).withTimeouts(Duration.ofSeconds(1), Duration.ofSeconds(2)));
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  @AfterEach
  void close() {
    redis.close();
    threads.close();
    server.close();
  }

  private long increment() {
    return redis.call(RedisCommand.of("INCR").key("n")).asLong();
  }

  private boolean works() {
    try {
      return increment() > 0;
    } catch (RedisUnavailableException e) {
      return false;
    }
  }

  @Test
  void refusesCommandsAtOnceWhileTheServerIsGoneAndGoesOnWhenItIsBack() {
    increment();
    server.kill();
    await().atMost(20, SECONDS).until(() -> !redis.connected());

    assertThatThrownBy(this::increment)
        .isInstanceOfSatisfying(
            RedisUnavailableException.class,
            refused -> {
              assertThat(refused.problem()).isEqualTo("LOK-RED-002");
              assertThat(refused.mayHaveHappened()).isFalse();
              assertThat(refused.status()).isEqualTo(503);
              assertThat(refused.failure().message()).doesNotContain("redis", "INCR");
              assertThat(refused)
                  .hasMessageContaining("redis redis, asked for INCR, is not connected");
            });
    assertThatThrownBy(() -> redis.pipeline(List.of(RedisCommand.of("PING"))))
        .hasMessageContaining("LOK-RED-002");
    assertThat(redis.status().reachable()).isFalse();
    assertThat(redis.status().disconnects()).isPositive();

    server.startAgain();
    await().atMost(20, SECONDS).until(this::works);
    assertThat(redis.connected()).isTrue();
  }

  @Test
  void tellsThatACommandMayHaveBeenDoneWhenItsAnswerIsLost() throws Exception {
    server.freeze();
    Future<?> asks = threads.submit(this::increment);
    await().atMost(20, SECONDS).until(() -> redis.status().underWay() > 0 || asks.isDone());
    server.kill();

    assertThatThrownBy(() -> asks.get(20, SECONDS))
        .cause()
        .isInstanceOfSatisfying(
            RedisUnavailableException.class,
            lost -> {
              assertThat(lost.problem()).isIn("LOK-RED-003", "LOK-RED-004");
              assertThat(lost.mayHaveHappened()).isTrue();
            });
    server.startAgain();
    await().atMost(20, SECONDS).until(this::works);
    // Nothing was sent again behind the caller's back.
    assertThat(redis.call(RedisCommand.of("GET").key("n")).asLong()).isEqualTo(1);
  }

  @Test
  void hangsNoLongerThanItsTimeoutWhereTheServerHangs() {
    increment();
    server.freeze();
    try {
      assertThatThrownBy(this::increment)
          .isInstanceOfSatisfying(
              RedisUnavailableException.class,
              late -> assertThat(late.problem()).isIn("LOK-RED-004", "LOK-RED-003"));
      // After the stall-timeout the connection is cut, and there is nothing left to wait for.
      await().atMost(20, SECONDS).until(() -> !redis.connected());
      assertThatThrownBy(this::increment).hasMessageContaining("LOK-RED-002");
    } finally {
      server.thaw();
    }
    await().atMost(20, SECONDS).until(this::works);
  }

  @Test
  void doesNotHarmOthersWhenAThreadIsInterrupted() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger interrupted = new AtomicInteger();
    CountDownLatch begun = new CountDownLatch(1);
    Thread victim =
        Thread.ofVirtual()
            .start(() -> {
              while (!over.get()) {
                try {
                  increment();
                  begun.countDown();
                } catch (CancellationException e) {
                  assertThat(Thread.interrupted()).isTrue();
                  interrupted.incrementAndGet();
                }
              }
            });
    List<Future<?>> others = new ArrayList<>();
    begun.await();
    for (int i = 0; i < 8; i++) {
      others.add(
          threads.submit(() -> {
            for (int n = 0; n < 500; n++) {
              increment();
            }
          }));
    }
    for (int i = 0; i < 100; i++) {
      int before = interrupted.get();
      victim.interrupt();
      await().atMost(20, SECONDS).until(() -> interrupted.get() > before);
    }
    for (Future<?> each : others) {
      each.get(60, SECONDS);
    }
    over.set(true);
    victim.join();
    assertThat(redis.status().disconnects()).isZero();
    assertThat(redis.status().underWay()).isZero();
  }

  @Test
  void refusesMoreThanMayBeUnderWay() throws Exception {
    try (Redis small =
        Redis.open(
            "small",
            RedisOptions.of(server.url())
                .withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(20))
                .withConnections(1, 10))) {
      server.freeze();
      List<Future<?>> asks = new ArrayList<>();
      ConcurrentLinkedQueue<RedisUnavailableException> refused = new ConcurrentLinkedQueue<>();
      for (int i = 0; i < 100; i++) {
        asks.add(
            threads.submit(() -> {
              try {
                small.call(RedisCommand.of("INCR").key("n"));
              } catch (RedisUnavailableException e) {
                refused.add(e);
              }
            }));
      }
      // Those that were refused are so while the server still hangs.
      await()
          .atMost(20, SECONDS)
          .until(() -> refused.stream().anyMatch(e -> e.problem().equals("LOK-RED-005")));
      server.thaw();
      for (Future<?> each : asks) {
        each.get(20, SECONDS);
      }
      assertThat(refused)
          .anySatisfy(e ->
              assertThat(e).hasMessageContaining("has max-pending commands under way already"));
      assertThat(small.call(RedisCommand.of("PING")).asText()).isEqualTo("PONG");
    }
  }

  @Test
  void servesAgainAfterKillsHangsAndRestartsUnderLoad() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    AtomicInteger succeeded = new AtomicInteger();
    ConcurrentLinkedQueue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
    List<Future<?>> load = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      load.add(
          threads.submit(() -> {
            while (!over.get()) {
              try {
                increment();
                succeeded.incrementAndGet();
              } catch (RedisUnavailableException e) {
                Thread.sleep(5);
              } catch (RuntimeException e) {
                unexpected.add(e);
              }
            }
            return null;
          }));
    }
    for (int round = 0; round < 3; round++) {
      server.kill();
      server.startAgain();
      awaitSuccess(succeeded);
      server.freeze();
      Thread.sleep(300);
      server.thaw();
      awaitSuccess(succeeded);
    }
    over.set(true);
    for (Future<?> each : load) {
      each.get(30, SECONDS);
    }
    assertThat(unexpected).isEmpty();
    for (int i = 0; i < 100; i++) {
      increment();
    }
    assertThat(redis.status().underWay()).isZero();
  }

  private static void awaitSuccess(AtomicInteger succeeded) {
    int before = succeeded.get();
    await().atMost(30, SECONDS).until(() -> succeeded.get() > before + 100);
  }
}
