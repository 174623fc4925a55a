package io.lokstra.data.internal;

import com.zaxxer.hikari.HikariDataSource;
import io.lokstra.data.DbOptions;
import io.lokstra.http.HttpException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jdbi.v3.core.ConnectionFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands out HikariCP's connections: fairly, within the request's deadline, and watched. */
public final class Connections implements ConnectionFactory, AutoCloseable {
  static final Logger LOG = LoggerFactory.getLogger("io.lokstra.data");

  /** How often running statements are looked at. */
  private static final long WATCH_MILLIS = 50;

  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final String name;
  private final HikariDataSource source;
  private final Supplier<CallScope> scopes;
  private final Permits permits;
  private final long maxWaitNanos;
  private final long statementNanos;
  private final boolean embedded;
  private final Map<Connection, Lease> leases = new ConcurrentHashMap<>();
  private final ScheduledExecutorService watch;
  private volatile boolean started;

  public Connections(
      String name, HikariDataSource source, DbOptions options, Supplier<CallScope> scopes) {
    this.name = name;
    this.source = source;
    this.scopes = scopes;
    this.permits = new Permits(options.maxSize(), options.maxQueued());
    this.maxWaitNanos = options.maxWait().toNanos();
    this.statementNanos = options.queryTimeout().toNanos();
    this.embedded = Drivers.embedded(options.url());
    this.watch =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("db-watch-" + name).factory());
  }

  /** Begins to watch what runs; to be called once, before the first connection is asked for. */
  public void start() {
    var _ =
        watch.scheduleWithFixedDelay(
            () -> leases.values().forEach(lease -> lease.watch(System.nanoTime())),
            WATCH_MILLIS,
            WATCH_MILLIS,
            TimeUnit.MILLISECONDS);
    started = true;
  }

  /**
   * A connection, once it is this thread's turn.
   *
   * @throws HttpException 503 when too many wait already, the wait is over, or the database cannot
   *     be reached
   */
  @Override
  public Connection openConnection() throws SQLException {
    if (source.isClosed()) {
      throw new IllegalStateException("the database pool " + name + " is closed");
    }
    if (!started) {
      throw new IllegalStateException(
          "the database pool "
              + name
              + " has not started; a service that uses it in its onStart has to depend on it");
    }
    if (embedded && Thread.currentThread().isVirtual()) {
      leaveEventLoop();
    }
    CallScope scope = scopes.get();
    acquirePermit(scope);
    Lease lease = new Lease(scope, statementNanos);
    boolean leased = false;
    try {
      lease.enter();
      Connection connection = source.getConnection();
      leases.put(connection, lease);
      leased = true;
      return connection;
    } catch (SQLException e) {
      if (SqlErrors.CANCELLED.equals(e.getSQLState())) {
        throw e;
      }
      LOG.error("pool {}: no connection to the database: {}", name, e.getMessage());
      throw unavailable("The database cannot be reached.", e);
    } finally {
      lease.leave();
      if (!leased) {
        permits.release();
      }
    }
  }

  // An embedded database computes in the thread that asks. On an event loop it would hold up all of
  // the loop's connections, and nobody would see a client go away. A virtual thread that the loop
  // carries goes on elsewhere after it has yielded: that is the engine's rule, no hope.
  @SuppressWarnings("ThreadPriorityCheck")
  private static void leaveEventLoop() {
    Thread.yield();
  }

  private void acquirePermit(CallScope scope) throws SQLException {
    try {
      switch (permits.acquire(Math.min(maxWaitNanos, scope.remainingNanos()))) {
        case GRANTED -> {}
        case QUEUE_FULL -> throw unavailable("Too many requests wait for the database.", null);
        case TOO_LATE -> throw unavailable("The database is busy.", null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while waiting for a connection", SqlErrors.CANCELLED, e);
    }
  }

  @Override
  public void closeConnection(Connection connection) throws SQLException {
    Lease lease = leases.remove(connection);
    if (lease == null) {
      connection.close();
      return;
    }
    // An interrupted thread must still be able to give back what it holds.
    boolean interrupted = Thread.interrupted();
    lease.shield();
    try {
      if (!embedded && lease.cancellationSent()) {
        // A server may stop what comes after what it was told to stop, and driver and server then
        // take each other's answers for those to something else (PostgreSQL: seen).
        source.evictConnection(connection);
      }
      connection.close();
    } finally {
      lease.close();
      permits.release();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** The lease of a connection that was opened here and not yet closed. */
  Lease lease(Connection connection) {
    Lease lease = leases.get(connection);
    if (lease == null) {
      throw new IllegalStateException("this connection was given back to the pool " + name);
    }
    return lease;
  }

  /** How many threads wait for a connection now. */
  public int queued() {
    return permits.queued();
  }

  /** How many connections are in use now. */
  public int inUse() {
    return leases.size();
  }

  /** Closes what is idle at once and cuts what is in use. */
  @Override
  public void close() {
    source.close();
    watch.shutdownNow();
  }

  private HttpException unavailable(String message, @Nullable Throwable cause) {
    HttpException unavailable = HttpException.unavailable(message, RETRY_AFTER);
    if (cause != null) {
      unavailable.initCause(cause);
    }
    return unavailable;
  }
}
