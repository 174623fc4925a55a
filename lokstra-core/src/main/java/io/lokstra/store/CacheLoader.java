package io.lokstra.store;

/**
 * Gets what a cache does not have.
 *
 * @param <T> the value
 * @param <X> what may go wrong; {@link RuntimeException} where nothing checked does
 */
@FunctionalInterface
public interface CacheLoader<T, X extends Exception> {

  /** The value, never null. */
  T load() throws X;
}
