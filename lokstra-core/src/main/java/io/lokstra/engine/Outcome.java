package io.lokstra.engine;

import java.util.Optional;

/**
 * How a request ended on the wire.
 *
 * @param status the status that was sent, 0 when none was
 * @param bodyBytes body bytes handed to the network, framing not counted
 * @param nanos from the first byte of the request's head to the last byte of its response
 * @param failure what cut it short, empty when the response was sent whole
 */
public record Outcome(int status, long bodyBytes, long nanos, Optional<Throwable> failure) {}
