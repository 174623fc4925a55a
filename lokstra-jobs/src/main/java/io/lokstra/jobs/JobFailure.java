package io.lokstra.jobs;

/**
 * Why a run failed, for people; kept with the job.
 *
 * @param type the class that was thrown
 * @param message its message, cut at 2,000 characters
 * @param trace the stack, cut at 8,000 characters
 */
public record JobFailure(String type, String message, String trace) {
  private static final int MESSAGE = 2_000;
  private static final int TRACE = 8_000;

  /** Cuts what is too long. */
  public JobFailure {
    message = cut(message, MESSAGE);
    trace = cut(trace, TRACE);
  }

  private static String cut(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length);
  }

  /** What was thrown, as text. */
  public static JobFailure of(Throwable thrown) {
    java.io.StringWriter trace = new java.io.StringWriter();
    thrown.printStackTrace(new java.io.PrintWriter(trace));
    return new JobFailure(
        thrown.getClass().getName(), String.valueOf(thrown.getMessage()), trace.toString());
  }

  /** A failure without anything thrown. */
  public static JobFailure of(String type, String message) {
    return new JobFailure(type, message, "");
  }
}
