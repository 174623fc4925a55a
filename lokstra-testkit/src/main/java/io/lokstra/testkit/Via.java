package io.lokstra.testkit;

import java.util.Locale;

/** How the requests of a test reach its server. */
public enum Via {
  /** Without a network or a port; the fastest. */
  IN_MEMORY,
  /** Through a socket and the HTTP engine of production, on a port of its own. */
  OVER_THE_WIRE;

  /** The system property that decides for a whole run: {@code memory} or {@code wire}. */
  public static final String PROPERTY = "lokstra.test";

  /** What the system property says, or else {@code wanted}. */
  static Via or(Via wanted) {
    String said = System.getProperty(PROPERTY, "");
    return switch (said.toLowerCase(Locale.ROOT)) {
      case "" -> wanted;
      case "memory" -> IN_MEMORY;
      case "wire" -> OVER_THE_WIRE;
      default ->
          throw new IllegalArgumentException(
              "-D" + PROPERTY + "=" + said + " is neither 'memory' nor 'wire'");
    };
  }
}
