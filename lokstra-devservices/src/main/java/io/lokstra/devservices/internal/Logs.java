package io.lokstra.devservices.internal;

import java.util.List;

/** What a server wrote. */
final class Logs {
  private static final int LINES = 15;

  private Logs() {}

  /** The last lines. */
  static String tail(String text) {
    List<String> lines = text.strip().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
  }
}
