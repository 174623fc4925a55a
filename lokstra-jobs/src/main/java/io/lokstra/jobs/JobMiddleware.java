package io.lokstra.jobs;

/**
 * Wraps the run of every job: measures, sets up context, refuses. Thread-safe.
 *
 * <pre>{@code
 * jobs.use((job, next) -> {
 *   long began = System.nanoTime();
 *   Outcome outcome = next.run(job);
 *   times.record(job.type(), System.nanoTime() - began);
 *   return outcome;
 * });
 * }</pre>
 */
@FunctionalInterface
public interface JobMiddleware {

  /** How the run ends, by {@code next} or without it. */
  Outcome run(JobContext job, Next next) throws Exception;

  /** What a middleware wraps. */
  @FunctionalInterface
  interface Next {

    /** Runs everything inside. Never throws: what is thrown in there is already an outcome. */
    Outcome run(JobContext job);
  }
}
