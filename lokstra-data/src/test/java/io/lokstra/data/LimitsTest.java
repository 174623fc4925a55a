package io.lokstra.data;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lokstra.http.HttpException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAccumulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class LimitsTest {
  private final TestDatabase database;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch go = new CountDownLatch(1);

  LimitsTest(TestDatabase database) {
    this.database = database;
  }

  @AfterEach
  void close() {
    go.countDown();
    threads.close();
  }

  @Test
  void serves128ThreadsOn10ConnectionsInTurn() throws Exception {
    try (DbPool db = DbPool.open(database.options())) {
      db.update("insert into item (name) values ('a')").run();
      int rounds = 50;
      AtomicLong[] done = new AtomicLong[128];
      LongAccumulator slowest = new LongAccumulator(Math::max, 0);
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < done.length; i++) {
        AtomicLong mine = new AtomicLong();
        done[i] = mine;
        running.add(
            threads.submit(() -> {
              go.await();
              for (int round = 0; round < rounds; round++) {
                long start = System.nanoTime();
                db.query("select name from item where id = 1").as(String.class).one();
                slowest.accumulate(System.nanoTime() - start);
                mine.incrementAndGet();
              }
              return true;
            }));
      }
      go.countDown();
      for (Future<?> each : running) {
        each.get(60, SECONDS);
      }

      assertThat(done).allSatisfy(count -> assertThat(count).hasValue(rounds));
      // First come, first served: nobody comes near the 5 s that HikariCP alone lets pass.
      assertThat(Duration.ofNanos(slowest.get())).isLessThan(Duration.ofSeconds(4));
      assertThat(db.connections().inUse()).isZero();
    }
  }

  @Test
  void answers503WhenTheQueueIsFullOrTheWaitIsOver() throws Exception {
    DbOptions options = database.options().withMaxSize(1).withQueue(1, Duration.ofMillis(1500));
    try (DbPool db = DbPool.open(options)) {
      Future<?> holder = hold(db);
      await().until(() -> db.connections().inUse() == 1);
      Future<?> waiting = threads.submit(() -> db.query("select 1").as(int.class).one());
      await().until(() -> db.connections().queued() == 1);

      assertThatThrownBy(() -> db.query("select 1").as(int.class).one())
          .isInstanceOfSatisfying(
              HttpException.class,
              e -> {
                assertThat(e.status()).isEqualTo(503);
                assertThat(e.headers().toString()).contains("retry-after");
                assertThat(e).hasMessageContaining("wait for the database");
              });
      assertThatThrownBy(() -> waiting.get(10, SECONDS))
          .rootCause()
          .isInstanceOf(HttpException.class)
          .hasMessage("The database is busy.");
      go.countDown();
      holder.get(10, SECONDS);
      assertThat(db.query("select 1").as(int.class).one()).isEqualTo(1);
    }
  }

  @Test
  void countsTheWaitAgainstTheRequestsDeadline() throws Exception {
    DbOptions options = database.options().withMaxSize(1).withQueue(10, Duration.ofMinutes(1));
    try (DbPool db = DbPool.open("db", options, TestCall::current)) {
      Future<?> holder = hold(db);
      await().until(() -> db.connections().inUse() == 1);
      long start = System.nanoTime();

      TestCall hurried = new TestCall(Duration.ofMillis(200).toNanos());
      assertThatThrownBy(() -> hurried.run(() -> db.query("select 1").as(int.class).one()))
          .isInstanceOf(HttpException.class);
      assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
      go.countDown();
      holder.get(10, SECONDS);
    }
  }

  @Test
  void leaksNoConnectionWhateverIsThrown() {
    DbOptions options = database.options().withMaxSize(1).withQueue(0, Duration.ofSeconds(5));
    try (DbPool db = DbPool.open(options)) {
      for (int i = 0; i < 20; i++) {
        assertThatThrownBy(() -> db.query("select nothing").as(int.class).one());
        assertThatThrownBy(() -> db.query("select 1").as(Thread.class).one());
        assertThatThrownBy(() ->
            db.query("select 1")
                .as(int.class)
                .each(row -> {
                  throw new IllegalStateException("no");
                }));
        assertThatThrownBy(() ->
            db.with(handle -> {
              handle.begin();
              handle.createQuery("select 1").mapTo(int.class).iterator().next();
              throw new IllegalStateException("no");
            }));
        assertThatThrownBy(() ->
            db.useTransaction(tx -> {
              throw new IllegalStateException("no");
            }));
      }
      assertThat(db.query("select 1").as(int.class).one()).isEqualTo(1);
    }
  }

  @Test
  void refusesToWorkOnceClosed() {
    DbPool db = DbPool.open(database.options());
    db.close();
    db.close();

    assertThatThrownBy(() -> db.query("select 1").as(int.class).one())
        .hasMessage("the database pool db is closed");
  }

  private Future<?> hold(DbPool db) {
    return threads.submit(() ->
        db.inTransaction(tx -> {
          go.await();
          return true;
        }));
  }
}
