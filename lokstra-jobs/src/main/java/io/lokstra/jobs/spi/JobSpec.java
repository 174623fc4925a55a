package io.lokstra.jobs.spi;

import io.lokstra.jobs.Priority;
import io.lokstra.jobs.Retry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A job as it was asked for; never changes. Written as JSON by {@link JobJson}.
 *
 * @param id of at most 200 characters; an enqueue of an id that is there changes nothing
 * @param type the name its handler is registered by
 * @param queue where it waits
 * @param priority before which others
 * @param payload the payload, as JSON
 * @param delay how long it waits first, by the clock of the back end
 * @param at when it is due at the earliest, by the clock of the back end
 * @param unique what keeps another from being enqueued
 * @param limit how many of its kind run at once
 * @param retry how it is tried again; what its type says where this says nothing
 * @param timeout how long one run may take
 * @param deadline when it must be done: later it is not begun any more, and dead
 * @param tags to find it by
 * @param tenant for whom it is
 * @param context what its handler is told: trace, request id
 * @param batch the batch it belongs to
 * @param next what is enqueued when it is done: the first of these, which takes the others along
 */
public record JobSpec(
    String id,
    String type,
    String queue,
    Priority priority,
    String payload,
    Duration delay,
    Optional<Instant> at,
    Optional<Unique> unique,
    Optional<KeyLimit> limit,
    Optional<Retry> retry,
    Optional<Duration> timeout,
    Optional<Instant> deadline,
    List<String> tags,
    Optional<String> tenant,
    Map<String, String> context,
    Optional<String> batch,
    List<JobSpec> next) {

  /** Copies lists and maps. */
  public JobSpec {
    tags = List.copyOf(tags);
    context = Map.copyOf(context);
    next = List.copyOf(next);
  }

  /** A job with nothing but a payload. */
  public static JobSpec of(String id, String type, String queue, String payload) {
    return new JobSpec(
        id,
        type,
        queue,
        Priority.NORMAL,
        payload,
        Duration.ZERO,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        Optional.empty(),
        Map.of(),
        Optional.empty(),
        List.of());
  }

  /** The time it is due at. */
  public Instant dueAt(Instant now) {
    Instant delayed = now.plus(delay);
    return at.isPresent() && at.get().isAfter(delayed) ? at.get() : delayed;
  }

  /** Whether its deadline has passed. */
  public boolean isLate(Instant now) {
    return deadline.isPresent() && !now.isBefore(deadline.get());
  }

  /** The same with another id and others after it. */
  public JobSpec as(String id, List<JobSpec> next) {
    return new JobSpec(
        id, type, queue, priority, payload, delay, at, unique, limit, retry, timeout, deadline,
        tags, tenant, context, batch, next);
  }
}
