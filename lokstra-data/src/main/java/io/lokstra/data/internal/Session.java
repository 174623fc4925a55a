package io.lokstra.data.internal;

import io.lokstra.data.HandleWork;
import java.sql.SQLException;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** A connection for the time of one piece of work, with Jdbi on top. Belongs to one thread. */
public final class Session implements AutoCloseable {
  private final Handle handle;
  private final Lease lease;

  private Session(Handle handle, Lease lease) {
    this.handle = handle;
    this.lease = lease;
  }

  /** Waits for a connection; see {@link Connections#openConnection()}. */
  public static Session open(Jdbi jdbi, Connections connections) {
    try {
      Handle handle = jdbi.open();
      return new Session(handle, connections.lease(handle.getConnection()));
    } catch (ConnectionException e) {
      if (e.getCause() instanceof SQLException sql) {
        throw SqlErrors.of(sql, "opening a connection", true, false);
      }
      throw e;
    }
  }

  /** Does {@code work}, and says in the API's own exceptions what the database has against it. */
  public <T> T call(HandleWork<T> work) {
    try {
      return work.run(handle);
    } catch (SQLException e) {
      throw SqlErrors.of(e, "JDBC", lease.cancelled(), lease.timedOut());
    } catch (JdbiException e) {
      throw SqlErrors.translate(e, lease);
    }
  }

  /** Does {@code work} that is one call of the driver, uninterrupted, unless nobody wants it. */
  public void step(Step work) {
    try {
      lease.enter();
      try {
        work.run(handle);
      } finally {
        lease.leave();
      }
    } catch (SQLException e) {
      throw SqlErrors.of(e, "transaction", lease.cancelled(), lease.timedOut());
    } catch (JdbiException e) {
      throw SqlErrors.translate(e, lease);
    }
  }

  /**
   * Undoes what was begun, whether or not the thread was interrupted, after {@code failure}, which
   * stays the exception to be thrown.
   */
  public void undo(Throwable failure, Step work) {
    boolean interrupted = Thread.interrupted();
    lease.shield();
    try {
      work.run(handle);
    } catch (SQLException | RuntimeException e) {
      failure.addSuppressed(e);
    } finally {
      lease.leave();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public void close() {
    handle.close();
  }

  /** One call of the driver. */
  @FunctionalInterface
  public interface Step {
    /** Does it. */
    void run(Handle handle) throws SQLException;
  }
}
