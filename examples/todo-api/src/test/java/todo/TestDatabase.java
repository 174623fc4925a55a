package todo;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;

/** The databases the service runs on: an H2 file, and a PostgreSQL server started for the tests. */
enum TestDatabase {
  H2 {
    @Override
    String url() {
      try {
        Path folder = Files.createTempDirectory("todo-api");
        return "jdbc:h2:async:" + folder.resolve("todo");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  },
  POSTGRES {
    @Override
    String url() {
      String name = "todo" + COUNT.incrementAndGet();
      try (var connection = Server.POSTGRES.getPostgresDatabase().getConnection();
          var statement = connection.createStatement()) {
        statement.execute("create database " + name);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
      return Server.POSTGRES.getJdbcUrl("postgres", name);
    }
  };

  private static final AtomicInteger COUNT = new AtomicInteger();

  /** The URL of a new, empty database. */
  abstract String url();

  /** Started when it is first needed; it stops itself when the JVM does. */
  private static final class Server {
    static final EmbeddedPostgres POSTGRES;

    static {
      try {
        POSTGRES = EmbeddedPostgres.start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
