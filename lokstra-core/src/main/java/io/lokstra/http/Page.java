package io.lokstra.http;

import java.util.List;

/** placeholder. */
public record Page<T>(List<T> items, Meta meta) {
  /** placeholder. */
  public record Meta(int page) {}
}
