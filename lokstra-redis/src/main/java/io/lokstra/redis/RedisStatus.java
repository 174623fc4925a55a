package io.lokstra.redis;

import java.time.Duration;

/**
 * How a connection to Redis is doing.
 *
 * @param reachable whether Redis answered
 * @param problem why it did not; empty when it did
 * @param took how long it took to answer
 * @param disconnects how often a connection was lost since the start
 * @param underWay commands that wait for their answer
 */
public record RedisStatus(
    boolean reachable, String problem, Duration took, long disconnects, int underWay) {}
