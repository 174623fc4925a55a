package io.lokstra.internal.store;

import io.lokstra.store.DistributedLock;
import io.lokstra.store.LockLease;
import io.lokstra.store.MemoryLockOptions;
import io.lokstra.store.StoreException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Locks in the memory of this process. A lock cannot be lost: who holds it dies with what keeps it.
 */
public final class MemoryLocks implements DistributedLock {
  private static final Duration LONGEST_WAIT = Duration.ofDays(365);

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition released = lock.newCondition();
  private final Map<String, Held> held = new HashMap<>();
  private final int maxLocks;
  private long tokens;

  public MemoryLocks(MemoryLockOptions options) {
    this.maxLocks = options.maxLocks();
  }

  @Override
  public Optional<LockLease> tryLock(String name, Duration wait, Duration lease) {
    StoreKeys.check(name);
    Leases.check(lease);
    long left = (wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT).toNanos();
    try {
      lock.lockInterruptibly();
      try {
        while (held.containsKey(name)) {
          if (left <= 0) {
            return Optional.empty();
          }
          left = released.awaitNanos(left);
        }
        if (held.size() >= maxLocks) {
          throw new StoreException(
              "LOK-STO-002",
              held.size() + " locks are held (max-locks); '" + name + "' was not given");
        }
        Held given = new Held(name, ++tokens);
        held.put(name, given);
        return Optional.of(given);
      } finally {
        lock.unlock();
      }
    } catch (InterruptedException e) {
      throw Leases.interrupted(name, e);
    }
  }

  private final class Held implements LockLease {
    private final String name;
    private final long token;

    Held(String name, long token) {
      this.name = name;
      this.token = token;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public long token() {
      return token;
    }

    @Override
    public boolean held() {
      lock.lock();
      try {
        return held.get(name) == this;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void onLost(Runnable callback) {}

    @Override
    public void close() {
      lock.lock();
      try {
        if (held.remove(name, this)) {
          released.signalAll();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  /** What leases have in common. */
  public static final class Leases {
    private static final Duration SHORTEST = Duration.ofMillis(100);

    private Leases() {}

    /** Refuses a lease that cannot be renewed in time. */
    public static void check(Duration lease) {
      if (lease.compareTo(SHORTEST) < 0) {
        throw new IllegalArgumentException("a lease of " + lease + "; expected 100 ms or more");
      }
    }

    /** The wait for a lock was interrupted. */
    public static CancellationException interrupted(String name, InterruptedException e) {
      Thread.currentThread().interrupt();
      CancellationException cancelled =
          new CancellationException("interrupted while waiting for the lock '" + name + "'");
      cancelled.initCause(e);
      return cancelled;
    }
  }
}
