package io.lokstra.jobs;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * A kind of job: a name, the record that is its payload, and rules for all of its jobs.
 * Thread-safe.
 *
 * <pre>{@code
 * jobs.handler("send-invoice", SendInvoice.class, (job, in) -> mailer.send(in))
 *     .defaults(job -> job.queue("mail").timeout(Duration.ofSeconds(30)))
 *     .retry(RateLimited.class, Retry.fixed(50, Duration.ofMinutes(1)))
 *     .never(NoSuchInvoice.class);
 * }</pre>
 *
 * @param <P> the payload
 */
public final class JobType<P extends Record> {

  private record Rule(Class<? extends Throwable> thrown, Retry retry) {}

  private final String name;
  private final Class<P> payload;
  private final Optional<JobHandler.WithResult<P>> handler;
  private final List<Rule> rules = new CopyOnWriteArrayList<>();
  private volatile Consumer<JobDraft> defaults = draft -> {};

  JobType(String name, Class<P> payload, Optional<JobHandler.WithResult<P>> handler) {
    this.name = name;
    this.payload = payload;
    this.handler = handler;
  }

  /** Its name. */
  public String name() {
    return name;
  }

  /** The record that is its payload. */
  public Class<P> payload() {
    return payload;
  }

  Optional<JobHandler.WithResult<P>> handler() {
    return handler;
  }

  Consumer<JobDraft> defaults() {
    return defaults;
  }

  /** What holds for its jobs where an enqueue says nothing else. */
  public JobType<P> defaults(Consumer<JobDraft> options) {
    defaults = options;
    return this;
  }

  /** How it is tried again when this is thrown; the first rule that fits counts. */
  public JobType<P> retry(Class<? extends Throwable> thrown, Retry policy) {
    rules.add(new Rule(thrown, policy));
    return this;
  }

  /** When one of these is thrown, it is not tried again. */
  @SafeVarargs
  public final JobType<P> never(Class<? extends Throwable>... thrown) {
    for (Class<? extends Throwable> each : thrown) {
      rules.add(new Rule(each, Retry.NEVER));
    }
    return this;
  }

  /** What was said of what was thrown. */
  Optional<Retry> rule(Throwable thrown) {
    for (Rule rule : rules) {
      if (rule.thrown().isInstance(thrown)) {
        return Optional.of(rule.retry());
      }
    }
    return Optional.empty();
  }
}
