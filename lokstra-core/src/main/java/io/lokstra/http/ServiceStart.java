package io.lokstra.http;

import io.lokstra.internal.service.LifeCycle;
import io.lokstra.internal.service.ServiceStartException;

/** Starts services; a class of its own, so that a server without any loads nothing of them. */
final class ServiceStart {
  private ServiceStart() {}

  /**
   * Starts them.
   *
   * @throws StartupException when one of them cannot start
   */
  static void run(String server, LifeCycle services) {
    try {
      services.start();
    } catch (ServiceStartException e) {
      throw new StartupException(server, e.problems(), e.first());
    }
  }
}
