package io.lokstra.jobs;

/**
 * Does a job. Runs on a virtual thread of its own and may block; is interrupted when the job is
 * cancelled, takes too long, belongs to another worker by now, or has to be handed back. Serves
 * many jobs at once and must be thread-safe.
 *
 * <p>May be run more than once for one job, if the worker dies before it has told the back end:
 * what it does should bear repetition, or be done in one transaction with {@link
 * JobContext#complete}.
 *
 * @param <P> the payload
 */
@FunctionalInterface
public interface JobHandler<P> {

  /**
   * Does it. What is thrown decides, by the rules of the {@link JobType}, about another attempt.
   */
  void handle(JobContext job, P payload) throws Exception;

  /**
   * Does a job that has a result.
   *
   * @param <P> the payload
   */
  @FunctionalInterface
  interface WithResult<P> {

    /** Does it, and gives what is kept as its result, as JSON. */
    Object handle(JobContext job, P payload) throws Exception;
  }
}
