package io.lokstra.data.internal;

import io.lokstra.http.Cancellation.Registration;
import io.lokstra.http.RequestContext;
import java.time.Duration;

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
    return RequestContext.current().<CallScope>map(OfRequest::new).orElse(NONE);
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

  /** A request that is being answered. */
  record OfRequest(RequestContext request) implements CallScope {
    private static final Duration FOREVER = Duration.ofDays(365);

    @Override
    public long remainingNanos() {
      Duration remaining = request.remaining();
      return remaining.compareTo(FOREVER) < 0 ? remaining.toNanos() : Long.MAX_VALUE;
    }

    @Override
    public boolean cancelled() {
      return request.cancelled();
    }

    @Override
    public Registration during(Runnable stop) {
      return request.cancellation().during(stop);
    }
  }
}
