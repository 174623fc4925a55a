package io.lokstra.engine;

import java.time.Duration;

/**
 * How connections to an {@link Upstream} are used. Those with the same upstream and the same
 * options share them.
 *
 * @param connectTimeout how long it may take to connect, TLS included
 * @param responseTimeout how long the head of a response may take from the last that was sent of
 *     its request
 * @param idleTimeout how long neither end of a response, or of an upgraded connection, may send
 *     anything
 * @param keepAlive how long a connection is kept that nobody uses
 * @param maxConnections most connections, used or not
 * @param maxWaiting most requests that wait for one of them
 * @param waitTimeout how long a request waits for one
 * @param tls whom to trust, where connections are encrypted
 */
public record UpstreamOptions(
    Duration connectTimeout,
    Duration responseTimeout,
    Duration idleTimeout,
    Duration keepAlive,
    int maxConnections,
    int maxWaiting,
    Duration waitTimeout,
    UpstreamTls tls) {}
