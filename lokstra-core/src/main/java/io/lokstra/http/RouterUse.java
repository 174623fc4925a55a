package io.lokstra.http;

import io.lokstra.config.Default;
import io.lokstra.config.Options;
import java.util.List;
import java.util.Optional;

/**
 * A router that configuration mounts.
 *
 * @param name the name of a router that the program registered with {@code Server.router}; any
 *     other where {@code router} is said
 * @param router the registered router, where the name is another: one router may be mounted twice
 * @param prefix the path its routes are below
 * @param middleware around its routes here, outermost first
 * @param without middleware from outside that is left out here
 * @param enabled whether it is there
 */
@Options
record RouterUse(
    String name,
    Optional<String> router,
    @Default("") String prefix,
    List<MiddlewareUse> middleware,
    List<String> without,
    @Default("true") boolean enabled) {

  /** The name it is registered by. */
  String registeredAs() {
    return router.orElse(name);
  }
}
