package io.lokstra.service;

import java.time.Duration;

/**
 * A service as the program describes it. Everything said here configuration may say otherwise,
 * under {@code services.<name>}.
 */
public interface ServiceDefinition {

  /** Has the slot {@code slot} of this service hold the service {@code name}. */
  ServiceDefinition use(String slot, String name);

  /** Says one key of its configuration, as text: {@code set("page-limit", "50")}. */
  ServiceDefinition set(String key, String value);

  /**
   * Has it start when a {@link Lazy} first asks for it, unless a service that is not lazy depends
   * on it.
   */
  ServiceDefinition lazy();

  /** How long it may take to stop; 10s unless said. */
  ServiceDefinition stopTimeout(Duration timeout);

  /** How long it may take to start; 5m unless said. */
  ServiceDefinition startTimeout(Duration timeout);
}
