package io.lokstra.store;

/** One who listens. Thread-safe. */
public interface MessageSubscription extends AutoCloseable {

  /** How many messages were dropped because the handler was too slow: the oldest that waited. */
  long dropped();

  /**
   * Has {@code callback} run, on the handler's thread and in order with the messages, whenever some
   * may have been missed: dropped, or sent while there was no connection. Time to read anew what
   * the messages tell of.
   */
  void onGap(Runnable callback);

  /** Listens no more; a handler that runs now ends. */
  @Override
  void close();
}
