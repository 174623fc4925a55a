package io.lokstra.redis.internal;

import io.lokstra.internal.store.MemoryLocks.Leases;
import io.lokstra.internal.store.StoreKeys;
import io.lokstra.redis.Redis;
import io.lokstra.redis.RedisReply;
import io.lokstra.store.DistributedLock;
import io.lokstra.store.LockLease;
import io.lokstra.store.StoreUnavailableException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Locks in Redis: {@code <namespace>:lock:{<name>}} says who has it, and {@code …:token} the last
 * token, for a day after. What Redis forgets in a fail-over, it forgets of locks too: the token is
 * what keeps two holders apart then.
 */
public final class RedisLocks implements DistributedLock {
  private static final Duration LONGEST_WAIT = Duration.ofDays(365);
  private static final long FIRST_PAUSE = 5;
  private static final long LONGEST_PAUSE = 100;

  /** How long the last token is remembered; the clock of Redis takes over after that. */
  private static final long TOKEN_MILLIS = Duration.ofDays(1).toMillis();

  private final Redis redis;

  /** Locks in this Redis. */
  public RedisLocks(Redis redis) {
    this.redis = redis;
  }

  @Override
  public Optional<LockLease> tryLock(String name, Duration wait, Duration lease) {
    Leases.check(lease);
    // Braces would decide about the slot of a cluster, and both keys have to be in one.
    String safe = StoreKeys.check(name).replace("%", "%25").replace("{", "%7B").replace("}", "%7D");
    byte[] lock = redis.key("lock:{" + safe + "}");
    byte[] last = redis.key("lock:{" + safe + "}:token");
    byte[] owner = UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII);
    List<byte[]> arguments =
        List.of(
            owner,
            RedisStore.text(lease.toMillis()),
            RedisStore.text(TOKEN_MILLIS + lease.toMillis()));
    long end =
        System.nanoTime() + (wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT).toNanos();
    long pause = FIRST_PAUSE;
    while (true) {
      long before = System.nanoTime();
      RedisReply token = take(lock, last, owner, arguments);
      if (!token.isNil()) {
        RedisLease given = new RedisLease(redis, name, lock, owner, token.asLong(), lease, before);
        given.keep();
        return Optional.of(given);
      }
      long left = end - System.nanoTime();
      if (left <= 0) {
        return Optional.empty();
      }
      long millis = ThreadLocalRandom.current().nextLong(pause, 2 * pause);
      sleep(name, Math.min(millis * 1_000_000, left));
      pause = Math.min(2 * pause, LONGEST_PAUSE);
    }
  }

  private RedisReply take(byte[] lock, byte[] last, byte[] owner, List<byte[]> arguments) {
    try {
      return redis.run(Scripts.LOCK, List.of(lock, last), arguments);
    } catch (StoreUnavailableException | CancellationException e) {
      // It may be ours and nobody knows: given back where that can be done, else it ends by itself.
      Thread.ofVirtual().name("lokstra-lock-undo").start(() -> release(redis, lock, owner));
      throw e;
    }
  }

  /**
   * Gives a lock back, if it is the owner's and Redis can be asked; on another thread where this
   * one is not to wait any more.
   */
  static void release(Redis redis, byte[] lock, byte[] owner) {
    try {
      releaseNow(redis, lock, owner);
    } catch (CancellationException e) {
      Thread.ofVirtual().name("lokstra-lock-undo").start(() -> releaseNow(redis, lock, owner));
    }
  }

  private static void releaseNow(Redis redis, byte[] lock, byte[] owner) {
    try {
      redis.run(Scripts.DELETE_IF, List.of(lock), List.of(owner));
    } catch (StoreUnavailableException e) {
      RedisLease.LOG.debug("a lock was not given back; it ends by itself", e);
    }
  }

  private static void sleep(String name, long nanos) {
    try {
      Thread.sleep(Duration.ofNanos(nanos));
    } catch (InterruptedException e) {
      throw Leases.interrupted(name, e);
    }
  }
}
