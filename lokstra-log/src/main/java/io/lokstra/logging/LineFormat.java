package io.lokstra.logging;

/** Writes what a draft says into its line, with the end of the line. Immutable. */
interface LineFormat {
  /** Writes it. */
  void write(Draft draft);
}
