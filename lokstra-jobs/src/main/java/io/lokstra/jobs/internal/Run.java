package io.lokstra.jobs.internal;

import io.lokstra.jobs.JobContext;
import io.lokstra.jobs.JobFailure;
import io.lokstra.jobs.JobProgress;
import io.lokstra.jobs.JobRefusal;
import io.lokstra.jobs.LeaseLostException;
import io.lokstra.jobs.Outcome;
import io.lokstra.jobs.Retry;
import io.lokstra.jobs.spi.Completion;
import io.lokstra.jobs.spi.JobBackend;
import io.lokstra.jobs.spi.JobJson;
import io.lokstra.jobs.spi.JobSpec;
import io.lokstra.jobs.spi.Lease;
import io.lokstra.jobs.spi.LeasedJob;
import io.lokstra.jobs.spi.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of a job: its context, why it was interrupted, what becomes of it. Thread-safe. */
public final class Run implements JobContext {
  private static final Logger LOG = LoggerFactory.getLogger("io.lokstra.jobs");
  private static final ScopedValue<JobContext> CURRENT = ScopedValue.newInstance();

  /** Why a handler is interrupted. */
  enum Stop {
    /** It took too long. */
    TIMEOUT,
    /** Its deadline has passed. */
    DEADLINE,
    /** Somebody called it off. */
    CANCELLED,
    /** Its lease has passed. */
    LOST,
    /** The worker stops. */
    DRAIN
  }

  private final JobBackend backend;
  private final Handling handling;
  private final LeasedJob job;
  private final long began = System.nanoTime();
  private volatile long leasedUntil;
  private volatile @Nullable Stop stop;
  private @Nullable Thread thread;
  private volatile boolean completed;
  private boolean abandoned;

  /**
   * A run that has not begun.
   *
   * @param leasedUntil until when the job is this worker's for certain, in {@link System#nanoTime}
   */
  Run(JobBackend backend, Handling handling, LeasedJob job, long leasedUntil) {
    this.backend = backend;
    this.handling = handling;
    this.job = job;
    this.leasedUntil = leasedUntil;
  }

  /** The run of the current thread. */
  public static Optional<JobContext> current() {
    return CURRENT.isBound() ? Optional.of(CURRENT.get()) : Optional.empty();
  }

  JobSpec spec() {
    return job.spec();
  }

  Lease lease() {
    return job.lease();
  }

  /** Runs the handler on this thread. */
  Outcome run() {
    synchronized (this) {
      thread = Thread.currentThread();
      if (stop != null) {
        thread.interrupt();
      }
    }
    try {
      return ScopedValue.where(CURRENT, this).call(() -> handling.run(job, this, this::judge));
    } finally {
      synchronized (this) {
        thread = null;
      }
      var _ =
          Thread.interrupted(); // whatever interrupted the handler is not meant for what follows
    }
  }

  /** Interrupts the handler, if it still runs and nothing has before. */
  synchronized void stop(Stop why) {
    if (stop == null && !completed) {
      stop = why;
      if (thread != null) {
        thread.interrupt();
      }
    }
  }

  /** Has what its handler still gives count for nothing; false when it has given it already. */
  synchronized boolean abandon() {
    boolean first = !abandoned;
    abandoned = true;
    return first;
  }

  /** Where the handler is; empty when it has ended. */
  synchronized List<StackTraceElement> stack() {
    return thread == null ? List.of() : List.of(thread.getStackTrace());
  }

  Duration running() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  void leasedUntil(long nanos) {
    leasedUntil = nanos;
  }

  boolean isLeasePast(long now) {
    return now - leasedUntil >= 0;
  }

  private Outcome judge(Throwable thrown) {
    if (completed) {
      LOG.warn("job {} {} failed after it was told to be done", type(), id(), thrown);
      return Outcome.done();
    }
    Stop why = stop;
    if (why != null) {
      return switch (why) {
        case LOST -> new Outcome.Lost();
        case CANCELLED -> new Outcome.Cancelled("cancelled while it ran");
        case DRAIN -> new Outcome.HandedBack(Duration.ZERO);
        case DEADLINE ->
            new Outcome.Dead(
                late("its deadline passed while it ran", thrown), "its deadline has passed");
        case TIMEOUT ->
            failed(late("it did not end within its time-out", thrown), Optional.empty());
      };
    }
    if (thrown instanceof LeaseLostException) {
      return new Outcome.Lost();
    }
    if (thrown instanceof JobRefusal refusal) {
      if (refusal.again().isEmpty()) {
        return new Outcome.Dead(thrown, "its handler refused it for good");
      }
      return refusal.isCounted()
          ? failed(thrown, refusal.again())
          : new Outcome.HandedBack(refusal.again().get());
    }
    return failed(thrown, Optional.empty());
  }

  private static TimeoutException late(String what, Throwable thrown) {
    TimeoutException late = new TimeoutException(what);
    late.initCause(thrown);
    return late;
  }

  private Outcome failed(Throwable thrown, Optional<Duration> wanted) {
    Optional<Retry> rule = handling.rule(type(), thrown);
    Retry retry = rule.orElseGet(() -> spec().retry().orElse(Retry.STANDARD));
    if (attempt() >= retry.attempts()) {
      return new Outcome.Dead(
          thrown,
          retry.attempts() == 1 ? "it is not tried again" : "its attempts are over: " + attempt());
    }
    return new Outcome.Failed(
        thrown,
        wanted.orElseGet(() -> retry.pause(attempt(), ThreadLocalRandom.current().nextDouble())));
  }

  /** What the back end is told; empty when there is nothing to tell. */
  Optional<Completion> completion(Outcome outcome) {
    if (completed) {
      return Optional.empty();
    }
    return switch (outcome) {
      case Outcome.Done done -> Optional.of(done(done.result()));
      case Outcome.Failed failed ->
          Optional.of(new Completion.Retry(lease(), JobFailure.of(failed.cause()), failed.pause()));
      case Outcome.Dead dead ->
          Optional.of(new Completion.Dead(lease(), JobFailure.of(dead.cause())));
      case Outcome.Cancelled cancelled ->
          Optional.of(new Completion.Cancelled(lease(), cancelled.reason()));
      case Outcome.HandedBack back -> Optional.of(new Completion.HandedBack(lease(), back.pause()));
      case Outcome.Lost lost -> Optional.empty();
    };
  }

  private Completion done(Optional<Object> result) {
    List<JobSpec> chain = spec().next();
    List<JobSpec> next =
        chain.isEmpty()
            ? List.of()
            : List.of(chain.getFirst().as(chain.getFirst().id(), chain.subList(1, chain.size())));
    try {
      return new Completion.Done(lease(), result.map(JobJson::write), next);
    } catch (RuntimeException e) {
      return new Completion.Dead(
          lease(),
          JobFailure.of(new IllegalStateException("its result has no JSON: " + e.getMessage(), e)));
    }
  }

  @Override
  public void complete() {
    Completion done = done(Optional.empty());
    synchronized (this) {
      if (abandoned || stop == Stop.LOST) {
        throw new LeaseLostException(id());
      }
    }
    if (backend.complete(List.of(done)).getFirst() == Verdict.STALE) {
      throw new LeaseLostException(id());
    }
    completed = true;
  }

  boolean isCompleted() {
    return completed;
  }

  @Override
  public String id() {
    return spec().id();
  }

  @Override
  public String type() {
    return spec().type();
  }

  @Override
  public String queue() {
    return spec().queue();
  }

  @Override
  public int attempt() {
    return job.attempt();
  }

  @Override
  public List<String> tags() {
    return spec().tags();
  }

  @Override
  public Optional<String> tenant() {
    return spec().tenant();
  }

  @Override
  public Map<String, String> context() {
    return spec().context();
  }

  @Override
  public Optional<Instant> deadline() {
    return spec().deadline();
  }

  @Override
  public boolean isCancelled() {
    return stop != null;
  }

  @Override
  public void progress(int percent, String text) {
    var _ = backend.progress(lease(), new JobProgress(percent, text));
  }

  @Override
  public void log(String line) {
    LOG.info("job {} {}: {}", type(), id(), line);
    var _ = backend.log(lease(), line.length() <= 1_000 ? line : line.substring(0, 1_000));
  }
}
