package io.lokstra.http;

import io.lokstra.engine.RouteHandle;
import java.util.List;

/**
 * What a route, or the lack of one, was compiled to: everything a request needs, so that nothing is
 * worked out while it is answered.
 *
 * @param parameters names of the path parameters, in the order they are captured
 * @param level what is around the route
 * @param maxBody the largest body in bytes
 * @param timeoutNanos the longest time in nanoseconds, {@link Long#MAX_VALUE} for any
 * @param maxRatio how many times longer than its gzip form a decoded body may be, 0 where bodies
 *     are not decoded
 * @param encodedSlash whether {@code %2F} may stand in what is captured
 * @param trailingSlash what its path is worth with another end
 */
record Endpoint(
    Route route,
    RouteHandle handle,
    Next chain,
    List<String> parameters,
    Level level,
    long maxBody,
    long timeoutNanos,
    int maxRatio,
    boolean encodedSlash,
    TrailingSlash trailingSlash) {}
