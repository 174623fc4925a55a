package io.lokstra.internal.json;

import org.jspecify.annotations.Nullable;

/** Reads values of one type. Immutable, but for what it makes when first used. */
abstract class ValueReader {

  /**
   * Reads a value.
   *
   * @param in with its parser on the value's first token, and on its last one afterwards
   * @return the value, or {@link io.lokstra.internal.validation.Findings#FAILED} when it could not
   *     be had; null only from a reader that {@link #readsNull()}
   */
  abstract @Nullable Object read(Reading in);

  /** Whether JSON's null is a value here, and not the absence of one. */
  boolean readsNull() {
    return false;
  }
}
