package io.lokstra.engine;

import io.lokstra.config.ByteSize;
import io.lokstra.config.Default;
import io.lokstra.config.Options;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;

/**
 * Limits and times of one listener. The defaults are safe on the open internet; every one is a
 * configuration key under {@code server.http}, and reaching one is a clean status.
 *
 * @param maxRequestLine longest request line in bytes; 414 (RFC 9112 §3 asks for at least 8,000
 *     octets)
 * @param maxHeaderSize longest header block in bytes, request line not counted; 431
 * @param maxHeaders most header fields in a request, or in the trailers of one; 431
 * @param maxBodySize longest body in bytes where a route does not say otherwise; 413
 * @param bufferedBody a handler starts when the whole body or this many bytes of it have arrived
 * @param headersTimeout from the first byte of a request (or the opening of the connection) to the
 *     end of its headers; 408
 * @param minBodyRate slowest body accepted, in bytes per second, averaged from {@code bodyGrace}
 *     on; 408
 * @param bodyGrace how long a body may be slow before {@code minBodyRate} counts
 * @param idleTimeout how long a keep-alive connection may be silent between requests; closed
 *     without an answer
 * @param writeTimeout how long a client may read less than 1 KiB of what waits for it; the
 *     connection is cut
 * @param requestTimeout how long a call may take before it is cancelled; 503
 * @param maxConnections most open connections of a listener; 0 for the smaller of 16,384 and {@code
 *     ulimit -n} less 512; further ones are closed at once
 * @param maxRequests most calls in progress at one time
 * @param maxQueuedRequests most calls that wait for one of {@code maxRequests}; 503 with {@code
 *     Retry-After} beyond
 * @param queueTimeout how long a call waits at the most; 503 with {@code Retry-After}
 * @param maxPipelined most requests of one connection started in one turn of its event loop
 * @param backlog connections the kernel holds before they are accepted
 * @param http2 HTTP/2, which is spoken on the same address
 */
@Options
public record HttpOptions(
    @Default("8KiB") @ByteSize @Positive int maxRequestLine,
    @Default("16KiB") @ByteSize @Positive int maxHeaderSize,
    @Default("100") @Positive int maxHeaders,
    @Default("1MiB") @ByteSize @PositiveOrZero long maxBodySize,
    @Default("64KiB") @ByteSize @PositiveOrZero int bufferedBody,
    @Default("10s") @Positive Duration headersTimeout,
    @Default("1KiB") @ByteSize @PositiveOrZero int minBodyRate,
    @Default("5s") Duration bodyGrace,
    @Default("60s") @Positive Duration idleTimeout,
    @Default("30s") @Positive Duration writeTimeout,
    @Default("60s") @Positive Duration requestTimeout,
    @Default("0") @PositiveOrZero int maxConnections,
    @Default("10000") @Positive int maxRequests,
    @Default("1000") @PositiveOrZero int maxQueuedRequests,
    @Default("2s") Duration queueTimeout,
    @Default("64") @Positive int maxPipelined,
    @Default("1024") @Positive int backlog,
    Http2Options http2) {}
