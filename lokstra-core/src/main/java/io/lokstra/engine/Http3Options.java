package io.lokstra.engine;

import io.lokstra.config.Default;
import io.lokstra.config.Options;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;

/**
 * HTTP/3 (RFC 9114) beside HTTP/1.1 and HTTP/2; keys under {@code apps.<name>.tls.http3}. It is
 * spoken on the UDP port with the number of the app's TCP port, with the same certificates, and
 * needs Netty's QUIC on the class path. Limits of heads, bodies and times are those of every
 * request. Who spends a budget is told so (H3_EXCESSIVE_LOAD), and the connection closes.
 *
 * @param enabled whether it is spoken
 * @param maxAge how long clients may remember that it is, from each response of HTTP/1.1 and HTTP/2
 *     on ({@code Alt-Svc}, RFC 7838); 0s to tell nobody
 * @param maxConcurrentStreams most requests of one connection in progress; QUIC lets a client begin
 *     no more
 * @param maxResets most streams of a connection that either end cuts short within {@code
 *     resetWindow}
 * @param resetWindow how long resets are counted together
 * @param maxControlFrames most frames and streams that carry nothing (unknown ones, empty DATA,
 *     those of control) beyond those that time, requests and content earn
 * @param maxUnverified from so many handshakes under way on, a client first has to show that it
 *     receives what is sent to its address (Retry, RFC 9000 §8.1.2), which costs it a round trip; 0
 *     for always
 */
@Options
public record Http3Options(
    @Default("false") boolean enabled,
    @Default("24h") @PositiveOrZero Duration maxAge,
    @Default("100") @Positive int maxConcurrentStreams,
    @Default("200") @Positive int maxResets,
    @Default("30s") @Positive Duration resetWindow,
    @Default("1000") @Positive int maxControlFrames,
    @Default("64") @PositiveOrZero int maxUnverified) {

  /** What holds where nothing is said: it is off. */
  public static Http3Options defaults() {
    return new Http3Options(
        false, Duration.ofHours(24), 100, 200, Duration.ofSeconds(30), 1000, 64);
  }

  /** On, with every limit at its default. */
  public static Http3Options on() {
    return new Http3Options(true, Duration.ofHours(24), 100, 200, Duration.ofSeconds(30), 1000, 64);
  }
}
