package io.lokstra.jobs;

/** Something about jobs that could not be done; the message says what, why and what to do. */
public class JobException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Without a cause. */
  public JobException(String message) {
    super(message);
  }

  /** With a cause. */
  public JobException(String message, Throwable cause) {
    super(message, cause);
  }
}
