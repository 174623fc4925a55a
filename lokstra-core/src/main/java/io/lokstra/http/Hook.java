package io.lokstra.http;

/**
 * Something to be done at a point of a server's life.
 *
 * @param <T> what there is at that point
 */
@FunctionalInterface
public interface Hook<T> {
  /** Does it. */
  void run(T present) throws Exception;
}
