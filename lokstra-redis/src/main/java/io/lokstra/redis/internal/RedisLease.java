package io.lokstra.redis.internal;

import io.lokstra.redis.Redis;
import io.lokstra.store.LockLease;
import io.lokstra.store.StoreException;
import io.lokstra.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lock in Redis that is held, and the virtual thread that renews it after each third of its time.
 * It counts as lost when Redis says so, or when a lease has passed since the last renewal was sent.
 */
final class RedisLease implements LockLease {
  static final Logger LOG = LoggerFactory.getLogger("io.lokstra.redis");

  private final Redis redis;
  private final String name;
  private final byte[] lock;
  private final byte[] owner;
  private final long token;
  private final Duration lease;
  private final List<Runnable> onLost = new ArrayList<>();
  private volatile long end;
  private boolean closed;
  private boolean lost;
  private @Nullable Thread renewal;

  /**
   * A lock that was given.
   *
   * @param since when it was asked for, by {@link System#nanoTime()}
   */
  RedisLease(
      Redis redis, String name, byte[] lock, byte[] owner, long token, Duration lease, long since) {
    this.redis = redis;
    this.name = name;
    this.lock = lock;
    this.owner = owner;
    this.token = token;
    this.lease = lease;
    this.end = since + lease.toNanos();
  }

  /** Begins to renew it. */
  synchronized void keep() {
    renewal = Thread.ofVirtual().name("lokstra-lock-" + name).start(this::renew);
  }

  private void renew() {
    Duration pause = lease.dividedBy(3);
    while (true) {
      try {
        Thread.sleep(pause);
      } catch (InterruptedException e) {
        return;
      }
      if (isClosed()) {
        return;
      }
      long before = System.nanoTime();
      try {
        if (redis.run(Scripts.RENEW, List.of(lock), List.of(owner, millis())).asLong() == 0) {
          lose("Redis no longer knows it");
          return;
        }
        end = before + lease.toNanos();
        pause = lease.dividedBy(3);
      } catch (StoreUnavailableException | StoreException e) {
        if (System.nanoTime() - end >= 0) {
          lose("it could not be renewed in time: " + e.getMessage());
          return;
        }
        pause = lease.dividedBy(20);
      } catch (java.util.concurrent.CancellationException e) {
        return; // closed meanwhile
      }
    }
  }

  private byte[] millis() {
    return RedisStore.text(lease.toMillis());
  }

  private synchronized boolean isClosed() {
    return closed;
  }

  private void lose(String why) {
    List<Runnable> tell;
    synchronized (this) {
      if (closed) {
        return;
      }
      lost = true;
      tell = List.copyOf(onLost);
      onLost.clear();
    }
    LOG.warn("the lock '{}' (token {}) is lost: {}", name, token, why);
    tell.forEach(RedisLease::start);
  }

  private static void start(Runnable callback) {
    Thread.ofVirtual()
        .name("lokstra-lock-lost")
        .start(() -> {
          try {
            callback.run();
          } catch (RuntimeException e) {
            LOG.error("what was to be done for a lost lock failed", e);
          }
        });
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
    synchronized (this) {
      if (closed || lost) {
        return false;
      }
    }
    return System.nanoTime() - end < 0;
  }

  @Override
  public void onLost(Runnable callback) {
    synchronized (this) {
      if (!lost) {
        onLost.add(callback);
        return;
      }
    }
    start(callback);
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      if (renewal != null) {
        renewal.interrupt();
      }
      if (lost) {
        return;
      }
    }
    boolean interrupted = Thread.interrupted();
    try {
      RedisLocks.release(redis, lock, owner);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
