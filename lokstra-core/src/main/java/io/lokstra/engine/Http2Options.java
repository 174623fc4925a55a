package io.lokstra.engine;

import io.lokstra.config.Default;
import io.lokstra.config.Options;
import jakarta.validation.constraints.Positive;
import java.time.Duration;

/**
 * HTTP/2 on a listener, beside HTTP/1.1: by ALPN where there is TLS, else for clients that begin
 * with it. Limits of heads, bodies and times are those of every request. Who spends a budget is
 * told to calm down (GOAWAY, ENHANCE_YOUR_CALM), and the connection closes.
 *
 * @param enabled whether it is spoken
 * @param maxConcurrentStreams most requests of one connection in progress; further ones are refused
 * @param maxResets most streams of a connection that either end resets within {@code resetWindow}
 * @param resetWindow how long resets are counted together
 * @param maxContinuations most CONTINUATION frames of one header block
 * @param maxControlFrames most frames that carry nothing (PING, SETTINGS, PRIORITY, WINDOW_UPDATE,
 *     empty DATA, unknown ones) beyond those that time, requests and content earn
 */
@Options
public record Http2Options(
    @Default("true") boolean enabled,
    @Default("100") @Positive int maxConcurrentStreams,
    @Default("200") @Positive int maxResets,
    @Default("30s") @Positive Duration resetWindow,
    @Default("16") @Positive int maxContinuations,
    @Default("1000") @Positive int maxControlFrames) {

  /** What holds where nothing is said. */
  public static Http2Options defaults() {
    return new Http2Options(true, 100, 200, Duration.ofSeconds(30), 16, 1000);
  }
}
