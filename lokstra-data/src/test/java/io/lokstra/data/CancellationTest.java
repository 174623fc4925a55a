package io.lokstra.data;

import static java.util.concurrent.TimeUnit.MINUTES;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class CancellationTest {
  private final TestDatabase database;
  private final DbPool db;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  CancellationTest(TestDatabase database) {
    this.database = database;
    this.db = DbPool.open("db", database.options().withMaxSize(4), TestCall::current);
  }

  @AfterEach
  void close() {
    threads.close();
    db.close();
  }

  private long compute() {
    return db.query(database.slowStatement()).as(long.class).one();
  }

  @Test
  void cancelsTheStatementOfACancelledRequest() throws Exception {
    TestCall call = new TestCall(MINUTES.toNanos(1));
    Future<Boolean> request =
        threads.submit(() -> {
          assertThatThrownBy(() -> call.run(this::compute))
              .isInstanceOf(DbCancelledException.class);
          return Thread.currentThread().isInterrupted();
        });
    await().until(call::isInDataLayer);
    call.cancel();

    assertThat(request.get(10, SECONDS)).as("the interrupt comes after the call").isTrue();
    assertThat(db.connections().inUse()).isZero();
    assertThat(db.query("select 1").as(int.class).one()).isEqualTo(1);
  }

  @Test
  void rollsBackTheTransactionOfACancelledRequest() throws Exception {
    TestCall call = new TestCall(MINUTES.toNanos(1));

    assertThatThrownBy(() ->
            call.run(() ->
                db.inTransaction(tx -> {
                  tx.update("insert into item (name) values ('a')").run();
                  call.cancel();
                  return "sent";
                })))
        .isInstanceOf(DbCancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(db.query("select count(*) from item").as(long.class).one()).isZero();
    assertThat(db.connections().inUse()).isZero();
  }

  @Test
  void stopsAStatementAtTheDeadlineOfItsRequest() {
    TestCall call = new TestCall(Duration.ofMillis(300).toNanos());
    long start = System.nanoTime();

    assertThatThrownBy(() -> call.run(this::compute)).isInstanceOf(DbTimeoutException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
  }

  @Test
  void stopsAStatementThatTakesTooLong() {
    DbOptions hasty = database.options().withQueryTimeout(Duration.ofMillis(200));
    try (DbPool impatient = DbPool.open(hasty.withSlowQuery(Duration.ofMillis(100)))) {
      Rows<Long> rows = impatient.query(database.slowStatement()).as(long.class);

      assertThatThrownBy(rows::one)
          .isInstanceOf(DbTimeoutException.class)
          .hasMessageContaining(database.slowStatement());
      assertThat(impatient.query("select 1").as(int.class).one()).isEqualTo(1);
    }
  }

  @Test
  void doesNotStartForAnInterruptedThread() {
    Thread.currentThread().interrupt();

    assertThatThrownBy(() -> db.query("select 1").as(int.class).one())
        .isInstanceOf(DbCancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(db.query("select 1").as(int.class).one()).isEqualTo(1);
  }

  @Test
  void givesItsConnectionBackThoughInterrupted() {
    assertThatThrownBy(() ->
            db.useTransaction(tx -> {
              tx.update("insert into item (name) values ('a')").run();
              Thread.currentThread().interrupt();
              tx.update("insert into item (name) values ('b')").run();
            }))
        .isInstanceOf(DbCancelledException.class);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(db.connections().inUse()).isZero();
    assertThat(db.query("select count(*) from item").as(long.class).one()).isZero();
  }

  @Test
  void survivesAThousandClientsThatGoAwayMidQuery() throws Exception {
    db.update("insert into item (name) values ('before')").run();
    Random random = new Random(20261124);
    List<TestCall> calls = new ArrayList<>();
    List<Future<?>> running = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      TestCall call = new TestCall(MINUTES.toNanos(5));
      String name = "n" + i;
      calls.add(call);
      boolean writes = i % 2 == 0;
      running.add(threads.submit(() -> call.run(() -> writes ? writeAndCompute(name) : compute())));
    }
    for (TestCall call : calls) {
      if (random.nextInt(8) == 0) {
        Thread.sleep(random.nextInt(10));
      }
      call.cancel();
    }

    for (Future<?> each : running) {
      assertThatThrownBy(() -> each.get(60, SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(DbCancelledException.class);
    }
    assertThat(db.connections().inUse()).isZero();
    assertThat(db.connections().queued()).isZero();
    for (int i = 0; i < 50; i++) {
      assertThat(db.query("select name from item").as(String.class).list())
          .containsExactly("before");
    }
    db.update("insert into item (name) values ('after')").run();
    assertThat(db.query("select count(*) from item").as(long.class).one()).isEqualTo(2);
  }

  @Test
  void usesNoConnectionAgainWhoseServerWasToldToStop() throws Exception {
    assumeThat(database).isEqualTo(TestDatabase.POSTGRES);
    try (DbPool one = DbPool.open("one", database.options().withMaxSize(1), TestCall::current)) {
      int before = one.query("select pg_backend_pid()").as(int.class).one();
      assertThat(one.query("select pg_backend_pid()").as(int.class).one()).isEqualTo(before);
      TestCall call = new TestCall(MINUTES.toNanos(5));
      Future<?> slow =
          threads.submit(
              () -> call.run(() -> one.query(database.slowStatement()).as(long.class).one()));
      // What never ran is not cancelled either: wait until the server says that it runs.
      long running = 0;
      while (running == 0) {
        running =
            db.query(
                    "select count(*) from pg_stat_activity where state = 'active' and pid = :pid"
                        + " and query like '%generate_series%'")
                .bind("pid", before)
                .as(long.class)
                .one();
      }
      call.cancel();
      assertThatThrownBy(() -> slow.get(60, SECONDS))
          .hasCauseInstanceOf(DbCancelledException.class);
      assertThat(one.query("select pg_backend_pid()").as(int.class).one()).isNotEqualTo(before);
    }
  }

  private long writeAndCompute(String name) {
    return db.inTransaction(tx -> {
      tx.update("insert into item (name) values (:name)").bind("name", name).run();
      return tx.query(database.slowStatement()).as(long.class).one();
    });
  }
}
