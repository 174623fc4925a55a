package io.lokstra.json;

/** placeholder. */
public interface Json {
  /** placeholder. */
  byte[] encode(Object value);
}
