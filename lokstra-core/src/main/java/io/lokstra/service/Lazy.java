package io.lokstra.service;

/**
 * A service to be had later. Thread-safe.
 *
 * @param <T> its type
 */
@FunctionalInterface
public interface Lazy<T> {

  /**
   * The service. The first call for one that is lazy starts it, and the others wait for that; if it
   * cannot start, the next call tries again.
   *
   * @throws IllegalStateException when the service has not started yet, has stopped, or is lazy and
   *     cannot start, with the cause
   */
  T get();
}
