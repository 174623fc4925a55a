package io.lokstra.http;

import io.lokstra.service.ServiceDirectory;

/**
 * Builds a router out of services, when a server starts: they are made by then and not started yet.
 */
@FunctionalInterface
public interface RouterFactory {
  /** The router. What this throws is an error at start. */
  Router create(ServiceDirectory services) throws Exception;
}
