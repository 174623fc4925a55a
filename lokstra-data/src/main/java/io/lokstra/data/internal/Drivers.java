package io.lokstra.data.internal;

import com.zaxxer.hikari.HikariConfig;
import io.lokstra.data.DbException;
import io.lokstra.data.DbOptions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import org.slf4j.Logger;

/** What differs between databases before the first connection is made. */
public final class Drivers {
  private static final Map<String, String> ARTIFACTS =
      Map.of(
          "h2", "com.h2database:h2",
          "postgresql", "org.postgresql:postgresql",
          "mariadb", "org.mariadb.jdbc:mariadb-java-client");

  private Drivers() {}

  /** Checks that there is a driver for the URL, and says which one is missing. */
  public static void require(String url) {
    try {
      DriverManager.getDriver(url);
    } catch (SQLException e) {
      String artifact = ARTIFACTS.get(product(url));
      throw new DbException(
          "no JDBC driver takes the URL "
              + shown(url)
              + "; "
              + (artifact == null
                  ? "expected jdbc:h2:…, jdbc:postgresql:… or another URL whose driver is on the"
                      + " class path"
                  : "add " + artifact + " to the class path"),
          "",
          e);
    }
  }

  /** Time-outs of the sockets, where the URL does not set its own. */
  public static void configure(HikariConfig config, String name, DbOptions options) {
    String url = options.url();
    switch (product(url)) {
      case "postgresql" -> {
        // Without these a read from a stopped server never ends.
        set(config, url, "connectTimeout", seconds(options.connectTimeout().toMillis()));
        set(config, url, "socketTimeout", seconds(options.socketTimeout().toMillis()));
        set(config, url, "cancelSignalTimeout", seconds(options.connectTimeout().toMillis()));
        set(config, url, "tcpKeepAlive", "true");
        set(config, url, "ApplicationName", name);
      }
      case "mariadb" -> {
        set(config, url, "connectTimeout", Long.toString(options.connectTimeout().toMillis()));
        set(config, url, "socketTimeout", Long.toString(options.socketTimeout().toMillis()));
      }
      default -> {}
    }
  }

  /** Whether the database runs in this process, in the threads of those who ask it. */
  static boolean embedded(String url) {
    return product(url).equals("h2")
        && !url.startsWith("jdbc:h2:tcp:")
        && !url.startsWith("jdbc:h2:ssl:");
  }

  /** Warns of an H2 file that one interrupted thread closes for all. */
  public static void warn(Logger log, String name, String url) {
    if (!embedded(url)) {
      return;
    }
    String path = url.substring("jdbc:h2:".length());
    boolean safe =
        path.startsWith("async:")
            || path.startsWith("mem:")
            || path.startsWith("nioMemFS:")
            || path.startsWith("memFS:");
    if (!safe) {
      String file = path.startsWith("file:") ? path.substring("file:".length()) : path;
      log.warn(
          "pool {}: H2 closes this database's file for every connection when one thread is"
              + " interrupted while it reads; use jdbc:h2:async:{}",
          name,
          file);
    }
  }

  /** Cancels a statement that was told to stop before and did not. */
  static void cancelAgain(Statement statement) throws SQLException {
    Connection connection = statement.getConnection().unwrap(Connection.class);
    if (connection.getClass().getName().startsWith("org.postgresql.")) {
      cancelPostgres(connection);
    } else {
      statement.cancel();
    }
  }

  // PostgreSQL's driver sends one cancellation per statement, even if the server had not begun; its
  // connection sends as many as it is asked to. The driver is optional, hence by reflection.
  private static void cancelPostgres(Connection connection) throws SQLException {
    try {
      Class.forName("org.postgresql.PGConnection", false, connection.getClass().getClassLoader())
          .getMethod("cancelQuery")
          .invoke(connection);
    } catch (ReflectiveOperationException e) {
      throw new SQLException("the driver's connection cannot cancel", e);
    }
  }

  /** The URL without its parameters, which may hold a password. */
  public static String shown(String url) {
    int end = url.length();
    for (int i = 0; i < end; i++) {
      if (url.charAt(i) == '?' || url.charAt(i) == ';') {
        end = i;
      }
    }
    String shown = url.substring(0, end);
    int user = shown.indexOf("//");
    int at = shown.lastIndexOf('@');
    return user >= 0 && at > user ? shown.substring(0, user + 2) + shown.substring(at + 1) : shown;
  }

  private static String product(String url) {
    String[] parts = url.split(":", 3);
    return parts.length == 3 && parts[0].equals("jdbc") ? parts[1].toLowerCase(Locale.ROOT) : "";
  }

  private static void set(HikariConfig config, String url, String property, String value) {
    if (!url.contains(property + "=")) {
      config.addDataSourceProperty(property, value);
    }
  }

  private static String seconds(long millis) {
    return Long.toString(Math.max(1, (millis + 999) / 1000));
  }
}
