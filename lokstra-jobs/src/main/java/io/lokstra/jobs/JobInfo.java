package io.lokstra.jobs;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A job as it stands.
 *
 * @param id its id
 * @param type the name of its handler
 * @param queue its queue
 * @param priority its priority
 * @param state where it is
 * @param payload its payload, as JSON
 * @param tags its tags
 * @param tenant for whom it is
 * @param attempt how many attempts there were
 * @param crashes how often its worker was lost
 * @param created when it was enqueued
 * @param due when it is or was due
 * @param finished when it was over
 * @param worker which worker has or had it last; empty for none
 * @param progress how far it is
 * @param result its result, as JSON
 * @param failure how it failed last
 * @param history what happened to it, oldest first; the last 50
 * @param log what its handler kept by {@link JobContext#log}; the last 100 lines
 */
public record JobInfo(
    String id,
    String type,
    String queue,
    Priority priority,
    JobState state,
    String payload,
    List<String> tags,
    Optional<String> tenant,
    int attempt,
    int crashes,
    Instant created,
    Instant due,
    Optional<Instant> finished,
    String worker,
    JobProgress progress,
    Optional<String> result,
    Optional<JobFailure> failure,
    List<JobEvent> history,
    List<String> log) {

  /** How many events a job keeps. */
  public static final int MOST_EVENTS = 50;

  /** How many lines a job keeps. */
  public static final int MOST_LINES = 100;

  /** Copies the lists. */
  public JobInfo {
    tags = List.copyOf(tags);
    history = List.copyOf(history);
    log = List.copyOf(log);
  }
}
