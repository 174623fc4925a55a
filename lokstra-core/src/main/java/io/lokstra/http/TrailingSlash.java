package io.lokstra.http;

/** What a path is worth that differs from a route's by a slash at its end. */
public enum TrailingSlash {
  /** Nothing: 404. */
  STRICT,
  /** 308 to the path the route has. */
  REDIRECT,
  /** As much as the route's own path. */
  IGNORE
}
