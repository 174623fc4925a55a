package io.lokstra.data;

import java.time.Duration;

/**
 * How a pool is doing.
 *
 * @param reachable whether the database answered
 * @param problem why it did not; empty when it did
 * @param took how long it took to answer, the wait for a connection included
 * @param inUse connections in use
 * @param idle connections ready for use
 * @param queued threads that wait for a connection
 */
public record DbStatus(
    boolean reachable, String problem, Duration took, int inUse, int idle, int queued) {}
