package io.lokstra.data;

import java.sql.Connection;
import java.util.Optional;

/**
 * How a transaction is isolated from others, and whether it writes.
 *
 * @param isolation the database's default where none is said
 * @param readOnly tells the database that nothing is written; PostgreSQL refuses writes then, H2
 *     only takes it as a hint
 */
public record TransactionOptions(Optional<Isolation> isolation, boolean readOnly) {

  /** Isolation levels of SQL. */
  public enum Isolation {
    /** Sees what others have committed before each statement. */
    READ_COMMITTED(Connection.TRANSACTION_READ_COMMITTED),
    /** Sees what others had committed before its first statement. */
    REPEATABLE_READ(Connection.TRANSACTION_REPEATABLE_READ),
    /**
     * As if transactions ran one after the other; be ready for {@link
     * TransactionConflictException}.
     */
    SERIALIZABLE(Connection.TRANSACTION_SERIALIZABLE);

    final int level;

    Isolation(int level) {
      this.level = level;
    }
  }

  static final TransactionOptions DEFAULT = new TransactionOptions(Optional.empty(), false);

  /** A transaction that only reads. */
  public static TransactionOptions forReading() {
    return new TransactionOptions(Optional.empty(), true);
  }

  /** A transaction of this isolation. */
  public static TransactionOptions isolated(Isolation isolation) {
    return new TransactionOptions(Optional.of(isolation), false);
  }
}
