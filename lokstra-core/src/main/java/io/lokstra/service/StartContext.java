package io.lokstra.service;

import java.time.Duration;

/** What a service that starts is told. */
public interface StartContext {

  /** The name of the service: two of one type tell each other apart by it. */
  String name();

  /** How much is left of {@code start-timeout}; zero when it has passed. */
  Duration remaining();
}
