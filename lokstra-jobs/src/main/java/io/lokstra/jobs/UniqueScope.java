package io.lokstra.jobs;

/** For how long a job keeps others with its unique key from being enqueued. */
public enum UniqueScope {
  /** Until a worker takes it up: another may then wait while it runs. */
  QUEUED,
  /** Until it is over: done, dead or cancelled. */
  UNFINISHED,
  /** For a time from when it was enqueued, whatever becomes of it. */
  PERIOD
}
