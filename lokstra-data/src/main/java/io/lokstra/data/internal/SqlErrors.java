package io.lokstra.data.internal;

import io.lokstra.data.DbCancelledException;
import io.lokstra.data.DbException;
import io.lokstra.data.DbTimeoutException;
import io.lokstra.data.TransactionConflictException;
import io.lokstra.data.UniqueViolationException;
import java.sql.SQLException;
import org.jdbi.v3.core.statement.StatementException;

/** Turns what JDBC and Jdbi throw into the few exceptions of the API. */
final class SqlErrors {
  /** {@code query_canceled} of PostgreSQL, and H2's word for the same. */
  static final String CANCELLED = "57014";

  private SqlErrors() {}

  /**
   * The exception for {@code problem}. Says the statement but none of its arguments, which may be
   * secrets.
   */
  static RuntimeException translate(RuntimeException problem, Lease lease) {
    for (Throwable cause = problem.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql) {
        return of(sql, statement(problem), lease.cancelled(), lease.timedOut());
      }
      if (cause instanceof DbException known) {
        return known;
      }
    }
    return new DbException(message(problem) + " [" + statement(problem) + "]", "", problem);
  }

  // The long message of a StatementException quotes the arguments.
  private static String message(RuntimeException problem) {
    return problem instanceof StatementException of
        ? of.getShortMessage()
        : String.valueOf(problem.getMessage());
  }

  /**
   * The exception for what {@code e} says.
   *
   * @param statement the SQL, or what was done instead
   */
  static DbException of(SQLException e, String statement, boolean cancelled, boolean timedOut) {
    String state = e.getSQLState() == null ? "" : e.getSQLState();
    String message = e.getMessage() + " [" + statement + "]";
    return switch (state) {
      case CANCELLED, "HYT00" ->
          timedOut || !cancelled
              ? new DbTimeoutException(message, state, e)
              : new DbCancelledException(message, state, e);
      case "23505" -> new UniqueViolationException(message, state, e);
      case "40001", "40P01" -> new TransactionConflictException(message, state, e);
      default -> {
        if (cancelled) {
          yield new DbCancelledException(message, state, e);
        }
        // MariaDB and MySQL have one state for every broken constraint.
        yield state.equals("23000") && e.getErrorCode() == 1062
            ? new UniqueViolationException(message, state, e)
            : new DbException(message, state, e);
      }
    };
  }

  private static String statement(RuntimeException problem) {
    if (problem instanceof StatementException of && of.getStatementContext() != null) {
      String sql = of.getStatementContext().getRawSql();
      if (sql != null) {
        return sql;
      }
    }
    return "transaction";
  }
}
