package io.lokstra.store;

import io.lokstra.internal.store.MemoryLocks;
import java.time.Duration;
import java.util.Optional;

/**
 * Locks by name, between threads and between instances of a service. Thread-safe.
 *
 * <p>A lock is held until it is closed, and renewed meanwhile. Its process may die, hang or lose
 * the network: then it ends by itself after {@code lease}, and somebody else gets it. Who must not
 * act after that hands {@link LockLease#token} to what it changes, which refuses smaller tokens
 * than it has seen. Not reentrant.
 *
 * <p>As a service it is of the type {@code memory-locks}, in this process alone, or {@code
 * redis-locks}.
 */
public interface DistributedLock {

  /** Locks in the memory of this process. */
  static DistributedLock inMemory() {
    return new MemoryLocks(MemoryLockOptions.defaults());
  }

  /**
   * Tries to get a lock.
   *
   * @param name 1 to 512 characters
   * @param wait how long to try; zero for once
   * @param lease how long it outlives a process that is gone; 100 ms or more
   * @return the lock, to be closed; empty when somebody else had it all the time
   * @throws StoreUnavailableException when it cannot be told
   * @throws java.util.concurrent.CancellationException when the thread is interrupted
   */
  Optional<LockLease> tryLock(String name, Duration wait, Duration lease);
}
