package io.lokstra.jobs;

/** Where a job is on its way. */
public enum JobState {
  /** It waits for its time: a delay, or the pause before another attempt. */
  SCHEDULED,
  /** It waits for a worker. */
  QUEUED,
  /** A worker has it. */
  RUNNING,
  /** It was done. */
  DONE,
  /** Nobody tries it again by itself: its attempts are over, or its failure was final. */
  DEAD,
  /** It was called off. */
  CANCELLED,
  /** No worker that took it knows its type; one that does takes it up again. */
  PARKED;

  /** Whether a job in this state is over: done, dead or cancelled. */
  public boolean isFinal() {
    return this == DONE || this == DEAD || this == CANCELLED;
  }
}
