package io.lokstra.store;

import io.lokstra.http.HttpException;
import java.time.Duration;

/**
 * A store cannot be asked now: it is not connected, overloaded, or did not answer in time. A client
 * whose request meets it is told 503 and nothing else; the message is for the log.
 */
public class StoreUnavailableException extends HttpException {
  private static final long serialVersionUID = 1;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final String problem;
  private final String detail;
  private final boolean mayHaveHappened;

  /**
   * What could not be asked, and why.
   *
   * @param problem the code: {@code LOK-RED-002}
   * @param mayHaveHappened whether what was asked for may have been done all the same
   */
  public StoreUnavailableException(String problem, String detail, boolean mayHaveHappened) {
    super(
        HttpException.unavailable("A part of this service cannot be reached.", RETRY_AFTER)
            .failure(),
        HttpException.unavailable("", RETRY_AFTER).headers());
    this.problem = problem;
    this.detail = detail;
    this.mayHaveHappened = mayHaveHappened;
  }

  /** The code: {@code LOK-RED-002}. */
  public String problem() {
    return problem;
  }

  /**
   * Whether what was asked for may have been done: it had been sent, and no answer came. False
   * where it was refused before it was sent.
   */
  public boolean mayHaveHappened() {
    return mayHaveHappened;
  }

  /** Code and detail, for the log; what a client is told is {@link #failure()}. */
  @Override
  public String getMessage() {
    return problem + " " + detail;
  }
}
