package io.lokstra.store;

/** A lock that is held. Thread-safe. */
public interface LockLease extends AutoCloseable {

  /** The name of the lock. */
  String name();

  /**
   * The fencing token: larger than that of everyone who held this lock before, also over restarts
   * of what keeps the locks.
   */
  long token();

  /** Whether it is still held, as far as can be known here. False is certain. */
  boolean held();

  /**
   * Has {@code callback} run, once and on a thread of its own, when the lock is lost: at once if it
   * was. Closing is not losing.
   */
  void onLost(Runnable callback);

  /** Gives it back; does nothing where it is lost or was given back. */
  @Override
  void close();
}
