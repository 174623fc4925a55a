package io.lokstra.jobs;

import java.time.Duration;

/**
 * How often a job is tried, and how long the pauses are: {@code first}, then each time {@code
 * factor} times as long, never longer than {@code longest}, each spread at random.
 *
 * @param attempts how often it is tried altogether, 1 for once
 * @param first the pause after the first failure
 * @param factor how much longer each further pause is, at least 1
 * @param longest the longest pause
 * @param jitter by which part of itself a pause is made longer or shorter at random, 0 to 1, so
 *     that jobs that failed together do not come back together
 */
public record Retry(int attempts, Duration first, double factor, Duration longest, double jitter) {

  /** Ten attempts: after 5 s, 15 s, 45 s, …, the last after about 6 hours, some 10 hours in all. */
  public static final Retry STANDARD =
      new Retry(10, Duration.ofSeconds(5), 3, Duration.ofHours(6), 0.2);

  /** One attempt. */
  public static final Retry NEVER = new Retry(1, Duration.ZERO, 1, Duration.ZERO, 0);

  /** Checks the bounds. */
  public Retry {
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts must be at least 1, not " + attempts);
    }
    if (first.isNegative() || longest.isNegative()) {
      throw new IllegalArgumentException("a pause cannot be shorter than nothing");
    }
    if (!(factor >= 1)) {
      throw new IllegalArgumentException("factor must be at least 1, not " + factor);
    }
    if (!(jitter >= 0 && jitter <= 1)) {
      throw new IllegalArgumentException("jitter must be between 0 and 1, not " + jitter);
    }
  }

  /** The standard pauses, and so many attempts. */
  public static Retry attempts(int attempts) {
    return new Retry(attempts, STANDARD.first, STANDARD.factor, STANDARD.longest, STANDARD.jitter);
  }

  /** So many attempts with the same pause between all of them, spread by a tenth. */
  public static Retry fixed(int attempts, Duration pause) {
    return new Retry(attempts, pause, 1, pause, 0.1);
  }

  /** So many attempts, the pauses doubling from {@code first} to {@code longest}. */
  public static Retry exponential(int attempts, Duration first, Duration longest) {
    return new Retry(attempts, first, 2, longest, 0.2);
  }

  /**
   * The pause after an attempt.
   *
   * @param attempt which one failed, from 1
   * @param random between 0 and 1; 0.5 is the pause without jitter
   */
  public Duration pause(int attempt, double random) {
    double most = longest.toMillis();
    double millis = Math.min(most, first.toMillis() * Math.pow(factor, Math.max(0, attempt - 1)));
    return Duration.ofMillis(Math.round(millis * (1 + jitter * (2 * random - 1))));
  }
}
