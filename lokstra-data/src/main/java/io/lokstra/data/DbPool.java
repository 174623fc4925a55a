package io.lokstra.data;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.lokstra.data.internal.CallScope;
import io.lokstra.data.internal.Connections;
import io.lokstra.data.internal.Drivers;
import io.lokstra.data.internal.JdbiSetup;
import io.lokstra.data.internal.Migrations;
import io.lokstra.data.internal.Session;
import io.lokstra.dev.DevAddress;
import io.lokstra.dev.DevService;
import io.lokstra.dev.DevServices;
import io.lokstra.http.HttpException;
import io.lokstra.service.Service;
import io.lokstra.service.StartContext;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Jdbi;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A pool of connections to one database. Thread-safe; open one per database, and close it when the
 * server has stopped.
 *
 * <pre>{@code
 * DbPool db = DbPool.open(DbOptions.of("jdbc:h2:async:./data/todo").withMigrations("db/migration"));
 *
 * List<Todo> open = db.query("select * from todo where not done order by id").as(Todo.class).list();
 * }</pre>
 *
 * <p>As a service it is of the type {@code dbpool}, configured by the keys of {@link DbOptions}: it
 * connects and migrates when the server starts, and is closed when all that uses it has stopped.
 *
 * <p>Connections are handed out first come, first served. A thread that finds {@link
 * DbOptions#maxQueued()} others before it, or waits longer than {@link DbOptions#maxWait()} or its
 * request's deadline, gets an {@link HttpException} 503. When a request is cancelled, the statement
 * it waits for is cancelled in the database; the thread itself is not interrupted inside a call of
 * the driver.
 */
public final class DbPool implements Sql, Service, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DbPool.class);

  private final String name;
  private volatile DbOptions options;
  private volatile Optional<DevService> dev = Optional.empty();
  private final HikariDataSource source;
  private final Connections connections;
  private final Jdbi jdbi;
  private final ScopedValue<Transaction> current = ScopedValue.newInstance();

  private DbPool(String name, HikariDataSource source, Connections connections, DbOptions options) {
    this.name = name;
    this.options = options;
    this.source = source;
    this.connections = connections;
    this.jdbi = JdbiSetup.create(name, connections, options.slowQuery());
  }

  /** A pool called {@code db}; see {@link #open(String, DbOptions)}. */
  public static DbPool open(DbOptions options) {
    return open("db", options);
  }

  /**
   * Connects, applies migrations, and is ready for use.
   *
   * @param name names the pool in logs and in the database's list of connections
   * @throws DbException when there is no driver, the database cannot be reached or refuses, or a
   *     migration fails; nothing stays open then
   */
  public static DbPool open(String name, DbOptions options) {
    return open(name, options, CallScope::current);
  }

  static DbPool open(String name, DbOptions options, Supplier<CallScope> scopes) {
    DbPool pool = unopened(name, options, scopes);
    try {
      if (DevAddress.isOne(options.url())) {
        throw new DbException(
            options.url()
                + " is for the service dbpool of a server that runs in development or a test;"
                + " elsewhere start it first: DevServices.start(\"dev:postgresql\","
                + " Mode.TEST).address()");
      }
      pool.connect();
      return pool;
    } catch (RuntimeException e) {
      pool.close();
      throw e;
    }
  }

  /**
   * A pool that connects when it is started as a service: for a service of your own that is made in
   * code, {@code services.add("db", use -> DbPool.unopened(use.name(), options))}.
   */
  public static DbPool unopened(String name, DbOptions options) {
    return unopened(name, options, CallScope::current);
  }

  private static DbPool unopened(String name, DbOptions options, Supplier<CallScope> scopes) {
    HikariDataSource source = new HikariDataSource();
    return new DbPool(name, source, new Connections(name, source, options, scopes), options);
  }

  /**
   * Connects and applies migrations.
   *
   * <p>Where the URL asks for a dev service, that is started first, and ends when this is closed.
   *
   * @throws DbException when there is no driver, the database cannot be reached or refuses, or a
   *     migration fails
   * @throws io.lokstra.dev.DevServiceException when it cannot be started
   */
  @Override
  public void onStart(StartContext start) throws InterruptedException {
    String url = options.url();
    if (DevAddress.isOne(url)) {
      DevService started = DevServices.start(url, start.mode());
      dev = Optional.of(started);
      if (!started.address().startsWith("jdbc:")) {
        throw new DbException(url + " is no database with a JDBC driver; expected dev:postgresql");
      }
      options = options.at(started.address());
      start.note(started.description());
      start.note("your own instead: --services." + name + ".config.url=jdbc:postgresql://…");
    }
    connect();
  }

  private void connect() {
    configuration(name, options).copyStateTo(source);
    Drivers.require(options.url());
    Drivers.warn(LOG, name, options.url());
    try (var _ = source.getConnection()) {
      LOG.debug("pool {} is connected", name);
    } catch (SQLException | RuntimeException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new DbException(
          "pool "
              + name
              + " cannot connect to "
              + Drivers.shown(options.url())
              + ": "
              + cause.getMessage()
              + "; check that the database runs, and url, user and password",
          "",
          e);
    }
    connections.start();
    options.migrations().ifPresent(location -> Migrations.run(LOG, name, options, location));
  }

  private static HikariConfig configuration(String name, DbOptions options) {
    HikariConfig config = new HikariConfig();
    config.setPoolName(name);
    config.setJdbcUrl(options.url());
    options.user().ifPresent(config::setUsername);
    options.password().ifPresent(password -> config.setPassword(password.reveal()));
    config.setMaximumPoolSize(options.maxSize());
    long connectMillis = Math.max(250, options.connectTimeout().toMillis());
    config.setConnectionTimeout(connectMillis);
    config.setInitializationFailTimeout(connectMillis);
    config.setValidationTimeout(connectMillis);
    config.setMaxLifetime(Math.max(30_000, options.maxLifetime().toMillis()));
    Drivers.configure(config, name, options);
    return config;
  }

  /**
   * Inside a block of {@link #inTransaction} this pool's statements belong to that transaction;
   * outside each has a connection of its own.
   */
  @Override
  public <T> T with(HandleWork<T> work) {
    if (current.isBound()) {
      return current.get().with(work);
    }
    try (Session session = Session.open(jdbi, connections)) {
      return session.call(work);
    }
  }

  /**
   * Does {@code work} in a transaction: committed when it returns, rolled back when it throws. A
   * commit that fails throws from here, before anything was answered. Everything this pool is asked
   * for by the same thread inside belongs to the transaction; a transaction inside is a savepoint.
   *
   * <p>Do not wait for other services inside: the connection is in use for as long.
   */
  public <T, X extends Exception> T inTransaction(TransactionWork<T, X> work) throws X {
    return inTransaction(TransactionOptions.DEFAULT, work);
  }

  /** Does {@code work} in a transaction of another kind; see {@link #inTransaction}. */
  public <T, X extends Exception> T inTransaction(
      TransactionOptions options, TransactionWork<T, X> work) throws X {
    if (current.isBound()) {
      return current.get().nested(options, work);
    }
    try (Session session = Session.open(jdbi, connections)) {
      Transaction transaction = new Transaction(session, options);
      transaction.begin();
      try {
        T result = ScopedValue.where(current, transaction).call(() -> work.run(transaction));
        transaction.end();
        return result;
      } catch (Throwable e) {
        transaction.undo(e);
        throw e;
      }
    }
  }

  /** {@link #inTransaction} for work without a result. */
  public <X extends Exception> void useTransaction(TransactionWork.Effect<X> work) throws X {
    this.<Boolean, X>inTransaction(transaction -> {
      work.run(transaction);
      return true;
    });
  }

  /** Asks the database for a sign of life; the answer is the whole truth, nothing is thrown. */
  public DbStatus status() {
    long start = System.nanoTime();
    String problem = "";
    try {
      query("select 1").as(int.class).one();
    } catch (RuntimeException e) {
      problem = String.valueOf(e.getMessage());
    }
    return new DbStatus(
        problem.isEmpty(),
        problem,
        Duration.ofNanos(System.nanoTime() - start),
        connections.inUse(),
        idle(),
        connections.queued());
  }

  private int idle() {
    HikariPoolMXBean pool = source.getHikariPoolMXBean();
    return pool == null || source.isClosed() ? 0 : pool.getIdleConnections();
  }

  /**
   * Jdbi itself, for mappers and arguments of your own types, registered before the pool is used.
   * Its handles come from this pool, under the same rules; {@link #inTransaction} does not hold for
   * them.
   */
  public Jdbi jdbi() {
    return jdbi;
  }

  Connections connections() {
    return connections;
  }

  /** The name it was opened with. */
  public String name() {
    return name;
  }

  /** Closes all connections; statements still running are cut off. */
  @Override
  public void close() {
    connections.close();
    dev.ifPresent(DevService::close);
  }
}
