package io.lokstra.data.internal;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import org.jdbi.v3.core.statement.DefaultStatementBuilder;
import org.jdbi.v3.core.statement.StatementContext;

/** Every statement of a connection passes here, so that its lease knows what runs. */
final class TrackedStatements extends DefaultStatementBuilder {
  private final Lease lease;

  TrackedStatements(Lease lease) {
    this.lease = lease;
  }

  @Override
  public Statement create(Connection connection, StatementContext context) throws SQLException {
    return tracked(() -> super.create(connection, context));
  }

  @Override
  public PreparedStatement create(Connection connection, String sql, StatementContext context)
      throws SQLException {
    return tracked(() -> super.create(connection, sql, context));
  }

  @Override
  public CallableStatement createCall(Connection connection, String sql, StatementContext context)
      throws SQLException {
    return tracked(() -> super.createCall(connection, sql, context));
  }

  @Override
  public void close(Connection connection, String sql, Statement statement) throws SQLException {
    lease.end(statement);
    try {
      super.close(connection, sql, statement);
    } finally {
      lease.leave();
    }
  }

  private <S extends Statement> S tracked(Creation<S> creation) throws SQLException {
    lease.enter();
    try {
      S statement = creation.create();
      lease.begin(statement);
      return statement;
    } catch (Throwable e) {
      lease.leave();
      throw e;
    }
  }

  private interface Creation<S extends Statement> {
    S create() throws SQLException;
  }
}
