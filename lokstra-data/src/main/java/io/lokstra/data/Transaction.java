package io.lokstra.data;

import io.lokstra.data.internal.Session;
import java.sql.Connection;
import org.jdbi.v3.core.Handle;

/**
 * A transaction under way; begun by {@link DbPool#inTransaction}, and over when its block is.
 * Belongs to the thread that began it.
 */
public final class Transaction implements Sql {
  private final Session session;
  private final TransactionOptions options;
  private final Thread owner = Thread.currentThread();
  private int savepoints;
  private boolean rollbackOnly;
  private boolean over;

  Transaction(Session session, TransactionOptions options) {
    this.session = session;
    this.options = options;
  }

  @Override
  public <T> T with(HandleWork<T> work) {
    check();
    return session.call(work);
  }

  /** At the end of its block the transaction is rolled back, though nothing is thrown. */
  public void rollbackOnly() {
    check();
    rollbackOnly = true;
  }

  /**
   * A transaction inside this one: when {@code work} throws, only what it did is undone (by a
   * savepoint), and the exception passes on.
   */
  public <T, X extends Exception> T inTransaction(TransactionWork<T, X> work) throws X {
    check();
    String savepoint = "lokstra_" + ++savepoints;
    session.step(handle -> handle.savepoint(savepoint));
    try {
      T result = work.run(this);
      session.step(handle -> handle.releaseSavepoint(savepoint));
      return result;
    } catch (Throwable e) {
      session.undo(e, handle -> handle.rollbackToSavepoint(savepoint));
      throw e;
    }
  }

  <T, X extends Exception> T nested(TransactionOptions asked, TransactionWork<T, X> work) throws X {
    if (asked.isolation().isPresent() && !asked.isolation().equals(options.isolation())) {
      throw new IllegalStateException(
          "a transaction inside another cannot be isolated differently: asked for "
              + asked.isolation().get()
              + ", the outer one has "
              + options.isolation().map(Enum::name).orElse("the database's default"));
    }
    return inTransaction(work);
  }

  void begin() {
    session.step(handle -> {
      Connection connection = handle.getConnection();
      if (options.readOnly()) {
        connection.setReadOnly(true);
      }
      if (options.isolation().isPresent()) {
        connection.setTransactionIsolation(options.isolation().get().level);
      }
      handle.begin();
    });
  }

  void end() {
    over = true;
    session.step(rollbackOnly ? Handle::rollback : Handle::commit);
  }

  void undo(Throwable failure) {
    over = true;
    session.undo(failure, Handle::rollback);
  }

  private void check() {
    if (over) {
      throw new IllegalStateException("this transaction is over; its block has ended");
    }
    if (Thread.currentThread() != owner) {
      throw new IllegalStateException(
          "a transaction belongs to the thread that began it, "
              + owner
              + "; what runs beside it needs one of its own");
    }
  }
}
