package io.lokstra.json;

/** The document {@code null}, where a document of any kind is read: the API has no null itself. */
public enum JsonNull {
  /** The only one. */
  NULL
}
