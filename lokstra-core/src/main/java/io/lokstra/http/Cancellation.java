package io.lokstra.http;

import io.lokstra.engine.CancelReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

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
  private @Nullable Thread runner;
  private @Nullable List<Runnable> callbacks;
  private @Nullable List<Shield> shields;

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
   * Marks a call of this thread that must not be interrupted: until the registration is closed, by
   * the same thread, cancelling runs {@code stop} and leaves the thread alone; when it is closed,
   * an interrupt that was held back is delivered. An interrupt that was there before the call is
   * held back too. Only the end of a shutdown's deadline interrupts regardless. Holds for the
   * request's thread and for those of {@link RequestContext#all} and {@link RequestContext#race}.
   */
  public Registration during(Runnable stop) {
    Shield shield = new Shield(Thread.currentThread(), stop);
    synchronized (this) {
      List<Shield> all = shields == null ? new ArrayList<>(2) : shields;
      shields = all;
      all.add(shield);
      shield.held = Thread.interrupted();
      if (reason != null || shield.held) {
        shield.tell();
      }
    }
    return () -> drop(shield);
  }

  private synchronized void drop(Shield shield) {
    if (shields == null || !shields.remove(shield) || !shield.held) {
      return;
    }
    Shield around = shieldOf(shield.thread);
    if (around == null) {
      shield.thread.interrupt();
    } else {
      around.held = true;
    }
  }

  /** Throws when the answer is no longer wanted: for long work that never blocks. */
  public void throwIfRequested() {
    Optional<CancelReason> why = reason();
    if (why.isPresent()) {
      throw new CancellationException("the request was cancelled: " + why.get());
    }
  }

  /** The request's thread begins. */
  synchronized void begin(Thread thread) {
    runner = thread;
    if (reason != null) {
      interrupt(thread);
    }
  }

  /** Asks for it. */
  void request(CancelReason why) {
    List<Runnable> todo = List.of();
    synchronized (this) {
      boolean first = reason == null;
      if (first || why == CancelReason.SHUTDOWN) {
        reason = why;
        if (runner != null) {
          interrupt(runner);
        }
      }
      if (first) {
        if (shields != null) {
          shields.forEach(Shield::tell);
        }
        todo = callbacks == null ? List.of() : callbacks;
        callbacks = null;
      }
    }
    if (!todo.isEmpty()) {
      start(todo);
    }
  }

  /** Interrupts a thread of this request: now, or once the call it is in has returned. */
  synchronized void interrupt(Thread thread) {
    Shield shield = shieldOf(thread);
    if (shield == null || reason == CancelReason.SHUTDOWN) {
      thread.interrupt();
    } else {
      shield.held = true;
      shield.tell();
    }
  }

  /** The innermost call of {@code thread} that must not be interrupted. */
  private @Nullable Shield shieldOf(Thread thread) {
    List<Shield> all = shields;
    if (all != null) {
      for (Shield shield : all.reversed()) {
        if (shield.thread == thread) {
          return shield;
        }
      }
    }
    return null;
  }

  private synchronized void forget(Runnable callback) {
    if (callbacks != null) {
      callbacks.remove(callback);
    }
  }

  private static void start(List<Runnable> callbacks) {
    Thread.ofVirtual()
        .name("lokstra-cancel")
        .start(() -> {
          for (Runnable callback : callbacks) {
            try {
              callback.run();
            } catch (RuntimeException e) {
              LoggerFactory.getLogger("io.lokstra.http").error("a cancel callback failed", e);
            }
          }
        });
  }

  /** A call that is stopped by other means than an interrupt. Guarded by its cancellation. */
  private static final class Shield {
    private final Thread thread;
    private final Runnable stop;
    private boolean held;
    private boolean told;

    Shield(Thread thread, Runnable stop) {
      this.thread = thread;
      this.stop = stop;
    }

    void tell() {
      if (!told) {
        told = true;
        start(List.of(stop));
      }
    }
  }

  /** Something that holds until it is closed. */
  @FunctionalInterface
  public interface Registration extends AutoCloseable {
    @Override
    void close();
  }
}
