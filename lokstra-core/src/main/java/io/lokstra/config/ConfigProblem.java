package io.lokstra.config;

import java.util.Optional;

/**
 * One thing that is wrong in the configuration. Secrets never appear in it.
 *
 * @param code {@code LOK-CFG-001} and so on; {@code docs/configuration.md} has a section for each
 * @param key path of the key, variable or argument it is about: {@code server.http.max-body-size}
 * @param message what is wrong
 * @param origin where it was written; empty when it was not written at all
 * @param remedy what was expected, and what to do
 */
public record ConfigProblem(
    String code, String key, String message, Optional<Origin> origin, String remedy) {

  /** The problem as a start log prints it: what, where, remedy, one line each. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(160).append(code).append(' ').append(message);
    origin.ifPresent(place -> text.append("\n    at ").append(place));
    return text.append("\n    ").append(remedy).toString();
  }
}
