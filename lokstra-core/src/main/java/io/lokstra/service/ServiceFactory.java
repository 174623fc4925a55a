package io.lokstra.service;

/**
 * Makes a service: calls its constructor, and does not start it. May be run to check and print an
 * application that is never started.
 *
 * @param <C> its configuration
 * @param <T> the service
 */
@FunctionalInterface
public interface ServiceFactory<C extends Record, T> {

  /** A new service. What it throws is an error at start. */
  T create(C config, Uses use) throws Exception;

  /**
   * A factory of services without configuration.
   *
   * @param <T> the service
   */
  @FunctionalInterface
  interface Plain<T> {
    /** A new service. What it throws is an error at start. */
    T create(Uses use) throws Exception;
  }
}
