package io.lokstra.jobs;

/**
 * The job belongs to another worker by now, or was cancelled: what this run did must not count.
 * Thrown inside of a transaction it undoes it.
 */
public final class LeaseLostException extends JobException {
  private static final long serialVersionUID = 1;

  /** For a job. */
  public LeaseLostException(String id) {
    super("job " + id + " is no longer this worker's: its lease has passed or it was cancelled");
  }
}
