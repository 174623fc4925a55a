package io.lokstra.data;

/** A statement took longer than {@link DbOptions#queryTimeout()}, or waited too long for a lock. */
public final class DbTimeoutException extends DbException {
  private static final long serialVersionUID = 1;

  /** What the database said. */
  public DbTimeoutException(String message, String sqlState, Throwable cause) {
    super(message, sqlState, cause);
  }
}
