package io.lokstra.http;

import java.util.Map;

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
    if (middleware.name().equals(name)) {
      return middleware;
    }
    return switch (middleware) {
      case RegisteredMiddleware reference -> reference.as(name);
      case FailureReporter reporter -> new Named.Reporter(name, reporter);
      case LimitSetter setter -> new Named.Setter(name, setter);
      default -> new Named(name, middleware);
    };
  }

  /**
   * The middleware that is registered under {@code name}, as it is configured under {@code
   * middleware.<name>}: one of the standard ones, or one of the application's own ({@link
   * Server#middleware}). A name that is not registered is an error at start.
   */
  static Middleware registered(String name) {
    return registered(name, Map.of());
  }

  /**
   * The middleware that is registered under {@code name}, with options: {@code
   * registered("request-logger", Map.of("slow", "500ms"))}. What configuration says under {@code
   * middleware.<name>} outweighs them. Each reference is an instance of its own.
   *
   * @param options by their keys as in configuration; text, numbers, booleans, durations, enums,
   *     lists and maps
   */
  static Middleware registered(String name, Map<String, ?> options) {
    return new RegisteredMiddleware(name, name, options, Origin.ofCaller());
  }
}
