package io.lokstra.data.internal;

import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.mapper.ColumnMappers;
import org.jdbi.v3.core.statement.SqlLogger;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jdbi.v3.core.statement.StatementContext;
import org.jdbi.v3.core.statement.TemplateEngine;

/** Jdbi as this module wants it. */
public final class JdbiSetup {
  private JdbiSetup() {}

  /** Jdbi on these connections. */
  public static Jdbi create(String name, Connections connections, Duration slow) {
    Jdbi jdbi = Jdbi.create(connections);
    jdbi.setStatementBuilderFactory(
        connection -> new TrackedStatements(connections.lease(connection)));
    SqlStatements statements = jdbi.getConfig(SqlStatements.class);
    // SQL is sent as it stands: '<' is a comparison, not a template.
    statements.setTemplateEngine(TemplateEngine.NOP);
    statements.setSqlLogger(new SlowQueries(name, slow.toMillis()));
    // A null where a number is wanted is an error, not 0.
    jdbi.getConfig(ColumnMappers.class).setCoalesceNullPrimitivesToDefaults(false);
    jdbi.registerRowMapper(new RecordMapper.Factory());
    jdbi.registerArrayType(Long.class, "bigint");
    jdbi.registerArrayType(Integer.class, "integer");
    jdbi.registerArrayType(String.class, "varchar");
    jdbi.registerArrayType(UUID.class, "uuid");
    return jdbi;
  }

  private record SlowQueries(String name, long millis) implements SqlLogger {
    @Override
    public void logAfterExecution(StatementContext context) {
      log(context);
    }

    @Override
    public void logException(StatementContext context, SQLException e) {
      log(context);
    }

    private void log(StatementContext context) {
      long took = context.getElapsedTime(ChronoUnit.MILLIS);
      if (took >= millis) {
        Connections.LOG.warn("pool {}: {} ms for [{}]", name, took, context.getRawSql());
      }
    }
  }
}
