package io.lokstra.jobs.spi;

/** Whether something said of a lease counts. */
public enum Verdict {
  /** It counts. */
  ACCEPTED,
  /** The job is not, or no longer, the holder's; nothing has changed. */
  STALE
}
