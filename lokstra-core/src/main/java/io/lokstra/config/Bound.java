package io.lokstra.config;

/**
 * A record that was asked for by {@link Configuration#declare}; there once {@link
 * Configuration#verify} has found nothing wrong.
 *
 * @param <T> the record
 */
@FunctionalInterface
public interface Bound<T extends Record> {

  /**
   * The record.
   *
   * @throws ConfigurationException with what is wrong in it
   */
  T get();
}
