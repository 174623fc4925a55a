package io.lokstra.testkit.fault;

import java.nio.charset.StandardCharsets;

/**
 * A message that has passed a proxy, or has come as far as it.
 *
 * @param number from 0, over all connections and both directions, since it was last asked to count
 * @param connection which of the proxy's connections it was on, from 0
 * @param direction its way
 * @param start its first bytes, 64 at most
 */
public record Message(long number, int connection, Direction direction, byte[] start) {

  /** For the report of a test: {@code #7 TO_SERVER P COMMIT}. */
  @Override
  public String toString() {
    StringBuilder text =
        new StringBuilder("#").append(number).append(' ').append(direction).append(' ');
    boolean gap = false;
    for (char c : new String(start, StandardCharsets.ISO_8859_1).toCharArray()) {
      if (c >= ' ' && c < 127) {
        text.append(gap ? " " : "").append(c);
        gap = false;
      } else {
        gap = true;
      }
    }
    return text.toString();
  }
}
