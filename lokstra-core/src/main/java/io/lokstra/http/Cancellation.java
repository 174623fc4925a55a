package io.lokstra.http;

import io.lokstra.engine.CancelReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the answer to a request is still wanted, and what to do when it no longer is.
 *
 * <p>Cancelling runs the registered callbacks on a thread of their own and interrupts the request's
 * thread. Some libraries do not survive an interrupt (H2 closes a database's file for everyone):
 * whoever calls one registers how to stop it by {@link #during}, and the thread is interrupted only
 * once that call has returned. Thread-safe.
 */
public final class Cancellation {
  private @Nullable CancelReason reason;
  private @Nullable Thread thread;
  private @Nullable List<Runnable> callbacks;
  private int shields;

  Cancellation() {}

  /** Whether it was asked for. */
  public synchronized boolean requested() {
    return reason != null;
  }

  /** Why, once it was asked for. */
  public synchronized Optional<CancelReason> reason() {
    return Optional.ofNullable(reason);
  }

  /**
   * Calls {@code callback} once when cancellation is asked for, or now if it was; always on a
   * virtual thread of its own, since it may block.
   *
   * @return forgets the callback when closed
   */
  public Registration onCancel(Runnable callback) {
    synchronized (this) {
      if (reason == null) {
        List<Runnable> all = callbacks == null ? new ArrayList<>(2) : callbacks;
        callbacks = all;
        all.add(callback);
        return () -> forget(callback);
      }
    }
    start(List.of(callback));
    return () -> {};
  }

  /**
   * Marks a call that must not be interrupted: until the registration is closed, cancelling runs
   * {@code stop} and leaves the thread alone; when it is closed, an interrupt that was held back is
   * delivered. Only the end of a shutdown's deadline interrupts regardless.
   */
  public Registration during(Runnable stop) {
    synchronized (this) {
      shields++;
    }
    Registration callback = onCancel(stop);
    return () -> {
      callback.close();
      synchronized (this) {
        shields--;
        if (shields == 0 && reason != null && thread != null) {
          thread.interrupt();
        }
      }
    };
  }

  /** Throws when the answer is no longer wanted: for long work that never blocks. */
  public void throwIfRequested() {
    Optional<CancelReason> why = reason();
    if (why.isPresent()) {
      throw new java.util.concurrent.CancellationException(
          "the request was cancelled: " + why.get());
    }
  }

  /** The request's thread begins. */
  synchronized void begin(Thread runner) {
    thread = runner;
    if (reason != null) {
      runner.interrupt();
    }
  }

  /** The request's thread is done with everything that could be interrupted. */
  synchronized void end() {
    thread = null;
  }

  /** Asks for it. */
  void request(CancelReason why) {
    List<Runnable> todo;
    synchronized (this) {
      boolean first = reason == null;
      if (first) {
        reason = why;
      }
      if (thread != null && (why == CancelReason.SHUTDOWN || (first && shields == 0))) {
        thread.interrupt();
      }
      if (!first || callbacks == null) {
        return;
      }
      todo = callbacks;
      callbacks = null;
    }
    start(todo);
  }

  private synchronized void forget(Runnable callback) {
    if (callbacks != null) {
      callbacks.remove(callback);
    }
  }

  private static void start(List<Runnable> callbacks) {
    Thread.ofVirtual().name("lokstra-cancel").start(() -> callbacks.forEach(Runnable::run));
  }

  /** Something that holds until it is closed. */
  @FunctionalInterface
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
