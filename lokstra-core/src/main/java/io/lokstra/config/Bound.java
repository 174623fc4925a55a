package io.lokstra.config;

import java.util.Optional;

/**
 * A record that was asked for by {@link Configuration#declare}; there once {@link
 * Configuration#verify} has found nothing wrong.
 *
 * @param <T> the record
 */
@FunctionalInterface
public interface Bound<T extends Record> {

  /**
   * As much of the record as could be read, elements of lists left out that could not: to look for
   * further problems in. Empty when there is too little.
   */
  default Optional<T> partial() {
    return Optional.of(get());
  }

  /**
   * The record.
   *
   * @throws ConfigurationException with what is wrong in it
   */
  T get();
}
