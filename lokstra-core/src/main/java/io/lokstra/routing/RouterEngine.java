package io.lokstra.routing;

import io.lokstra.routing.internal.RadixRouterEngine;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route for a method and a path. Immutable and safe for use by any number of threads.
 *
 * <p>What every implementation promises, and the contract kit checks:
 *
 * <ul>
 *   <li>The most specific route wins, whatever the order of registration: segment by segment from
 *       the left, in the order of {@link Segment#compare}.
 *   <li>It goes back when a specific beginning leads nowhere, also where only the method does not
 *       fit: with {@code POST /users/me} and {@code GET /users/{id}}, {@code GET /users/me} finds
 *       the latter.
 *   <li>At equal paths a route for the method goes before a route for {@link #ANY} method. HEAD is
 *       answered by a route for HEAD, else for GET, else for any.
 *   <li>Two routes of one method and one {@linkplain PathTemplate#shape() shape} are a conflict,
 *       and all conflicts are reported together.
 * </ul>
 *
 * @param <T> what a route leads to
 */
public interface RouterEngine<T> {
  /** Registered as method, matches every method. */
  String ANY = "*";

  /**
   * The route for a request, or null when there is none; {@link #allowed} then tells 404 from 405.
   * Allocates nothing but what {@code captures} needs to grow.
   *
   * @param method as sent: case matters
   * @param path decoded, with a slash at its start
   * @param captures overwritten; holds the parameters' bounds when a route was found
   */
  @Nullable T find(String method, String path, PathCaptures captures);

  /**
   * What answers {@code path} under each method that has a route for it: methods that were
   * registered, HEAD where GET is there, and all of RFC 9110's and PATCH but for CONNECT and TRACE
   * where a route takes any method. OPTIONS is not added. Empty when no route has this path.
   *
   * @return by method, in a fixed order that starts with GET, HEAD, POST, PUT, PATCH, DELETE
   */
  Map<String, T> allowed(String path);

  /** The routes in the order of their registration. */
  List<Route<T>> routes();

  /**
   * A route as registered.
   *
   * @param method a method, or {@link #ANY}
   * @param template its path
   * @param origin where it was registered, for people: {@code "TodoRoutes.java:12"}
   * @param value what it leads to
   * @param <T> what a route leads to
   */
  record Route<T>(String method, PathTemplate template, String origin, T value) {

    /** As errors and tables show it: {@code "GET /users/{id}"}. */
    @Override
    public String toString() {
      return (method.equals(ANY) ? "any method" : method) + " " + template;
    }
  }

  /**
   * Collects routes. Not safe for use by several threads.
   *
   * @param <T> what a route leads to
   */
  interface Builder<T> {

    /**
     * Adds a route.
     *
     * @param method as requests will send it, or {@link #ANY}
     * @param template its path
     * @param origin where it was registered, for the message of a conflict
     * @param value what it leads to
     */
    Builder<T> add(String method, PathTemplate template, String origin, T value);

    /**
     * The engine over all routes added so far.
     *
     * @throws RouteConflictException naming all conflicts
     */
    RouterEngine<T> build();
  }

  /** Makes builders: what is given to a server to use another router engine. */
  interface Factory {

    /** A builder without routes. */
    <T> Builder<T> builder();
  }

  /** The default engine: a compressed radix tree for each method. */
  static Factory radixTree() {
    return RadixRouterEngine::builder;
  }
}
