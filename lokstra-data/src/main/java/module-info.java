/**
 * A bounded pool of connections to a relational database, transactions, rows as records and
 * migrations.
 *
 * <p>{@link io.lokstra.data.DbPool} is where a reader begins. HikariCP keeps the connections, Jdbi
 * binds and reads, Flyway migrates; the driver is the application's choice.
 */
module io.lokstra.data {
  requires transitive io.lokstra.core;
  requires transitive java.sql;
  requires transitive org.jdbi.v3.core;
  requires transitive org.jspecify;
  requires com.zaxxer.hikari;
  requires flyway.core; // has no name of its own but that of its file
  requires org.slf4j;

  exports io.lokstra.data;

  provides io.lokstra.service.LokstraModule with
      io.lokstra.data.internal.DataModule;

  opens io.lokstra.data to
      io.lokstra.core;
}
