package io.lokstra.data;

/**
 * The database refused, or could not be asked. The message names the statement and what the
 * database said, never the arguments; it is for the log, not for a client.
 */
public class DbException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String sqlState;

  /**
   * What the database said.
   *
   * @param sqlState the five characters of SQL's classification; empty where there are none
   */
  public DbException(String message, String sqlState, Throwable cause) {
    super(message, cause);
    this.sqlState = sqlState;
  }

  /** What was wrong with a question or its answer on this side of the database. */
  public DbException(String message) {
    super(message);
    this.sqlState = "";
  }

  /** The five characters of SQL's classification of errors; empty where there are none. */
  public String sqlState() {
    return sqlState;
  }
}
