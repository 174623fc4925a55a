package io.lokstra.netty.threads;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reports a loop that has not turned for 100 ms, with the stack of what is on it, at most once a
 * minute.
 */
public final class LoopWatchdog {
  static final long STUCK = TimeUnit.MILLISECONDS.toNanos(100);
  static final long SILENCE = TimeUnit.MINUTES.toNanos(1);
  static final long PERIOD = TimeUnit.MILLISECONDS.toNanos(25);

  /** A turn that goes on for this long is told to its loop. */
  static final long LONG_TURN = TimeUnit.MILLISECONDS.toNanos(20);

  private final List<LoopWatch> loops = new CopyOnWriteArrayList<>();
  private final Consumer<Report> reporter;
  private volatile boolean stopped;
  private @Nullable Thread thread;
  private long checkedAt;
  private long reportedAt;
  private boolean reported;

  /** A watchdog that tells {@code reporter}, on its own thread. */
  public LoopWatchdog(Consumer<Report> reporter) {
    this.reporter = reporter;
  }

  /**
   * A loop that does not turn.
   *
   * @param loop the loop's thread
   * @param running what is on it
   * @param nanos for how long
   * @param stack where it is, innermost frame first
   */
  public record Report(String loop, String running, long nanos, List<StackTraceElement> stack) {
    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      for (StackTraceElement frame : stack) {
        text.append("\n\tat ").append(frame);
      }
      return text.toString();
    }
  }

  /** Watches {@code loop} from now on. */
  public synchronized void watch(LoopWatch loop) {
    loops.add(loop);
    if (thread == null && !stopped) {
      thread = Thread.ofPlatform().daemon().name("lokstra-watchdog").start(this::run);
    }
  }

  /** Ends the watchdog's thread. */
  public synchronized void stop() {
    stopped = true;
    if (thread != null) {
      LockSupport.unpark(thread);
    }
  }

  private void run() {
    while (!stopped) {
      LockSupport.parkNanos(PERIOD);
      check(System.nanoTime());
    }
  }

  /** Looks at every loop once. */
  void check(long now) {
    // A watchdog that is late was itself paused, by the collector or the kernel, and so were the
    // loops.
    boolean onTime = now - checkedAt < 2 * PERIOD;
    checkedAt = now;
    for (LoopWatch loop : loops) {
      long since = loop.busySince();
      if (since != 0 && onTime && now - since >= LONG_TURN) {
        loop.seen(since);
      }
      if (since != 0 && now - since >= STUCK && (!reported || now - reportedAt >= SILENCE)) {
        Thread running = loop.running();
        List<StackTraceElement> stack = List.of(running.getStackTrace());
        // Still the same turn, or the stack is of something else.
        if (loop.busySince() == since) {
          reported = true;
          reportedAt = now;
          reporter.accept(new Report(loop.loop().getName(), running.getName(), now - since, stack));
        }
      }
    }
  }
}
