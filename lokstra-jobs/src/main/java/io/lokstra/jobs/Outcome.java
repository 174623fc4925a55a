package io.lokstra.jobs;

import java.time.Duration;
import java.util.Optional;

/** How one run of a job ended. */
public sealed interface Outcome {

  /**
   * The handler returned.
   *
   * @param result what it gave, to be kept as JSON
   */
  record Done(Optional<Object> result) implements Outcome {}

  /**
   * It failed and is tried again.
   *
   * @param cause what was thrown
   * @param pause how long it waits before that
   */
  record Failed(Throwable cause, Duration pause) implements Outcome {}

  /**
   * It failed for good.
   *
   * @param cause what was thrown
   * @param reason why nobody tries it again
   */
  record Dead(Throwable cause, String reason) implements Outcome {}

  /**
   * It was called off while it ran.
   *
   * @param reason by what
   */
  record Cancelled(String reason) implements Outcome {}

  /**
   * It goes back as if it had never been taken: the worker stops, or the handler asked for it.
   *
   * @param pause how long it waits; nothing for at once
   */
  record HandedBack(Duration pause) implements Outcome {}

  /** It is no longer this worker's: its lease passed, and whatever the run gave does not count. */
  record Lost() implements Outcome {}

  /** Done without a result. */
  static Outcome done() {
    return new Done(Optional.empty());
  }
}
