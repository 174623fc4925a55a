package io.lokstra.http;

/**
 * Wraps everything inside it: may answer by itself, or pass on and change what comes back.
 *
 * <p>One instance serves many requests at once and must be thread-safe.
 */
@FunctionalInterface
public interface Middleware {

  /** Answers {@code ctx}, by {@code next} or without it. */
  Response handle(RequestContext ctx, Next next) throws Exception;

  /**
   * The name by which a group or route can leave this out, and which the route table prints.
   * Middleware that is written as a lambda has none that could be relied on; give it one with
   * {@link #named(String, Middleware)}.
   */
  default String name() {
    return getClass().isSynthetic() || getClass().isHidden()
        ? ""
        : Names.kebab(getClass().getSimpleName());
  }

  /** {@code middleware} under {@code name}. */
  static Middleware named(String name, Middleware middleware) {
    return new Middleware() {
      @Override
      public Response handle(RequestContext ctx, Next next) throws Exception {
        return middleware.handle(ctx, next);
      }

      @Override
      public String name() {
        return name;
      }
    };
  }
}
