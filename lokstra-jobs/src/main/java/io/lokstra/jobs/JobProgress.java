package io.lokstra.jobs;

/**
 * How far a job is.
 *
 * @param percent 0 to 100
 * @param text what it is at; may be empty
 */
public record JobProgress(int percent, String text) {

  /** Before it has said anything. */
  public static final JobProgress NONE = new JobProgress(0, "");

  /** Checks the bounds. */
  public JobProgress {
    if (percent < 0 || percent > 100) {
      throw new IllegalArgumentException("percent must be between 0 and 100, not " + percent);
    }
  }
}
