package io.lokstra.web;

import static org.assertj.core.api.Assertions.assertThat;

/** Waits for what comes about by itself. */
final class Waiting {
  private Waiting() {}

  /** A condition that may fail. */
  interface Condition {
    boolean holds() throws Exception;
  }

  /** Waits until {@code condition} holds, at most half a minute. */
  static void until(Condition condition) {
    try {
      for (int i = 0; !condition.holds(); i++) {
        assertThat(i).as("waited half a minute in vain").isLessThan(3_000);
        Thread.sleep(10);
      }
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
