package io.lokstra.jobs.spi;

import io.lokstra.jobs.JobFailure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What a worker has to say of a job it had. */
public sealed interface Completion {

  /** The right to say so. */
  Lease lease();

  /**
   * It is done.
   *
   * @param lease the right to say so
   * @param result its result, as JSON
   * @param next jobs that are enqueued with it, all or none
   */
  record Done(Lease lease, Optional<String> result, List<JobSpec> next) implements Completion {
    /** Done without a result. */
    public static Done of(Lease lease) {
      return new Done(lease, Optional.empty(), List.of());
    }
  }

  /**
   * It failed, and is due again.
   *
   * @param lease the right to say so
   * @param failure how
   * @param pause after which time
   */
  record Retry(Lease lease, JobFailure failure, Duration pause) implements Completion {}

  /**
   * It failed for good.
   *
   * @param lease the right to say so
   * @param failure how
   */
  record Dead(Lease lease, JobFailure failure) implements Completion {}

  /**
   * It was cancelled while it ran.
   *
   * @param lease the right to say so
   * @param reason by what
   */
  record Cancelled(Lease lease, String reason) implements Completion {}

  /**
   * This worker does not know its type.
   *
   * @param lease the right to say so
   */
  record Parked(Lease lease) implements Completion {}

  /**
   * It goes back to where it was, the attempt not counted.
   *
   * @param lease the right to say so
   * @param pause after which time it is due
   */
  record HandedBack(Lease lease, Duration pause) implements Completion {}
}
