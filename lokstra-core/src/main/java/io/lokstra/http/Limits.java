package io.lokstra.http;

import java.time.Duration;

/**
 * What holds for the requests of a route before anything of it runs.
 *
 * @param maxBody the largest body, in bytes; of one that is decoded, both before and after
 * @param timeout the longest time from the first byte of a request on; zero for any
 * @param maxRatio how many times longer than its gzip form a decoded body may be; 0 where bodies
 *     are not decoded
 */
public record Limits(long maxBody, Duration timeout, int maxRatio) {

  /** Checks the numbers. */
  public Limits {
    if (maxBody < 0 || timeout.isNegative() || maxRatio < 0) {
      throw new IllegalArgumentException(
          "limits must not be negative: %d bytes, %s, ratio %d"
              .formatted(maxBody, timeout, maxRatio));
    }
  }

  /** With another largest body. */
  public Limits withMaxBody(long bytes) {
    return new Limits(bytes, timeout, maxRatio);
  }

  /** With another longest time. */
  public Limits withTimeout(Duration time) {
    return new Limits(maxBody, time, maxRatio);
  }

  /** With bodies in gzip decoded, up to so many times their length. */
  public Limits withMaxRatio(int times) {
    return new Limits(maxBody, timeout, times);
  }

  /** The timeout in nanoseconds, {@link Long#MAX_VALUE} for any. */
  long timeoutNanos() {
    return timeout.isZero() ? Long.MAX_VALUE : timeout.toNanos();
  }
}
