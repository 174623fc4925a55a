package io.lokstra.data;

import io.lokstra.config.Default;
import io.lokstra.config.Options;
import io.lokstra.config.Secret;
import io.lokstra.dev.DevAddress;
import java.time.Duration;
import java.util.Optional;

/**
 * Where a database is, and how much of it is used at one time.
 *
 * <p>For an embedded H2 file write {@code jdbc:h2:async:./data/shop}: through H2's other file
 * systems one interrupted thread closes the file for every connection.
 *
 * @param url JDBC URL: {@code jdbc:postgresql://host/shop}, {@code jdbc:h2:async:./data/shop}; or
 *     {@code dev:postgresql/shop}, a PostgreSQL that is started for it in development and tests
 * @param user name to log in with, where the URL does not say
 * @param password password to log in with
 * @param migrations folder of the SQL migrations, applied by Flyway before anything else: {@code
 *     db/migration} on the class path, or {@code filesystem:} and a folder; none are applied where
 *     this is not said
 * @param maxSize most connections; the database does the work, so a few per core of its machine are
 *     best
 * @param maxQueued most threads that wait for a connection; 503 beyond
 * @param maxWait how long a thread waits for a connection, if its request's deadline is not nearer;
 *     503 then
 * @param connectTimeout how long the making of a connection may take
 * @param queryTimeout how long a statement may take, if its request's deadline is not nearer; it is
 *     cancelled then
 * @param socketTimeout how long the server may be silent while an answer is awaited; the connection
 *     is cut then; longer than {@code queryTimeout}
 * @param maxLifetime how long a connection is used before a new one takes its place
 * @param slowQuery statements that take longer are logged
 */
@Options
public record DbOptions(
    String url,
    Optional<String> user,
    Optional<Secret> password,
    Optional<String> migrations,
    @Default("10") int maxSize,
    @Default("1000") int maxQueued,
    @Default("5s") Duration maxWait,
    @Default("5s") Duration connectTimeout,
    @Default("30s") Duration queryTimeout,
    @Default("40s") Duration socketTimeout,
    @Default("30m") Duration maxLifetime,
    @Default("500ms") Duration slowQuery) {

  /** Checks the bounds. */
  public DbOptions {
    if (DevAddress.isOne(url)) {
      if (user.isPresent() || password.isPresent()) {
        throw new IllegalArgumentException(
            "a dev service has a login of its own; leave user and password out, and say those of"
                + " your own database in its URL: jdbc:postgresql://host/name?user=…&password=…");
      }
    } else if (!url.startsWith("jdbc:")) {
      throw new IllegalArgumentException(
          "url must be a JDBC URL: jdbc:postgresql://host/name or jdbc:h2:async:./data/name; or"
              + " dev:postgresql in development and tests");
    }
    atLeast("max-size", maxSize, 1);
    atLeast("max-queued", maxQueued, 0);
    positive("max-wait", maxWait);
    positive("connect-timeout", connectTimeout);
    positive("query-timeout", queryTimeout);
    positive("max-lifetime", maxLifetime);
    positive("slow-query", slowQuery);
    if (socketTimeout.compareTo(queryTimeout) <= 0) {
      throw new IllegalArgumentException(
          "socket-timeout ("
              + socketTimeout
              + ") must be longer than query-timeout ("
              + queryTimeout
              + "), or connections are cut that only had to be told to stop");
    }
  }

  /** A database with everything else as it is by default. */
  public static DbOptions of(String url) {
    return new DbOptions(
        url,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        10,
        1000,
        Duration.ofSeconds(5),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30),
        Duration.ofSeconds(40),
        Duration.ofMinutes(30),
        Duration.ofMillis(500));
  }

  DbOptions at(String url) {
    return new DbOptions(
        url,
        user,
        password,
        migrations,
        maxSize,
        maxQueued,
        maxWait,
        connectTimeout,
        queryTimeout,
        socketTimeout,
        maxLifetime,
        slowQuery);
  }

  /** With these credentials. */
  public DbOptions withLogin(String user, Secret password) {
    return new DbOptions(
        url,
        Optional.of(user),
        Optional.of(password),
        migrations,
        maxSize,
        maxQueued,
        maxWait,
        connectTimeout,
        queryTimeout,
        socketTimeout,
        maxLifetime,
        slowQuery);
  }

  /** With the migrations in this folder: {@code "db/migration"}. */
  public DbOptions withMigrations(String location) {
    return new DbOptions(
        url,
        user,
        password,
        Optional.of(location),
        maxSize,
        maxQueued,
        maxWait,
        connectTimeout,
        queryTimeout,
        socketTimeout,
        maxLifetime,
        slowQuery);
  }

  /** With at most so many connections. */
  public DbOptions withMaxSize(int connections) {
    return new DbOptions(
        url,
        user,
        password,
        migrations,
        connections,
        maxQueued,
        maxWait,
        connectTimeout,
        queryTimeout,
        socketTimeout,
        maxLifetime,
        slowQuery);
  }

  /** With a queue for connections that is so long, and no wait in it longer than that. */
  public DbOptions withQueue(int threads, Duration maxWait) {
    return new DbOptions(
        url,
        user,
        password,
        migrations,
        maxSize,
        threads,
        maxWait,
        connectTimeout,
        queryTimeout,
        socketTimeout,
        maxLifetime,
        slowQuery);
  }

  /** With statements that may take so long; sockets may be silent for a quarter longer, and 5 s. */
  public DbOptions withQueryTimeout(Duration time) {
    return new DbOptions(
        url,
        user,
        password,
        migrations,
        maxSize,
        maxQueued,
        maxWait,
        connectTimeout,
        time,
        time.plus(time.dividedBy(4)).plusSeconds(5),
        maxLifetime,
        slowQuery);
  }

  /** With statements logged that take longer. */
  public DbOptions withSlowQuery(Duration time) {
    return new DbOptions(
        url,
        user,
        password,
        migrations,
        maxSize,
        maxQueued,
        maxWait,
        connectTimeout,
        queryTimeout,
        socketTimeout,
        maxLifetime,
        time);
  }

  private static void atLeast(String key, int value, int least) {
    if (value < least) {
      throw new IllegalArgumentException(key + " must be at least " + least + ", not " + value);
    }
  }

  private static void positive(String key, Duration value) {
    if (!value.isPositive()) {
      throw new IllegalArgumentException(key + " must be longer than nothing, not " + value);
    }
  }
}
