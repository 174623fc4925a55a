package io.lokstra.data;

/**
 * The answer is no longer wanted: the client is gone, the request's deadline passed, or the thread
 * was interrupted.
 */
public final class DbCancelledException extends DbException {
  private static final long serialVersionUID = 1;

  /** What the database said. */
  public DbCancelledException(String message, String sqlState, Throwable cause) {
    super(message, sqlState, cause);
  }
}
