package io.lokstra.service;

import java.time.Duration;

/** What a service that starts is told. */
public interface StartContext {

  /** The name of the service: two of one type tell each other apart by it. */
  String name();

  /** What this process runs for. */
  Mode mode();

  /**
   * Has a line stand below the service in the start report: what whoever has started the server
   * ought to know of it. No secret belongs there.
   */
  void note(String line);

  /** How much is left of {@code start-timeout}; zero when it has passed. */
  Duration remaining();
}
