package io.lokstra.internal.bind;

import java.util.Set;

/**
 * What an input must know of its route.
 *
 * @param method the method, or {@code "*"} for any
 * @param pattern the route's template, for messages
 * @param parameters the names of the template's parameters
 */
public record RouteInput(String method, String pattern, Set<String> parameters) {
  private static final Set<String> WITHOUT_BODY =
      Set.of("GET", "HEAD", "DELETE", "TRACE", "CONNECT");

  /** Whether requests by this method have no body that means anything (RFC 9110 §9.3). */
  boolean isWithoutBody() {
    return WITHOUT_BODY.contains(method);
  }

  /**
   * Whether a body may be asked for all the same: DELETE, where it is asked for in so many words.
   */
  boolean mayHaveBody() {
    return !isWithoutBody() || method.equals("DELETE");
  }

  @Override
  public String toString() {
    return method + " " + pattern;
  }
}
