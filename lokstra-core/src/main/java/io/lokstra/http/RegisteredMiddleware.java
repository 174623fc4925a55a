package io.lokstra.http;

import java.util.Map;

/**
 * Middleware by the name it is registered under. It stands where an instance could and is put in
 * its place when the server starts; it never answers by itself.
 *
 * @param type the name it is registered under
 * @param name the name it can be left out by
 * @param options what is configured here
 * @param origin where this was said: {@code "Shop.java:12"}
 */
record RegisteredMiddleware(String type, String name, Map<String, ?> options, String origin)
    implements Middleware {

  /** Copies the options. */
  RegisteredMiddleware {
    options = Map.copyOf(options);
  }

  /** The same under another name. */
  RegisteredMiddleware as(String other) {
    return new RegisteredMiddleware(type, other, options, origin);
  }

  @Override
  public Response handle(RequestContext ctx, Next next) {
    throw new IllegalStateException(
        "middleware '%s' (%s) is a name until a server starts; give it to use(…) as it is"
            .formatted(type, origin));
  }

  /** Two references are one only when they are one object: each has an instance of its own. */
  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
