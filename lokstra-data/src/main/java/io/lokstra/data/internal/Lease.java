package io.lokstra.data.internal;

import io.lokstra.http.Cancellation.Registration;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One connection in the hands of one thread: which statement runs on it now, until when it may, and
 * whether anyone still wants the result.
 *
 * <p>{@link #watch} and what a cancellation calls come from other threads, the rest from the one
 * that holds the connection.
 */
final class Lease {
  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(50);
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(2);

  private final CallScope scope;
  private final long statementNanos;
  private int depth;
  private @Nullable Registration registration;

  // More than one where a row's consumer asks again. Guarded by this.
  private final Deque<Statement> running = new ArrayDeque<>(2);
  private long runningUntil; // guarded by this
  private int attempts; // guarded by this
  private long nextAttempt; // guarded by this
  private long pause; // guarded by this
  private volatile boolean cancelled;
  private volatile boolean timedOut;
  private volatile boolean cancellationSent;

  Lease(CallScope scope, long statementNanos) {
    this.scope = scope;
    this.statementNanos = statementNanos;
  }

  /** Refuses to go on where nobody wants the result, else keeps interruption away. */
  void enter() throws SQLException {
    if (cancelled || scope.cancelled()) {
      cancelled = true;
      throw new SQLException("the request was cancelled", SqlErrors.CANCELLED);
    }
    if (Thread.currentThread().isInterrupted()) {
      cancelled = true;
      throw new SQLException("the thread was interrupted", SqlErrors.CANCELLED);
    }
    shield();
  }

  /** Keeps interruption away, wanted or not: what was begun must be ended. */
  void shield() {
    if (depth++ == 0) {
      registration = scope.during(this::cancel);
    }
  }

  /** What the matching {@link #enter} or {@link #shield} began is over. */
  void leave() {
    if (depth == 0 || --depth > 0) {
      return;
    }
    Registration ended = registration;
    registration = null;
    if (ended != null) {
      ended.close();
    }
  }

  /** {@code statement} is about to run. */
  synchronized void begin(Statement statement) {
    long now = System.nanoTime();
    running.addLast(statement);
    attempts = 0;
    nextAttempt = now;
    pause = FIRST_PAUSE;
    runningUntil = now + Math.min(statementNanos, scope.remainingNanos());
  }

  /** {@code statement} has run and its rows are read. Waits for a cancellation under way. */
  synchronized void end(Statement statement) {
    running.remove(statement);
  }

  /** Nothing more comes of this lease. */
  void close() {
    synchronized (this) {
      running.clear();
    }
    depth = Math.min(depth, 1);
    leave();
  }

  /** Whether a statement was stopped because nobody wants the result. */
  boolean cancelled() {
    return cancelled;
  }

  /** Whether the database was told to stop a statement. */
  boolean cancellationSent() {
    return cancellationSent;
  }

  /** Whether a statement was stopped because it took too long. */
  boolean timedOut() {
    return timedOut;
  }

  /**
   * Cancels what runs too long or is no longer wanted, again and again until it has stopped: a
   * cancellation that arrives just before the statement does is lost, and the thread that should
   * bring it may find every processor taken by the very statements it is to stop.
   *
   * <p>Called every so often by a thread of the operating system.
   */
  void watch(long now) {
    if (due(now)) {
      cancelRunning();
    }
  }

  private synchronized boolean due(long now) {
    if (running.isEmpty()) {
      return false;
    }
    if (!cancelled) {
      if (scope.cancelled()) {
        cancelled = true;
      } else if (now - runningUntil >= 0) {
        timedOut = true;
      } else {
        return false;
      }
    }
    if (now - nextAttempt < 0) {
      return false;
    }
    pause = Math.min(2 * pause, LONGEST_PAUSE);
    nextAttempt = now + pause;
    return true;
  }

  private void cancel() {
    cancelled = true;
    cancelRunning();
  }

  // Holding the lock keeps a late cancellation from hitting the connection's next statement.
  private synchronized void cancelRunning() {
    for (Statement statement : running) {
      cancellationSent = true;
      try {
        if (attempts++ == 0) {
          statement.cancel();
        } else {
          Drivers.cancelAgain(statement);
        }
      } catch (SQLException e) {
        Connections.LOG.debug("a statement could not be cancelled", e);
      }
    }
  }
}
