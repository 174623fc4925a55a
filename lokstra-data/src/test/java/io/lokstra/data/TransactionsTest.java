package io.lokstra.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.data.TransactionOptions.Isolation;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class TransactionsTest {
  private final TestDatabase database;
  private final DbPool db;

  TransactionsTest(TestDatabase database) {
    this.database = database;
    this.db = DbPool.open(database.options().withMaxSize(2));
  }

  @AfterEach
  void close() {
    assertThat(db.connections().inUse()).isZero();
    db.close();
  }

  private static void add(Sql where, String name) {
    where.update("insert into item (name) values (:name)").bind("name", name).run();
  }

  private long count() {
    return db.query("select count(*) from item").as(long.class).one();
  }

  @Test
  void commitsWhenTheBlockReturns() {
    long seen =
        db.inTransaction(tx -> {
          add(tx, "a");
          add(tx, "b");
          return tx.query("select count(*) from item").as(long.class).one();
        });

    assertThat(seen).isEqualTo(2);
    assertThat(count()).isEqualTo(2);
  }

  @Test
  void rollsBackOnAnyException() {
    assertThatThrownBy(() ->
            db.useTransaction(tx -> {
              add(tx, "a");
              throw new IOException("no");
            }))
        .isExactlyInstanceOf(IOException.class);
    assertThatThrownBy(() ->
            db.useTransaction(tx -> {
              add(tx, "a");
              throw new StackOverflowError("no");
            }))
        .isInstanceOf(StackOverflowError.class);
    assertThat(count()).isZero();
  }

  @Test
  void rollsBackWithoutAnExceptionWhereAskedTo() {
    String result =
        db.inTransaction(tx -> {
          add(tx, "a");
          tx.rollbackOnly();
          return "done";
        });

    assertThat(result).isEqualTo("done");
    assertThat(count()).isZero();
  }

  @Test
  void takesInWhatThePoolIsAskedForInside() {
    assertThatThrownBy(() ->
            db.useTransaction(tx -> {
              add(db, "a");
              assertThat(db.connections().inUse()).isEqualTo(1);
              throw new IllegalStateException("no");
            }))
        .hasMessage("no");
    assertThat(count()).isZero();
  }

  @Test
  void undoesOnlyTheInnerTransactionThatFailed() {
    db.useTransaction(outer -> {
      add(outer, "a");
      assertThatThrownBy(() ->
              db.useTransaction(inner -> {
                add(inner, "b");
                add(inner, "a");
              }))
          .isInstanceOf(UniqueViolationException.class);
      outer.inTransaction(inner -> {
        add(inner, "c");
        return true;
      });
    });

    assertThat(db.query("select name from item order by name").as(String.class).list())
        .containsExactly("a", "c");
  }

  @Test
  void refusesAnInnerTransactionOfAnotherIsolation() {
    assertThatThrownBy(() ->
            db.useTransaction(tx ->
                db.inTransaction(
                    TransactionOptions.isolated(Isolation.SERIALIZABLE), inner -> true)))
        .hasMessageContaining("asked for SERIALIZABLE");
  }

  @Test
  void setsIsolationForItsOwnTimeOnly() {
    int inside =
        db.inTransaction(
            TransactionOptions.isolated(Isolation.SERIALIZABLE),
            tx -> tx.with(handle -> handle.getConnection().getTransactionIsolation()));
    int outside = db.with(handle -> handle.getConnection().getTransactionIsolation());

    assertThat(inside).isEqualTo(java.sql.Connection.TRANSACTION_SERIALIZABLE);
    assertThat(outside).isEqualTo(java.sql.Connection.TRANSACTION_READ_COMMITTED);
  }

  @Test
  void readsOnlyWhereSaidSo() {
    boolean readOnly =
        db.inTransaction(
            TransactionOptions.forReading(),
            tx -> tx.with(handle -> handle.getConnection().isReadOnly()));
    assertThat(readOnly).isTrue();
    if (database == TestDatabase.POSTGRES) {
      assertThatThrownBy(() ->
              db.inTransaction(
                  TransactionOptions.forReading(),
                  tx -> {
                    add(tx, "a");
                    return true;
                  }))
          .hasMessageContaining("read-only");
    }
    add(db, "b");
  }

  @Test
  void throwsWhenTheCommitFails() {
    if (database == TestDatabase.POSTGRES) {
      db.update("alter table item drop constraint item_name_unique").run();
      db.update("alter table item add constraint later unique (name) deferrable initially deferred")
          .run();
      assertThatThrownBy(() ->
              db.useTransaction(tx -> {
                add(tx, "a");
                add(tx, "a");
              }))
          .isInstanceOf(UniqueViolationException.class);
      assertThat(count()).isZero();
    }
  }

  @Test
  void isOverWithItsBlockAndStaysInItsThread() throws Exception {
    AtomicReference<Transaction> kept = new AtomicReference<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      db.useTransaction(tx -> {
        kept.set(tx);
        Future<?> other = threads.submit(() -> add(tx, "a"));
        assertThatThrownBy(other::get)
            .isInstanceOf(ExecutionException.class)
            .hasMessageContaining("belongs to the thread");
        Future<?> apart = threads.submit(() -> add(db, "b"));
        apart.get();
      });
    }

    assertThatThrownBy(() -> add(kept.get(), "c")).hasMessageContaining("is over");
    assertThat(count()).isEqualTo(1);
  }

  @Test
  void tellsAConflictThatMayBeTriedAgain() throws Exception {
    add(db, "a");
    add(db, "b");
    CountDownLatch both = new CountDownLatch(2);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> one = threads.submit(() -> crossing(both, "a", "b"));
      Future<?> two = threads.submit(() -> crossing(both, "b", "a"));
      int conflicts = 0;
      for (Future<?> each : java.util.List.of(one, two)) {
        try {
          each.get(20, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
          assertThat(e.getCause()).isInstanceOf(TransactionConflictException.class);
          conflicts++;
        }
      }
      assertThat(conflicts).isEqualTo(1);
    }
  }

  private boolean crossing(CountDownLatch both, String first, String second)
      throws InterruptedException {
    return db.inTransaction(tx -> {
      touch(tx, first);
      both.countDown();
      both.await();
      touch(tx, second);
      return true;
    });
  }

  private static void touch(Sql where, String name) {
    where.update("update item set price = 1 where name = :name").bind("name", name).run();
  }
}
