package io.lokstra.jobs;

import java.time.Duration;
import java.util.Optional;

/** Thrown by a handler that knows what is to become of its job, whatever the rules say. */
public final class JobRefusal extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Optional<Duration> again;
  private final boolean counted;

  private JobRefusal(String message, Optional<Duration> again, boolean counted) {
    super(message);
    this.again = again;
    this.counted = counted;
  }

  /** It can never be done: nobody tries it again. */
  public static JobRefusal forGood(String why) {
    return new JobRefusal(why, Optional.empty(), true);
  }

  /** It failed, and is tried again after this pause if it has attempts left. */
  public static JobRefusal retryIn(Duration pause, String why) {
    return new JobRefusal(why, Optional.of(pause), true);
  }

  /** It is not its time yet: it comes back after this pause, and no attempt is counted. */
  public static JobRefusal notBefore(Duration pause, String why) {
    return new JobRefusal(why, Optional.of(pause), false);
  }

  /** When it is tried again; empty for never. */
  public Optional<Duration> again() {
    return again;
  }

  /** Whether the attempt counts. */
  public boolean isCounted() {
    return counted;
  }
}
