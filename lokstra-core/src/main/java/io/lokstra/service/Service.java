package io.lokstra.service;

/**
 * A service that has something to do when it starts or stops. Any class may be a service; one that
 * has neither need not implement this.
 *
 * <p>Its factory makes it and does nothing else: no connection, no thread, no file. That belongs to
 * {@link #onStart}, so that the whole of an application can be made, checked and printed without
 * starting any of it.
 *
 * <p>What is {@link AutoCloseable} is closed at the end, after {@link #onStop} if it has both, and
 * also when it was made and never started.
 */
public interface Service {

  /**
   * Begins to work. Everything this service depends on has started; whatever depends on it waits.
   * Runs on a virtual thread of its own and may block; other services start meanwhile.
   *
   * @throws Exception when it cannot start: the server does not start then, and what had started is
   *     stopped again. What this method itself has begun it has to undo, here or in {@code close}
   */
  default void onStart(StartContext start) throws Exception {}

  /**
   * Ends its work. Every request is answered and whatever depends on it has stopped; what it
   * depends on is still there. Called once, and only if {@link #onStart} returned.
   *
   * @param stop has the deadline: when it passes, this thread is interrupted, and a second later
   *     the others stop without waiting for it
   * @throws Exception when it cannot: that is logged, and the others are stopped all the same
   */
  default void onStop(StopContext stop) throws Exception {}
}
