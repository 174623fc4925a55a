package io.lokstra.jobs.testkit;

import static io.lokstra.jobs.testkit.BackendFixture.LONG;
import static io.lokstra.jobs.testkit.BackendFixture.SHORT;
import static io.lokstra.jobs.testkit.BackendFixture.ids;
import static io.lokstra.jobs.testkit.BackendFixture.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.jobs.BatchStatus;
import io.lokstra.jobs.Enqueued;
import io.lokstra.jobs.JobFailure;
import io.lokstra.jobs.JobState;
import io.lokstra.jobs.Priority;
import io.lokstra.jobs.Retry;
import io.lokstra.jobs.UniqueScope;
import io.lokstra.jobs.spi.Completion;
import io.lokstra.jobs.spi.JobSpec;
import io.lokstra.jobs.spi.KeyLimit;
import io.lokstra.jobs.spi.LeasedJob;
import io.lokstra.jobs.spi.QueueFetch;
import io.lokstra.jobs.spi.Unique;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How jobs come in, and in which order they go out. */
public interface EnqueueContract extends UnderTest {

  private static JobSpec with(JobSpec job, Priority priority) {
    return new JobSpec(
        job.id(),
        job.type(),
        job.queue(),
        priority,
        job.payload(),
        job.delay(),
        job.at(),
        job.unique(),
        job.limit(),
        job.retry(),
        job.timeout(),
        job.deadline(),
        job.tags(),
        job.tenant(),
        job.context(),
        job.batch(),
        job.next());
  }

  private static JobSpec later(JobSpec job, Duration delay, Optional<Instant> at) {
    return new JobSpec(
        job.id(),
        job.type(),
        job.queue(),
        job.priority(),
        job.payload(),
        delay,
        at,
        job.unique(),
        job.limit(),
        job.retry(),
        job.timeout(),
        job.deadline(),
        job.tags(),
        job.tenant(),
        job.context(),
        job.batch(),
        job.next());
  }

  private static JobSpec unique(String id, UniqueScope scope, Duration period) {
    JobSpec job = job(id);
    return new JobSpec(
        job.id(),
        job.type(),
        job.queue(),
        job.priority(),
        job.payload(),
        job.delay(),
        job.at(),
        Optional.of(new Unique("key", scope, period)),
        job.limit(),
        job.retry(),
        job.timeout(),
        job.deadline(),
        job.tags(),
        job.tenant(),
        job.context(),
        job.batch(),
        job.next());
  }

  private static JobSpec inBatch(String id, String batch) {
    JobSpec job = job(id);
    return new JobSpec(
        job.id(),
        job.type(),
        job.queue(),
        job.priority(),
        job.payload(),
        job.delay(),
        job.at(),
        job.unique(),
        job.limit(),
        job.retry(),
        job.timeout(),
        job.deadline(),
        job.tags(),
        job.tenant(),
        job.context(),
        Optional.of(batch),
        job.next());
  }

  /** First in, first out; a higher priority before all lower ones. */
  @Test
  default void givesHigherPrioritiesFirstAndEqualOnesInTheirOrder() {
    try (BackendFixture at = opened()) {
      at.enqueue(job("n1"), job("n2"), with(job("low"), Priority.LOW));
      at.enqueue(with(job("u"), Priority.URGENT), with(job("h"), Priority.HIGH), job("n3"));

      assertThat(ids(at.fetch(2))).containsExactly("u", "h");
      assertThat(ids(at.fetch(10))).containsExactly("n1", "n2", "n3", "low");
      assertThat(at.fetch(1)).isEmpty();
    }
  }

  /** What is said of a job comes to its worker unchanged. */
  @Test
  default void givesTheWorkerAllThatWasSaid() {
    JobSpec all =
        new JobSpec(
            "all",
            "send",
            "mail",
            Priority.HIGH,
            "{\"text\":\"häßlich \\\"€\\\" 😀\"}",
            Duration.ZERO,
            Optional.of(Instant.parse("2026-01-01T00:00:00Z")),
            Optional.of(new Unique("k", UniqueScope.UNFINISHED, Duration.ZERO)),
            Optional.of(new KeyLimit("c", 2)),
            Optional.of(Retry.exponential(3, Duration.ofMillis(1500), Duration.ofHours(1))),
            Optional.of(Duration.ofSeconds(9)),
            Optional.of(Instant.parse("2126-01-01T00:00:00.123Z")),
            List.of("a", "b"),
            Optional.of("acme"),
            Map.of("request-id", "r-1"),
            Optional.empty(),
            List.of(job("next").as("next", List.of(job("last")))));
    try (BackendFixture at = opened()) {
      at.enqueue(all);
      LeasedJob leased = at.fetchOne();

      assertThat(leased.spec()).isEqualTo(all);
      assertThat(leased.attempt()).isEqualTo(1);
      assertThat(leased.left().orElseThrow()).isGreaterThan(Duration.ofDays(300));
      assertThat(at.info("all").tags()).containsExactly("a", "b");
      assertThat(at.info("all").tenant()).contains("acme");
      assertThat(at.info("all").payload()).isEqualTo(all.payload());
    }
  }

  /** An enqueue that is repeated with the id of its first time changes nothing. */
  @Test
  default void repeatedEnqueueChangesNothing() {
    try (BackendFixture at = opened()) {
      assertThat(at.backend().enqueue(List.of(job("a"), job("a"), job("b"))))
          .containsExactly(
              new Enqueued.Accepted("a"), new Enqueued.Repeated("a"), new Enqueued.Accepted("b"));
      assertThat(at.backend().complete(List.of(Completion.Done.of(at.fetchOne().lease()))))
          .hasSize(1);

      assertThat(at.backend().enqueue(List.of(job("a"))))
          .containsExactly(new Enqueued.Repeated("a"));
      assertThat(ids(at.fetch(10))).containsExactly("b");
    }
  }

  /** A key that is held until a worker takes the job. */
  @Test
  default void uniqueWhileQueuedIsFreeOnceTaken() {
    try (BackendFixture at = opened()) {
      at.enqueue(unique("a", UniqueScope.QUEUED, Duration.ZERO));
      assertThat(at.backend().enqueue(List.of(unique("b", UniqueScope.QUEUED, Duration.ZERO))))
          .containsExactly(new Enqueued.Duplicate("a"));
      LeasedJob taken = at.fetchOne();
      assertThat(at.backend().enqueue(List.of(unique("c", UniqueScope.QUEUED, Duration.ZERO))))
          .containsExactly(new Enqueued.Accepted("c"));
      assertThat(at.backend().complete(List.of(Completion.Done.of(taken.lease())))).hasSize(1);
      assertThat(at.backend().enqueue(List.of(unique("d", UniqueScope.QUEUED, Duration.ZERO))))
          .as("what is over does not free the key of another")
          .containsExactly(new Enqueued.Duplicate("c"));
    }
  }

  /** A key that is held until the job is over, through failures too. */
  @Test
  default void uniqueWhileUnfinishedIsFreeOnceOver() {
    JobSpec again = unique("b", UniqueScope.UNFINISHED, Duration.ZERO);
    try (BackendFixture at = opened()) {
      at.enqueue(unique("a", UniqueScope.UNFINISHED, Duration.ZERO));
      LeasedJob first = at.fetchOne();
      assertThat(at.backend().enqueue(List.of(again))).containsExactly(new Enqueued.Duplicate("a"));
      var _ =
          at.backend()
              .complete(
                  List.of(
                      new Completion.Retry(first.lease(), JobFailure.of("x", "y"), Duration.ZERO)));
      assertThat(at.backend().enqueue(List.of(again))).containsExactly(new Enqueued.Duplicate("a"));
      var _ = at.backend().complete(List.of(Completion.Done.of(at.awaitOne().lease())));
      assertThat(at.backend().enqueue(List.of(again))).containsExactly(new Enqueued.Accepted("b"));
      assertThat(at.backend().cancel("b", "test")).isTrue();
      assertThat(at.backend().enqueue(List.of(unique("c", UniqueScope.UNFINISHED, Duration.ZERO))))
          .containsExactly(new Enqueued.Accepted("c"));
    }
  }

  /** A key that is held for a time, whatever becomes of the job. */
  @Test
  default void uniqueForAPeriodOutlivesItsJob() {
    try (BackendFixture at = opened()) {
      at.enqueue(unique("a", UniqueScope.PERIOD, LONG));
      var _ = at.backend().complete(List.of(Completion.Done.of(at.fetchOne().lease())));
      assertThat(at.backend().enqueue(List.of(unique("b", UniqueScope.PERIOD, LONG))))
          .containsExactly(new Enqueued.Duplicate("a"));
    }
    try (BackendFixture at = opened()) {
      at.enqueue(unique("a", UniqueScope.PERIOD, SHORT));
      String free =
          BackendFixture.eventually(
              "the period to pass",
              () ->
                  at.backend().enqueue(List.of(unique("b", UniqueScope.PERIOD, SHORT))).getFirst()
                          instanceof Enqueued.Accepted accepted
                      ? Optional.of(accepted.id())
                      : Optional.empty());
      assertThat(free).isEqualTo("b");
    }
  }

  /** A job with a delay, or a time, is there and not fetched before. */
  @Test
  default void waitsForItsTime() {
    try (BackendFixture at = opened()) {
      Instant now = at.backend().now();
      at.enqueue(
          later(job("far"), LONG, Optional.empty()),
          later(job("at"), Duration.ZERO, Optional.of(now.plus(LONG))),
          later(job("soon"), SHORT, Optional.empty()),
          later(job("past"), Duration.ZERO, Optional.of(now.minusSeconds(5))));

      assertThat(at.fetchOne().spec().id()).isEqualTo("past");
      assertThat(at.awaitOne().spec().id()).isEqualTo("soon");
      assertThat(at.fetch(10)).isEmpty();
      assertThat(at.state("far")).isEqualTo(JobState.SCHEDULED);
      assertThat(at.info("far").due()).isAfter(now.plus(LONG).minusSeconds(1));
      assertThat(at.state("at")).isEqualTo(JobState.SCHEDULED);
      assertThat(at.backend().retry("far")).isTrue();
      assertThat(at.fetchOne().spec().id()).isEqualTo("far");
    }
  }

  /** A job whose deadline has passed is not begun. */
  @Test
  default void isDeadWhenItsDeadlineHasPassed() {
    JobSpec job = job("late");
    JobSpec late =
        new JobSpec(
            job.id(),
            job.type(),
            job.queue(),
            job.priority(),
            job.payload(),
            job.delay(),
            job.at(),
            job.unique(),
            job.limit(),
            job.retry(),
            job.timeout(),
            Optional.of(Instant.parse("2020-01-01T00:00:00Z")),
            job.tags(),
            job.tenant(),
            job.context(),
            job.batch(),
            job.next());
    try (BackendFixture at = opened()) {
      at.enqueue(late, job("next"));
      List<String> fetched = new ArrayList<>(ids(at.fetch(1)));
      fetched.addAll(ids(at.fetch(1)));

      assertThat(fetched).containsExactly("next");
      assertThat(at.state("late")).isEqualTo(JobState.DEAD);
      assertThat(at.info("late").failure().orElseThrow().type()).isEqualTo("deadline");
    }
  }

  /** Queues are taken in the order asked for, and only those. */
  @Test
  default void takesQueuesInTheOrderAskedFor() {
    try (BackendFixture at = opened()) {
      at.enqueue(
          JobSpec.of("a", "send", "one", "{}"),
          JobSpec.of("b", "send", "two", "{}"),
          JobSpec.of("c", "send", "three", "{}"));
      assertThat(
              ids(
                  at.backend()
                      .fetch(
                          "worker", 10, List.of(QueueFetch.of("two"), QueueFetch.of("one")), LONG)))
          .containsExactly("b", "a");
    }
  }

  /** The others of a chain come with the completion of the one before. */
  @Test
  default void enqueuesWhatFollowsWithTheCompletion() {
    try (BackendFixture at = opened()) {
      at.enqueue(job("first"));
      LeasedJob first = at.fetchOne();
      var _ =
          at.backend()
              .complete(
                  List.of(
                      new Completion.Done(first.lease(), Optional.empty(), List.of(job("then")))));
      assertThat(at.awaitOne().spec()).isEqualTo(job("then"));
      var _ =
          at.backend()
              .complete(
                  List.of(
                      new Completion.Done(first.lease(), Optional.empty(), List.of(job("no")))));
      assertThat(at.backend().find("no")).as("with a lease that does not count").isEmpty();
    }
  }

  /** The callback of a batch comes once, when the last of its jobs is over, however. */
  @Test
  default void callsBackWhenAllOfABatchAreOver() {
    try (BackendFixture at = opened()) {
      List<JobSpec> jobs = List.of(inBatch("a", "b1"), inBatch("b", "b1"), inBatch("c", "b1"));
      at.backend().enqueueBatch("b1", jobs, Optional.of(job("over")));
      at.backend().enqueueBatch("b1", jobs, Optional.of(job("over")));
      assertThat(at.backend().batch("b1")).contains(new BatchStatus("b1", 3, 3, 0));
      List<LeasedJob> fetched = at.fetch(10);
      assertThat(ids(fetched)).containsExactly("a", "b", "c");

      var _ = at.backend().complete(List.of(Completion.Done.of(fetched.getFirst().lease())));
      var _ =
          at.backend()
              .complete(
                  List.of(new Completion.Dead(fetched.get(1).lease(), JobFailure.of("x", "y"))));
      assertThat(at.fetch(10)).isEmpty();
      assertThat(at.backend().batch("b1")).contains(new BatchStatus("b1", 3, 1, 1));
      var _ =
          at.backend().complete(List.of(new Completion.Cancelled(fetched.get(2).lease(), "test")));
      assertThat(at.awaitOne().spec().id()).isEqualTo("over");
      assertThat(at.backend().batch("b1")).contains(new BatchStatus("b1", 3, 0, 2));

      assertThat(at.backend().retry("b")).isTrue();
      var _ = at.backend().complete(List.of(Completion.Done.of(at.awaitOne().lease())));
      at.maintain();
      assertThat(at.fetch(10)).as("once, though one was replayed").isEmpty();
    }
  }

  /** Whoever waits for work is woken by an enqueue. */
  @Test
  default void wakesWhoWaitsForWork() throws Exception {
    try (BackendFixture at = opened()) {
      assertThat(at.fetch(1)).isEmpty();
      BlockingQueue<Long> woken = new ArrayBlockingQueue<>(1);
      long began = System.nanoTime();
      Thread waiter =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  List<LeasedJob> found = List.of();
                  while (found.isEmpty()) {
                    at.backend().awaitWork("worker", Set.of("mail"), LONG);
                    found = at.fetch(1);
                  }
                  woken.add(System.nanoTime() - began);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      at.enqueue(job("a"));
      Long nanos = woken.poll(60, TimeUnit.SECONDS);
      waiter.interrupt();
      waiter.join();

      assertThat(nanos).as("woken within 60 s of the 5 minutes it would have waited").isNotNull();
    }
  }
}
