/**
 * Path templates and what finds a route by method and path.
 *
 * <p>{@link io.lokstra.routing.PathTemplate} says how a route is written, {@link
 * io.lokstra.routing.RouterEngine} how it is found; another implementation of the latter proves
 * itself by the contract kit of the test kit.
 */
@NullMarked
package io.lokstra.routing;

import org.jspecify.annotations.NullMarked;
