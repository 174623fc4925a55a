package io.lokstra.jobs;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which jobs.
 *
 * @param queue of this queue
 * @param states in one of these states; in any when empty
 * @param type of this type
 * @param tag with this tag
 * @param tenant for this tenant
 * @param limit at most so many, newest first
 */
public record JobQuery(
    Optional<String> queue,
    Set<JobState> states,
    Optional<String> type,
    Optional<String> tag,
    Optional<String> tenant,
    int limit) {

  /** Copies the states. */
  public JobQuery {
    states = Set.copyOf(states);
    if (limit < 1) {
      throw new IllegalArgumentException("limit must be at least 1, not " + limit);
    }
  }

  /** The newest 50 of all. */
  public static JobQuery all() {
    return new JobQuery(
        Optional.empty(), Set.of(), Optional.empty(), Optional.empty(), Optional.empty(), 50);
  }

  /** The newest 50 in one of these states. */
  public static JobQuery in(JobState first, JobState... others) {
    return new JobQuery(
        Optional.empty(),
        EnumSet.of(first, others),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        50);
  }

  /** Of this queue only. */
  public JobQuery ofQueue(String name) {
    return new JobQuery(Optional.of(name), states, type, tag, tenant, limit);
  }

  /** Of this type only. */
  public JobQuery ofType(String name) {
    return new JobQuery(queue, states, Optional.of(name), tag, tenant, limit);
  }

  /** With this tag only. */
  public JobQuery tagged(String name) {
    return new JobQuery(queue, states, type, Optional.of(name), tenant, limit);
  }

  /** For this tenant only. */
  public JobQuery ofTenant(String name) {
    return new JobQuery(queue, states, type, tag, Optional.of(name), limit);
  }

  /** At most so many. */
  public JobQuery atMost(int count) {
    return new JobQuery(queue, states, type, tag, tenant, count);
  }

  /** Whether a job is one of them. */
  public boolean matches(JobInfo job) {
    return (queue.isEmpty() || queue.get().equals(job.queue()))
        && (states.isEmpty() || states.contains(job.state()))
        && (type.isEmpty() || type.get().equals(job.type()))
        && (tag.isEmpty() || job.tags().contains(tag.get()))
        && (tenant.isEmpty() || tenant.equals(job.tenant()));
  }
}
