package io.lokstra.data;

/**
 * This transaction and another got in each other's way (serialization failure, deadlock). It was
 * rolled back and may be tried again from its beginning.
 */
public final class TransactionConflictException extends DbException {
  private static final long serialVersionUID = 1;

  /** What the database said. */
  public TransactionConflictException(String message, String sqlState, Throwable cause) {
    super(message, sqlState, cause);
  }
}
