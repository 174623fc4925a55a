package io.lokstra.internal.web;

import java.time.Duration;

/**
 * Bounds of options that are set in code; those of a configuration are checked where it is read.
 */
public final class Bounds {
  private Bounds() {}

  /**
   * Refuses a time below zero.
   *
   * @param middleware whose option it is, by its registered name
   * @param key as it is in a configuration
   * @throws IllegalArgumentException saying so
   */
  public static void notNegative(String middleware, String key, Duration time) {
    if (time.isNegative()) {
      throw new IllegalArgumentException(
          "%s: %s is %s; expected a time that is not negative".formatted(middleware, key, time));
    }
  }

  /** Refuses a time of zero or below; as {@link #notNegative}. */
  public static void positive(String middleware, String key, Duration time) {
    if (!time.isPositive()) {
      throw new IllegalArgumentException(
          "%s: %s is %s; expected a time above zero".formatted(middleware, key, time));
    }
  }
}
