package io.lokstra.testkit.internal.fault;

import java.util.Random;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;

/** The faults of one direction. Thread-safe. */
public final class Way {
  private static final long SEED = 42;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final RandomGenerator random = new Random(SEED);
  private long delayNanos;
  private long jitterNanos;
  private boolean stalled;
  private boolean dropping;
  private long cutAfter = Long.MAX_VALUE;
  private int cutGeneration;

  Way() {}

  /** Later. */
  public void delay(long nanos, long jitter) {
    change(() -> {
      delayNanos = nanos;
      jitterNanos = jitter;
    });
  }

  /** Not before it is healed. */
  public void stall() {
    change(() -> stalled = true);
  }

  /** Never. */
  public void drop() {
    change(() -> dropping = true);
  }

  /** So many bytes more. */
  public void cutAfter(long bytes) {
    change(() -> {
      cutAfter = bytes;
      cutGeneration++;
    });
  }

  /** As it should be. */
  public void heal() {
    change(() -> {
      delayNanos = 0;
      jitterNanos = 0;
      stalled = false;
      dropping = false;
      cutAfter = Long.MAX_VALUE;
      cutGeneration++;
    });
  }

  private void change(Runnable change) {
    lock.lock();
    try {
      change.run();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** When something that comes now is to arrive. */
  long arrival() {
    lock.lock();
    try {
      long jitter = jitterNanos > 0 ? random.nextLong(jitterNanos + 1) : 0;
      return System.nanoTime() + delayNanos + jitter;
    } finally {
      lock.unlock();
    }
  }

  /** Waits as long as nothing arrives; woken by {@link #wake} too. */
  void awaitPassage(BooleanSupplier over) throws InterruptedException {
    lock.lock();
    try {
      while (stalled && !over.getAsBoolean()) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Has those who wait look again. */
  void wake() {
    change(() -> {});
  }

  boolean isDropping() {
    lock.lock();
    try {
      return dropping;
    } finally {
      lock.unlock();
    }
  }

  /** How many bytes one connection may still pass in this direction. */
  final class Budget {
    private int generation = -1;
    private long left;

    /**
     * Takes from it.
     *
     * @return how many of {@code bytes} may pass; fewer when the connection is to be cut then
     */
    int take(int bytes) {
      lock.lock();
      try {
        if (generation != cutGeneration) {
          generation = cutGeneration;
          left = cutAfter;
        }
        int pass = (int) Math.min(bytes, left);
        left -= pass;
        return pass;
      } finally {
        lock.unlock();
      }
    }
  }
}
