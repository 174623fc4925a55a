package io.lokstra.http;

import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;

/**
 * A route of a running server, as documentation and the route table see it.
 *
 * @param method the method, {@code "*"} for every one without a route of its own
 * @param path the whole template: {@code "/todos/{id}"}
 * @param name the name to build URLs by, empty for none
 * @param description one line for the documentation, empty for none
 * @param input what is bound and validated before the handler runs
 * @param output what a successful answer carries
 * @param middleware names of what is around the handler, outermost first; those without a name as
 *     {@code "?"}
 * @param router the nearest router that has a name, empty for none
 * @param origin where it was registered: {@code "Shop.java:42"}
 */
public record Route(
    String method,
    String path,
    String name,
    String description,
    Optional<Type> input,
    Optional<Type> output,
    List<String> middleware,
    String router,
    String origin) {

  /** Copies the list. */
  public Route {
    middleware = List.copyOf(middleware);
  }

  /** Method and path: {@code "GET /todos/{id}"}. */
  public String template() {
    return method + " " + path;
  }
}
