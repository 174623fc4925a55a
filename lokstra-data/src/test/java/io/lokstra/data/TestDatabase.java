package io.lokstra.data;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** Real databases: an H2 file as an application has it, and a PostgreSQL server started here. */
enum TestDatabase {
  H2 {
    @Override
    String url() {
      return "jdbc:h2:async:" + Holder.FOLDER.resolve("db" + COUNT.incrementAndGet());
    }

    @Override
    String slowStatement() {
      return "select count(*) from system_range(1, 100000) a, system_range(1, 100000) b";
    }
  },
  POSTGRES {
    @Override
    String url() {
      String name = "db" + COUNT.incrementAndGet();
      try (var connection = Holder.SERVER.getPostgresDatabase().getConnection();
          var statement = connection.createStatement()) {
        statement.execute("create database " + name);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      return Holder.SERVER.getJdbcUrl("postgres", name);
    }

    @Override
    String slowStatement() {
      return "select count(*) from generate_series(1, 100000) a, generate_series(1, 100000) b";
    }
  };

  private static final AtomicInteger COUNT = new AtomicInteger();

  /** The URL of a new, empty database. */
  abstract String url();

  /** A query that computes for hours and gives a number. */
  abstract String slowStatement();

  /** Options for a new database with the table {@code item}. */
  DbOptions options() {
    return DbOptions.of(url()).withMigrations("classpath:migrations/good");
  }

  private static final class Holder {
    static final Path FOLDER;
    static final EmbeddedPostgres SERVER;

    static {
      try {
        FOLDER = Files.createTempDirectory("lokstra-data");
        SERVER = EmbeddedPostgres.builder().setServerConfig("max_connections", "200").start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(() -> {
                try {
                  SERVER.close();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              }));
    }
  }
}
