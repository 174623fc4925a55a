package io.lokstra.netty.threads;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What one event loop is doing, for the watchdog. Written by the loop without a fence, read by the
 * watchdog.
 */
public final class LoopWatch {
  private static final VarHandle SINCE;
  private static final VarHandle MOUNTED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      SINCE = lookup.findVarHandle(LoopWatch.class, "since", long.class);
      MOUNTED = lookup.findVarHandle(LoopWatch.class, "mounted", Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Thread loop;

  @SuppressWarnings("UnusedVariable") // by VarHandle
  private long since;

  @SuppressWarnings("UnusedVariable") // by VarHandle
  private @Nullable Thread mounted;

  private volatile long seen;

  /** A watch on the loop that runs on {@code loop}. */
  public LoopWatch(Thread loop) {
    this.loop = loop;
  }

  /** The loop begins a turn at {@code now}. */
  public void begin(long now) {
    SINCE.setRelease(this, now == 0 ? 1 : now);
  }

  /** The loop runs {@code thread}. */
  public void mount(Thread thread) {
    MOUNTED.setRelease(this, thread);
  }

  /** The turn is over. */
  public void end() {
    MOUNTED.setRelease(this, (Thread) null);
    SINCE.setRelease(this, 0L);
  }

  /**
   * The watchdog, running as it should, found the turn that began at {@code turn} still under way.
   */
  void seen(long turn) {
    seen = turn;
  }

  /**
   * Whether the watchdog found the present turn still under way a good while after its start: the
   * loop is held by what is on it, and not by a pause of the whole JVM.
   */
  public boolean isSeen() {
    return seen == busySince();
  }

  /** When the turn that is under way began; 0 when none is. */
  long busySince() {
    return (long) SINCE.getAcquire(this);
  }

  /** The virtual thread on the loop, or the loop's own when none is. */
  Thread running() {
    Thread thread = (Thread) MOUNTED.getAcquire(this);
    return thread == null ? loop : thread;
  }

  /** The loop's own thread. */
  Thread loop() {
    return loop;
  }
}
