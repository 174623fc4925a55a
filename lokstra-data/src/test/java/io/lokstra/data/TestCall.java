package io.lokstra.data;

import io.lokstra.data.internal.CallScope;
import io.lokstra.http.Cancellation.Registration;
import java.util.Deque;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/** A request that a test cancels: like the real one, it interrupts only where that does no harm. */
final class TestCall implements CallScope {
  private static final ScopedValue<TestCall> CURRENT = ScopedValue.newInstance();

  private final long deadline;
  private final Deque<Runnable> stops = new ConcurrentLinkedDeque<>();
  private @Nullable Thread thread;
  private boolean cancelled;
  private int shields;

  TestCall(long nanos) {
    this.deadline = System.nanoTime() + nanos;
  }

  static CallScope current() {
    return CURRENT.isBound() ? CURRENT.get() : CallScope.NONE;
  }

  <T> T run(Callable<T> work) throws Exception {
    synchronized (this) {
      thread = Thread.currentThread();
      interruptIfDue();
    }
    return ScopedValue.where(CURRENT, this).call(work::call);
  }

  synchronized void cancel() {
    cancelled = true;
    interruptIfDue();
    for (Runnable stop : stops) {
      Thread.startVirtualThread(stop);
    }
  }

  /** Whether a statement has begun, which the end of the request would stop. */
  synchronized boolean isInDataLayer() {
    return shields > 0;
  }

  @Override
  public long remainingNanos() {
    return deadline - System.nanoTime();
  }

  @Override
  public synchronized boolean cancelled() {
    return cancelled;
  }

  @Override
  public synchronized Registration during(Runnable stop) {
    shields++;
    stops.add(stop);
    if (cancelled) {
      Thread.startVirtualThread(stop);
    }
    return () -> over(stop);
  }

  private synchronized void over(Runnable stop) {
    stops.remove(stop);
    shields--;
    interruptIfDue();
  }

  private synchronized void interruptIfDue() {
    if (cancelled && shields == 0 && thread != null) {
      thread.interrupt();
    }
  }
}
