package io.lokstra.data.internal;

import io.lokstra.http.Cancellation.Registration;

/** What the data layer needs of the request on whose behalf a thread works. */
public interface CallScope {

  /** Outside of any request: no deadline, nothing cancels. */
  CallScope NONE =
      new CallScope() {
        @Override
        public long remainingNanos() {
          return Long.MAX_VALUE;
        }

        @Override
        public boolean cancelled() {
          return false;
        }

        @Override
        public Registration during(Runnable stop) {
          return () -> {};
        }
      };

  /** The request of the current thread, or {@link #NONE}. */
  static CallScope current() {
    return NONE;
  }

  /** How much time is left; {@link Long#MAX_VALUE} for any. */
  long remainingNanos();

  /** Whether the answer is no longer wanted. */
  boolean cancelled();

  /**
   * A call begins that must not be interrupted: until the registration is closed, cancelling runs
   * {@code stop} on a thread that may block, and leaves this one alone.
   */
  Registration during(Runnable stop);
}
