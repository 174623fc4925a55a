package io.lokstra.service;

import java.time.Duration;

/** What a service that stops is told. */
public interface StopContext {

  /** The name of the service. */
  String name();

  /** How much is left of {@code stop-timeout}; zero when it has passed. */
  Duration remaining();
}
