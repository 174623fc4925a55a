package io.lokstra.jobs;

import io.lokstra.config.Default;
import io.lokstra.config.Options;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import java.util.Optional;

/**
 * A queue that this process works on.
 *
 * @param name its name
 * @param weight how often it is asked first, beside the weights of the others; of no meaning when
 *     the order is strict
 * @param maxRunning how many of its jobs run at once, over all processes that say so
 * @param rate how many of its jobs start in one {@code rate-period}, over all processes that say so
 * @param ratePeriod the time that {@code rate} counts for
 */
@Options
public record QueueOptions(
    String name,
    @Default("1") @Positive int weight,
    Optional<Integer> maxRunning,
    Optional<Integer> rate,
    @Default("1s") @Positive Duration ratePeriod) {

  /** Checks the name and the bounds. */
  public QueueOptions {
    JobDraft.name("name of a queue", name);
    if (maxRunning.isPresent() && maxRunning.get() < 1) {
      throw new IllegalArgumentException("max-running must be at least 1, not " + maxRunning.get());
    }
    if (rate.isPresent() && rate.get() < 1) {
      throw new IllegalArgumentException("rate must be at least 1, not " + rate.get());
    }
  }

  /** A queue without limits. */
  public static QueueOptions of(String name) {
    return new QueueOptions(name, 1, Optional.empty(), Optional.empty(), Duration.ofSeconds(1));
  }

  /** With this weight. */
  public QueueOptions withWeight(int other) {
    return new QueueOptions(name, other, maxRunning, rate, ratePeriod);
  }

  /** With so many of its jobs running at once. */
  public QueueOptions withMaxRunning(int most) {
    return new QueueOptions(name, weight, Optional.of(most), rate, ratePeriod);
  }

  /** With so many of its jobs starting in this time. */
  public QueueOptions withRate(int count, Duration period) {
    return new QueueOptions(name, weight, maxRunning, Optional.of(count), period);
  }
}
