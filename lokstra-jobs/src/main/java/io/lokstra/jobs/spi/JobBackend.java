package io.lokstra.jobs.spi;

import io.lokstra.jobs.BatchStatus;
import io.lokstra.jobs.Enqueued;
import io.lokstra.jobs.JobInfo;
import io.lokstra.jobs.JobProgress;
import io.lokstra.jobs.JobQuery;
import io.lokstra.jobs.QueueStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where jobs are kept. Thread-safe; every method may block, and throws a {@link
 * io.lokstra.jobs.JobException} when what is behind it cannot be reached.
 *
 * <p>What it promises: an enqueue that returned is kept, as well as it keeps anything. Every job is
 * leased by one worker at a time; what is said with any but its newest token is {@link
 * Verdict#STALE} and changes nothing, so that exactly one completion of a job counts. Jobs of one
 * queue and priority are fetched in the order in which they became due. Time is its own: clocks of
 * workers never matter. Lists are answered in their order.
 *
 * <p>{@code io.lokstra.jobs.testkit.JobBackendContract} is the test of all this.
 */
public interface JobBackend extends AutoCloseable {

  /** For people: {@code "in process"}, {@code "PostgreSQL main-db"}. */
  String description();

  /** Whether jobs outlive the process. */
  boolean isDurable();

  /** Connects, and creates what has to be there. Called once, before anything else. */
  void open(BackendSettings settings);

  /** The time, by its own clock. */
  Instant now();

  /**
   * Keeps jobs. One whose id is there is {@link Enqueued.Repeated}, one whose unique key is held
   * {@link Enqueued.Duplicate}.
   */
  List<Enqueued> enqueue(List<JobSpec> jobs);

  /**
   * Keeps the jobs of a batch, all of them or none, and enqueues {@code callback} when the last is
   * over. A batch that is there changes nothing.
   *
   * @param jobs each with this batch
   */
  void enqueueBatch(String batch, List<JobSpec> jobs, Optional<JobSpec> callback);

  /** A batch, as long as it is known. */
  Optional<BatchStatus> batch(String id);

  /**
   * Leases jobs that are due, from queues that are not paused, within the limits. Queues are taken
   * in their order.
   *
   * @param worker who fetches, for people
   * @param count how many at most
   * @param lease for how long
   */
  List<LeasedJob> fetch(String worker, int count, List<QueueFetch> queues, Duration lease);

  /**
   * Waits until there may be something more to fetch than there was at the last fetch of {@code
   * worker}, or for {@code atMost}. May return early for no reason.
   */
  void awaitWork(String worker, Set<String> queues, Duration atMost) throws InterruptedException;

  /** Ends leases; those of one call count each for itself. */
  List<Verdict> complete(List<Completion> completions);

  /** Has leases end {@code lease} from now. */
  List<Verdict> extend(List<Lease> leases, Duration lease);

  /** Which of these jobs are to be interrupted, because they were cancelled. */
  List<Lease> cancelled(List<Lease> running);

  /** Keeps how far a job is. */
  Verdict progress(Lease lease, JobProgress progress);

  /** Keeps a line with a job. */
  Verdict log(Lease lease, String line);

  /**
   * Makes due what has come due, takes back what lost workers had, deletes what was kept long
   * enough, and puts back what was parked and is of a type in {@code types}. Every worker calls
   * this about once a second; the work is bounded, what is left is done by the next call.
   */
  Maintained maintain(Set<String> queues, Set<String> types);

  /** A job. */
  Optional<JobInfo> find(String id);

  /** Jobs, newest first. */
  List<JobInfo> list(JobQuery query);

  /**
   * Calls a job off: at once if it waits; if it runs, its worker is told by {@link #cancelled}.
   *
   * @return whether there was something to call off
   */
  boolean cancel(String id, String reason);

  /**
   * Has a job that is dead, cancelled or parked tried again from the beginning, and one that is
   * scheduled tried now.
   *
   * @return whether there was something to try
   */
  boolean retry(String id);

  /** Nobody takes from a queue any more, until {@link #resume}. */
  void pause(String queue);

  /** Undoes {@link #pause}. */
  void resume(String queue);

  /** All queues that are known, by name. */
  List<QueueStatus> queues();

  /**
   * Makes a schedule known. One that is there with the same rule goes on as it was.
   *
   * @param due when it fires first
   */
  ScheduleState putSchedule(String name, String rule, Instant due);

  /** All schedules, by name. */
  List<ScheduleState> schedules();

  /** Forgets a schedule. */
  boolean removeSchedule(String name);

  /**
   * Enqueues the jobs of a schedule and sets when it fires next, if it is still due at {@code due}.
   *
   * @return whether it was, so that one of all processes fires
   */
  boolean fire(String name, Instant due, Instant next, List<JobSpec> jobs);

  /** Lets go of what it holds. */
  @Override
  void close();
}
