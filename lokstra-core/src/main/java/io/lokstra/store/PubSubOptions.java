package io.lokstra.store;

import io.lokstra.config.Default;
import io.lokstra.config.Options;

/**
 * How much waits for those who listen.
 *
 * @param maxWaiting messages that wait for one handler; beyond, the oldest is dropped
 * @param maxSubscriptions most who listen at one time; another is refused with an error
 */
@Options
public record PubSubOptions(
    @Default("1000") int maxWaiting, @Default("10000") int maxSubscriptions) {

  /** Checks the bounds. */
  public PubSubOptions {
    if (maxWaiting < 1 || maxSubscriptions < 1) {
      throw new IllegalArgumentException(
          "max-waiting is %d and max-subscriptions %d; expected 1 or more of each"
              .formatted(maxWaiting, maxSubscriptions));
    }
  }

  /** 1,000 messages, 10,000 who listen. */
  public static PubSubOptions defaults() {
    return new PubSubOptions(1000, 10_000);
  }
}
