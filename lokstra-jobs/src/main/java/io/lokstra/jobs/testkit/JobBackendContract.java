package io.lokstra.jobs.testkit;

import io.lokstra.jobs.spi.JobBackend;

/**
 * What every back end of jobs must do. The test class of one implements this interface and gives
 * its back ends; the tests come with it:
 *
 * <pre>{@code
 * class MyBackendTest implements JobBackendContract {
 *   public JobBackend backend() {
 *     return new MyBackend(newEmptyDatabase());
 *   }
 * }
 * }</pre>
 *
 * <p>Needs JUnit and AssertJ. Times are real ones; whatever has to have happened is waited for.
 */
public interface JobBackendContract
    extends EnqueueContract, LeaseContract, LimitContract, ManagementContract {

  /** A new, empty one, not opened; a test closes it. */
  @Override
  JobBackend backend();
}
