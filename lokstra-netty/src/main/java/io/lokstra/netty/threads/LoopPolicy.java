package io.lokstra.netty.threads;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whether calls of one route may start on an event loop: judged by how long they hold it.
 *
 * <p>The first {@value #WARM_UP} calls run off the loop: class loading and a cold JIT make them
 * long. After that a route stays on the loop until it holds it: once in {@value #RARE} calls for 50
 * ms, or, from its {@value #JUDGED_AFTER}th call on, three times for 2 ms within 10 s and in more
 * than 1 % of the calls of the last seconds. It is then off: for 1 s, the next time for 10 s, then
 * for 60 s each, and as at first again once it was on for a minute. After that one call in {@value
 * #TRY_ONE_IN} tries again, and {@value #GOOD_TRIES} good tries bring it back.
 *
 * <p>Why not 60 s at once: on a busy machine a loop that the kernel interrupts looks like a call
 * that holds it. A cold start beside a load generator on the same two cores moved a plain-text
 * route off at once, and a minute off costs twice the CPU for a minute; three wrong tries cost
 * three holds.
 *
 * <p>Time is passed in. Thread-safe; the loops of one engine share it.
 */
public final class LoopPolicy {
  static final int WARM_UP = 20;
  static final int JUDGED_AFTER = 200;

  /** Nanoseconds from which on a call counts as holding its loop. */
  public static final long HOLD = 2_000_000;

  /** Nanoseconds from which on one hold is enough. */
  public static final long LONG_HOLD = 50_000_000;

  /** A long hold after this many calls without one counts as a short one. */
  static final long RARE = 1_000;

  static final long WINDOW = 10_000_000_000L;
  static final int HOLDS = 3;
  static final int HOLDS_PERCENT = 1;

  /** How long a route is off at its first, second and every further time in a row. */
  private static final long[] OFF = {1_000_000_000L, 10_000_000_000L, 60_000_000_000L};

  /** On the loop for so long, a route has shown that it belongs there. */
  static final long TRUSTED = 60_000_000_000L;

  static final int TRY_ONE_IN = 100;
  static final int GOOD_TRIES = 10;

  private enum Mode {
    WARMING,
    ON,
    OFF,
    TRYING
  }

  private final AtomicInteger warm = new AtomicInteger();
  private volatile Mode mode = Mode.WARMING;
  private volatile long offUntil;
  private final AtomicInteger asked = new AtomicInteger();

  // The last holds, a ring; guarded by this.
  private final long[] holdTimes = new long[HOLDS];
  private int holds;
  private int holdsAtReturn;
  private long returnedAt;
  private int times;
  private int holdsBefore;
  private long runsBefore = JUDGED_AFTER;
  private int holdsMarked;
  private long runsMarked = JUDGED_AFTER;
  private long marked = Long.MIN_VALUE / 2;
  private int goodTries;
  private long runsAtLongHold;

  /**
   * Whether the call that is about to start may start on the loop.
   *
   * @param now {@link System#nanoTime()}
   */
  public boolean mayCarry(long now) {
    Mode current = mode;
    if (current == Mode.ON) {
      return true;
    }
    if (current == Mode.OFF && now - offUntil >= 0) {
      startTrying();
      current = Mode.TRYING;
    }
    return current == Mode.TRYING && asked.getAndIncrement() % TRY_ONE_IN == 0;
  }

  /** A call that was started off the loop has ended. */
  public void ranOffLoop() {
    if (mode == Mode.WARMING && warm.incrementAndGet() >= WARM_UP) {
      mode = Mode.ON;
    }
  }

  /** Whether a call that held its loop for {@code nanos} tells anything: most do not. */
  public boolean isWorthJudging(long nanos) {
    return nanos >= HOLD || mode != Mode.ON;
  }

  /**
   * A call was started on a loop and held it for {@code nanos}.
   *
   * @param now {@link System#nanoTime()} after it
   * @param runs how many calls of the route were started on loops so far
   * @return whether the route leaves the loop by this
   */
  public synchronized boolean ranOnLoop(long now, long nanos, long runs) {
    if (mode == Mode.OFF) {
      return false;
    }
    if (nanos < HOLD) {
      if (mode == Mode.TRYING && ++goodTries >= GOOD_TRIES) {
        comeBack(now, runs);
      }
      return false;
    }
    if ((nanos >= LONG_HOLD && isTelling(runs)) || mode == Mode.TRYING) {
      return leave(now);
    }
    if (runs < JUDGED_AFTER) {
      return false;
    }
    if (now - marked > WINDOW) {
      mark(now, runs);
    }
    holdTimes[holds++ % HOLDS] = now;
    long oldest = holdTimes[holds % HOLDS];
    boolean several = holds - holdsAtReturn >= HOLDS && now - oldest <= WINDOW;
    boolean often = (holds - holdsBefore) * 100L > HOLDS_PERCENT * (runs - runsBefore);
    return several && often && leave(now);
  }

  /**
   * One long hold is enough, unless it is the first in a thousand calls: on a busy machine even a
   * handler that does nothing is stopped now and then, by the collector, the compiler or the
   * kernel.
   */
  private boolean isTelling(long runs) {
    boolean telling = runs - runsAtLongHold < RARE;
    runsAtLongHold = runs;
    return telling;
  }

  /** The share of holds is taken from the last mark but one: over the last 10 to 20 s. */
  private void mark(long now, long runs) {
    runsBefore = runsMarked;
    holdsBefore = holdsMarked;
    runsMarked = runs;
    holdsMarked = holds;
    marked = now;
  }

  private boolean leave(long now) {
    if (times > 0 && mode == Mode.ON && now - returnedAt >= TRUSTED) {
      times = 0;
    }
    offUntil = now + OFF[Math.min(times, OFF.length - 1)];
    times++;
    mode = Mode.OFF;
    return true;
  }

  private void comeBack(long now, long runs) {
    holdsAtReturn = holds;
    returnedAt = now;
    mark(now, runs);
    mark(now, runs);
    mode = Mode.ON;
  }

  private synchronized void startTrying() {
    if (mode == Mode.OFF) {
      goodTries = 0;
      asked.set(0);
      mode = Mode.TRYING;
    }
  }
}
