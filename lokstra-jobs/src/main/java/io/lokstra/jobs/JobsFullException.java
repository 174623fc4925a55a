package io.lokstra.jobs;

import io.lokstra.http.Failure;
import io.lokstra.http.Header;
import io.lokstra.http.HttpException;
import io.lokstra.http.ResponseHeaders;

/** There are as many jobs as the back end holds. A request that does not catch it becomes a 503. */
public final class JobsFullException extends HttpException {
  private static final long serialVersionUID = 1;

  /** So many are there of so many. */
  public JobsFullException(int there, int most) {
    super(
        Failure.of(
            503,
            "no room for more jobs: %d are waiting or running, and at most %d are held (max-jobs)"
                .formatted(there, most)),
        ResponseHeaders.of(Header.of("retry-after", "1")));
  }
}
