package io.lokstra.jobs;

import io.lokstra.config.Default;
import io.lokstra.config.Options;
import io.lokstra.jobs.spi.BackendSettings;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import java.util.List;

/**
 * How jobs are worked on by this process, and how long they are kept.
 *
 * @param work whether this process runs jobs and fires schedules; one that does not can enqueue and
 *     manage them all the same
 * @param concurrency how many jobs run at once in this process, each on a virtual thread of its own
 * @param order which queue is asked first
 * @param queues the queues it works on; the queue {@code default} alone where nothing is said
 * @param lease how long a worker that is not heard of keeps its jobs; another takes them up then. A
 *     worker is heard of three times in that time
 * @param poll how long an idle worker waits before it looks for work that nobody told it of
 * @param keepDone how long a job that is done or cancelled is kept, with its result
 * @param keepDead how long a dead job is kept
 * @param keepAtMost how many jobs that are over are kept at most, of each queue and each of the two
 *     kinds
 * @param crashes after how many lost workers a job is dead
 * @param maxJobs how many jobs that are not over are held at most, in process only; an enqueue
 *     beyond is answered with 503
 */
@Options
public record JobsOptions(
    @Default("true") boolean work,
    @Default("50") @Positive int concurrency,
    @Default("weighted") QueueOrder order,
    @Default("") List<QueueOptions> queues,
    @Default("30s") @Positive Duration lease,
    @Default("1s") @Positive Duration poll,
    @Default("1d") @Positive Duration keepDone,
    @Default("30d") @Positive Duration keepDead,
    @Default("100000") @Positive int keepAtMost,
    @Default("3") @Positive int crashes,
    @Default("100000") @Positive int maxJobs) {

  /** All by default. */
  public static JobsOptions defaults() {
    return new JobsOptions(
        true,
        50,
        QueueOrder.WEIGHTED,
        List.of(),
        Duration.ofSeconds(30),
        Duration.ofSeconds(1),
        Duration.ofDays(1),
        Duration.ofDays(30),
        100_000,
        3,
        100_000);
  }

  /** Runs jobs, or only enqueues them. */
  public JobsOptions withWork(boolean runs) {
    return new JobsOptions(
        runs,
        concurrency,
        order,
        queues,
        lease,
        poll,
        keepDone,
        keepDead,
        keepAtMost,
        crashes,
        maxJobs);
  }

  /** With so many jobs at once. */
  public JobsOptions withConcurrency(int jobs) {
    return new JobsOptions(
        work, jobs, order, queues, lease, poll, keepDone, keepDead, keepAtMost, crashes, maxJobs);
  }

  /** With these queues, asked in this order. */
  public JobsOptions withQueues(QueueOrder asked, QueueOptions... of) {
    return new JobsOptions(
        work,
        concurrency,
        asked,
        List.of(of),
        lease,
        poll,
        keepDone,
        keepDead,
        keepAtMost,
        crashes,
        maxJobs);
  }

  /** With leases of this length. */
  public JobsOptions withLease(Duration time) {
    return new JobsOptions(
        work,
        concurrency,
        order,
        queues,
        time,
        poll,
        keepDone,
        keepDead,
        keepAtMost,
        crashes,
        maxJobs);
  }

  /** Looking for work after this time at the latest. */
  public JobsOptions withPoll(Duration time) {
    return new JobsOptions(
        work,
        concurrency,
        order,
        queues,
        lease,
        time,
        keepDone,
        keepDead,
        keepAtMost,
        crashes,
        maxJobs);
  }

  /** With room for so many jobs in process. */
  public JobsOptions withMaxJobs(int most) {
    return new JobsOptions(
        work,
        concurrency,
        order,
        queues,
        lease,
        poll,
        keepDone,
        keepDead,
        keepAtMost,
        crashes,
        most);
  }

  /** What the back end is told. */
  BackendSettings settings() {
    return new BackendSettings(keepDone, keepDead, keepAtMost, crashes);
  }
}
