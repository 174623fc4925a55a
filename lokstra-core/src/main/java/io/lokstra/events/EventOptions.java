package io.lokstra.events;

import io.lokstra.config.Default;
import io.lokstra.config.Options;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;

/**
 * How streams of server-sent events run; keys under {@code server.events}.
 *
 * @param heartbeat after how long a stream on which nothing was sent gets a comment, so that
 *     nothing on the way takes it for dead, and that a client that is gone is noticed; 0s for never
 * @param retry how long a client is to wait before it comes back; 0s to leave it to the client. At
 *     the end of the server each client is told a time of its own between this and twice as long,
 *     so that they do not all come at once
 * @param maxStreams most streams open at one time; 503 with {@code Retry-After} beyond
 * @param maxDuration how long a stream may last before it is ended and its client comes back; 0s
 *     for ever
 */
@Options
public record EventOptions(
    @Default("15s") @PositiveOrZero Duration heartbeat,
    @Default("2s") @PositiveOrZero Duration retry,
    @Default("10000") @Positive int maxStreams,
    @Default("0s") @PositiveOrZero Duration maxDuration) {}
