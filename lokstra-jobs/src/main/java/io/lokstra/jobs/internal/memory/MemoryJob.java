package io.lokstra.jobs.internal.memory;

import io.lokstra.jobs.JobEvent;
import io.lokstra.jobs.JobFailure;
import io.lokstra.jobs.JobInfo;
import io.lokstra.jobs.JobProgress;
import io.lokstra.jobs.JobState;
import io.lokstra.jobs.spi.JobSpec;
import io.lokstra.jobs.spi.Lease;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** A job and all that is known of it. Guarded by the lock of its back end. */
final class MemoryJob {

  /**
   * A place in a line. Taking a job out of the middle would be slow, so its place stays and is
   * passed over: it counts only while the job has not moved since.
   *
   * @param job who stands there
   * @param moves how often it had moved by then
   */
  record Place(MemoryJob job, long moves) {
    boolean counts() {
      return job.moves == moves;
    }
  }

  final JobSpec spec;
  final long sequence;
  final Instant created;
  final Deque<JobEvent> history = new ArrayDeque<>();
  final Deque<String> log = new ArrayDeque<>();
  JobState state = JobState.SCHEDULED;
  Instant due;
  Instant leasedUntil = Instant.MIN;
  Optional<Instant> finished = Optional.empty();
  Optional<String> cancelReason = Optional.empty();
  Optional<String> result = Optional.empty();
  Optional<JobFailure> failure = Optional.empty();
  JobProgress progress = JobProgress.NONE;
  String worker = "";
  long token;
  int attempt;
  int crashes;
  boolean countedInBatch;
  private long moves;

  MemoryJob(JobSpec spec, long sequence, Instant created) {
    this.spec = spec;
    this.sequence = sequence;
    this.created = created;
    this.due = spec.dueAt(created);
  }

  Lease lease() {
    return new Lease(spec.id(), spec.queue(), token);
  }

  /** Moves it into {@code next}; whatever place it had does not count any more. */
  Place moveTo(JobState next) {
    state = next;
    return new Place(this, ++moves);
  }

  void note(Instant now, JobEvent.Kind kind, String text) {
    history.addLast(new JobEvent(now, kind, attempt, text));
    if (history.size() > JobInfo.MOST_EVENTS) {
      history.removeFirst();
    }
  }

  void log(String line) {
    log.addLast(line);
    if (log.size() > JobInfo.MOST_LINES) {
      log.removeFirst();
    }
  }

  JobInfo info() {
    return new JobInfo(
        spec.id(),
        spec.type(),
        spec.queue(),
        spec.priority(),
        state,
        spec.payload(),
        spec.tags(),
        spec.tenant(),
        attempt,
        crashes,
        created,
        due,
        finished,
        worker,
        progress,
        result,
        failure,
        List.copyOf(history),
        List.copyOf(log));
  }
}
