package io.lokstra.http;

import io.lokstra.config.ConfigurationException;
import io.lokstra.internal.config.Problems;
import io.lokstra.internal.service.Reloading;
import io.lokstra.internal.service.ServiceReloadException;

/** Tells services of another configuration; of a class of its own, which few programs load. */
final class ServiceReload {
  private ServiceReload() {}

  /**
   * Tells them.
   *
   * @throws ConfigurationException when one refuses; those that had been told are told the old
   *     again
   */
  static void apply(Reloading services) {
    try {
      services.apply();
    } catch (ServiceReloadException e) {
      Problems problems = new Problems();
      problems.refused("services", null, String.valueOf(e.getMessage()));
      throw new ConfigurationException(problems.all());
    }
  }
}
