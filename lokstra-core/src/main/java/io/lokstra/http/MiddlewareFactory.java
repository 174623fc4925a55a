package io.lokstra.http;

import io.lokstra.service.ServiceDirectory;

/**
 * Makes middleware that is used by name, for each place it is used in.
 *
 * @param <C> its options
 */
@FunctionalInterface
public interface MiddlewareFactory<C extends Record> {
  /** The middleware; services are made by then and not started yet. */
  Middleware create(C options, ServiceDirectory services);
}
