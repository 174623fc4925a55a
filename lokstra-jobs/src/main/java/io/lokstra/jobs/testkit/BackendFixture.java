package io.lokstra.jobs.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.lokstra.jobs.JobInfo;
import io.lokstra.jobs.JobState;
import io.lokstra.jobs.spi.BackendSettings;
import io.lokstra.jobs.spi.JobBackend;
import io.lokstra.jobs.spi.JobSpec;
import io.lokstra.jobs.spi.LeasedJob;
import io.lokstra.jobs.spi.QueueFetch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** An opened back end, with what its tests say again and again. */
final class BackendFixture implements AutoCloseable {
  static final Duration LONG = Duration.ofMinutes(5);
  static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String QUEUE = "mail";

  private final JobBackend backend;

  BackendFixture(JobBackend backend, BackendSettings settings) {
    this.backend = backend;
    backend.open(settings);
  }

  JobBackend backend() {
    return backend;
  }

  static JobSpec job(String id) {
    return JobSpec.of(id, "send", QUEUE, "{\"id\":\"" + id + "\"}");
  }

  void enqueue(JobSpec... jobs) {
    var _ = backend.enqueue(List.of(jobs));
  }

  List<LeasedJob> fetch(int count) {
    return fetch(count, LONG);
  }

  List<LeasedJob> fetch(int count, Duration lease) {
    return fetch(count, QueueFetch.of(QUEUE), lease);
  }

  List<LeasedJob> fetch(int count, QueueFetch from, Duration lease) {
    return backend.fetch("worker", count, List.of(from), lease);
  }

  /** The next job, which must be there. */
  LeasedJob fetchOne() {
    List<LeasedJob> jobs = fetch(1);
    assertThat(jobs).hasSize(1);
    return jobs.getFirst();
  }

  /** The next job as soon as there is one, with maintenance going on as a worker's does. */
  LeasedJob awaitOne() {
    return eventually(
        "a job to fetch",
        () -> {
          maintain();
          return fetch(1).stream().findFirst();
        });
  }

  void maintain() {
    var _ = backend.maintain(Set.of(QUEUE, "other"), Set.of("send"));
  }

  /** Fetches a job with a lease that passes at once, and has it taken back. */
  void crash() {
    LeasedJob lost = eventually("a job to fetch", () -> fetch(1, SHORT).stream().findFirst());
    var _ =
        eventually(
            "the lease to pass",
            () -> {
              maintain();
              return state(lost.spec().id()) == JobState.RUNNING
                  ? Optional.empty()
                  : Optional.of(lost);
            });
  }

  JobInfo info(String id) {
    return backend.find(id).orElseThrow();
  }

  JobState state(String id) {
    return info(id).state();
  }

  static List<String> ids(List<LeasedJob> jobs) {
    List<String> ids = new ArrayList<>();
    jobs.forEach(job -> ids.add(job.spec().id()));
    return ids;
  }

  /** What {@code condition} gives once it gives something. */
  static <T> T eventually(String what, Supplier<Optional<T>> condition) {
    long until = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      Optional<T> found = condition.get();
      if (found.isPresent()) {
        return found.get();
      }
      if (System.nanoTime() - until > 0) {
        fail("waited " + PATIENCE.toSeconds() + " s for " + what);
      }
      pause(10);
    }
  }

  static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    backend.close();
  }
}
