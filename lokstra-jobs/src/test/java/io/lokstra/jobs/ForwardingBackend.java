package io.lokstra.jobs;

import io.lokstra.jobs.spi.BackendSettings;
import io.lokstra.jobs.spi.Completion;
import io.lokstra.jobs.spi.JobBackend;
import io.lokstra.jobs.spi.JobSpec;
import io.lokstra.jobs.spi.Lease;
import io.lokstra.jobs.spi.LeasedJob;
import io.lokstra.jobs.spi.Maintained;
import io.lokstra.jobs.spi.QueueFetch;
import io.lokstra.jobs.spi.ScheduleState;
import io.lokstra.jobs.spi.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Passes everything on, unless its check throws. */
abstract class ForwardingBackend implements JobBackend {
  private final JobBackend to;

  ForwardingBackend(JobBackend to) {
    this.to = to;
  }

  abstract void check();

  private JobBackend to() {
    check();
    return to;
  }

  @Override
  public String description() {
    return to.description();
  }

  @Override
  public boolean isDurable() {
    return to.isDurable();
  }

  @Override
  public void open(BackendSettings settings) {
    to().open(settings);
  }

  @Override
  public Instant now() {
    return to().now();
  }

  @Override
  public List<Enqueued> enqueue(List<JobSpec> jobs) {
    return to().enqueue(jobs);
  }

  @Override
  public void enqueueBatch(String batch, List<JobSpec> jobs, Optional<JobSpec> callback) {
    to().enqueueBatch(batch, jobs, callback);
  }

  @Override
  public Optional<BatchStatus> batch(String id) {
    return to().batch(id);
  }

  @Override
  public List<LeasedJob> fetch(String worker, int count, List<QueueFetch> queues, Duration lease) {
    return to().fetch(worker, count, queues, lease);
  }

  @Override
  public void awaitWork(String worker, Set<String> queues, Duration atMost)
      throws InterruptedException {
    to().awaitWork(worker, queues, atMost);
  }

  @Override
  public List<Verdict> complete(List<Completion> completions) {
    return to().complete(completions);
  }

  @Override
  public List<Verdict> extend(List<Lease> leases, Duration lease) {
    return to().extend(leases, lease);
  }

  @Override
  public List<Lease> cancelled(List<Lease> running) {
    return to().cancelled(running);
  }

  @Override
  public Verdict progress(Lease lease, JobProgress progress) {
    return to().progress(lease, progress);
  }

  @Override
  public Verdict log(Lease lease, String line) {
    return to().log(lease, line);
  }

  @Override
  public Maintained maintain(Set<String> queues, Set<String> types) {
    return to().maintain(queues, types);
  }

  @Override
  public Optional<JobInfo> find(String id) {
    return to().find(id);
  }

  @Override
  public List<JobInfo> list(JobQuery query) {
    return to().list(query);
  }

  @Override
  public boolean cancel(String id, String reason) {
    return to().cancel(id, reason);
  }

  @Override
  public boolean retry(String id) {
    return to().retry(id);
  }

  @Override
  public void pause(String queue) {
    to().pause(queue);
  }

  @Override
  public void resume(String queue) {
    to().resume(queue);
  }

  @Override
  public List<QueueStatus> queues() {
    return to().queues();
  }

  @Override
  public ScheduleState putSchedule(String name, String rule, Instant due) {
    return to().putSchedule(name, rule, due);
  }

  @Override
  public List<ScheduleState> schedules() {
    return to().schedules();
  }

  @Override
  public boolean removeSchedule(String name) {
    return to().removeSchedule(name);
  }

  @Override
  public boolean fire(String name, Instant due, Instant next, List<JobSpec> jobs) {
    return to().fire(name, due, next, jobs);
  }

  @Override
  public void close() {
    to.close();
  }
}
