package io.lokstra.netty.http2;

import java.util.concurrent.TimeUnit;

/**
 * How much of what costs the server more than the client is left to a connection. A client that has
 * spent it is told to calm down. Not thread-safe.
 *
 * <p>Two of them: resets, which anyone may cause a few of and nobody many (CVE-2023-44487 by the
 * client's own, CVE-2025-8671 by the server's), in windows of time; and frames that carry nothing,
 * which are earned back by time and by work that is done.
 */
public final class Budget {
  private static final long REFILL = TimeUnit.MILLISECONDS.toNanos(20);

  /** So much content goes with one frame that carries nothing. */
  private static final int WORTH = 64;

  /** Content below this costs, since its frame is the larger part of it. */
  private static final int LEAST = 8;

  private final int maxResets;
  private final long window;
  private final int maxIdle;
  private int resets;
  private long windowStart;
  private int idle;
  private int octets;
  private long refilled;

  /**
   * A budget that is whole.
   *
   * @param maxResets most resets in {@code window} nanoseconds
   * @param maxIdle most frames that carry nothing, beyond what is earned back
   */
  public Budget(int maxResets, long window, int maxIdle, long now) {
    this.maxResets = maxResets;
    this.window = window;
    this.maxIdle = maxIdle;
    this.windowStart = now;
    this.idle = maxIdle;
    this.refilled = now;
  }

  /** A stream is reset, by either end; whether that was one too many. */
  public boolean spendReset(long now) {
    if (now - windowStart >= window) {
      windowStart = now;
      resets = 0;
    }
    return ++resets > maxResets;
  }

  /** A frame that carries nothing came; whether that was one too many. */
  public boolean spendIdle(int cost, long now) {
    long steps = (now - refilled) / REFILL;
    if (steps > 0) {
      refilled += steps * REFILL;
      earn((int) Math.min(maxIdle, steps));
    }
    idle -= cost;
    return idle < 0;
  }

  /**
   * A frame with {@code length} octets of content came; whether that was one too many. What it
   * earns is in proportion to its content. A tiny one costs, one with none as much as others that
   * carry nothing, unless it is the {@code last}.
   */
  public boolean content(int length, boolean last, long now) {
    if (length == 0) {
      return !last && spendIdle(1, now);
    }
    octets += last ? length : length - LEAST;
    int whole = octets / WORTH;
    octets -= whole * WORTH;
    if (whole < 0) {
      return spendIdle(-whole, now);
    }
    earn(whole);
    return false;
  }

  /** Work was done, with which frames of this kind go: a request, or content that was sent. */
  public void earn(int frames) {
    idle = Math.min(maxIdle, idle + frames);
  }
}
