package io.lokstra.jobs;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One run of a job, for its handler and middleware. Thread-safe. */
public interface JobContext {

  /** The job that the current thread runs; children of {@code ctx.all} included. */
  static Optional<JobContext> current() {
    return io.lokstra.jobs.internal.Run.current();
  }

  /** The job's id. */
  String id();

  /** The name its handler is registered by. */
  String type();

  /** The queue it came from. */
  String queue();

  /** Which attempt this is, from 1. */
  int attempt();

  /** The tags it was enqueued with. */
  List<String> tags();

  /** The tenant it was enqueued for. */
  Optional<String> tenant();

  /**
   * What came along from whoever enqueued it: {@code request-id}, {@code traceparent} and what was
   * said by {@link JobDraft#context}.
   */
  Map<String, String> context();

  /** When it has to be done at the latest; it is interrupted then. */
  Optional<Instant> deadline();

  /** Whether it is to end: it is cancelled, late, lost or to be handed back. */
  boolean isCancelled();

  /**
   * Says how far it is, for people; kept with the job.
   *
   * @param percent 0 to 100
   * @param text what it is at; may be empty
   */
  void progress(int percent, String text);

  /** Keeps a line with the job, and writes it to the log. The last 100 are kept. */
  void log(String line);

  /**
   * Tells the back end now that the job is done, on this thread. With a back end in a database, and
   * inside of a transaction of the same pool, the job is done if and only if that transaction is
   * committed, so that its effect comes exactly once:
   *
   * <pre>{@code
   * db.useTransaction(tx -> {
   *   tx.update("update account set …").run();
   *   job.complete();
   * });
   * }</pre>
   *
   * @throws LeaseLostException when the job is not this worker's any more
   */
  void complete();
}
