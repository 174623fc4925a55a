package io.lokstra.jobs.testkit;

import static io.lokstra.jobs.testkit.BackendFixture.LONG;
import static io.lokstra.jobs.testkit.BackendFixture.SHORT;
import static io.lokstra.jobs.testkit.BackendFixture.eventually;
import static io.lokstra.jobs.testkit.BackendFixture.ids;
import static io.lokstra.jobs.testkit.BackendFixture.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.jobs.JobEvent;
import io.lokstra.jobs.JobFailure;
import io.lokstra.jobs.JobInfo;
import io.lokstra.jobs.JobProgress;
import io.lokstra.jobs.JobState;
import io.lokstra.jobs.spi.Completion;
import io.lokstra.jobs.spi.JobSpec;
import io.lokstra.jobs.spi.LeasedJob;
import io.lokstra.jobs.spi.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who has a job, until when, and whose word counts. */
public interface LeaseContract extends UnderTest {

  private static List<Verdict> done(BackendFixture at, LeasedJob job) {
    return at.backend().complete(List.of(Completion.Done.of(job.lease())));
  }

  /** Many workers at once: every job is leased by one of them. */
  @Test
  default void leasesEachJobToOneWorker() throws Exception {
    int jobs = 400;
    try (BackendFixture at = opened()) {
      at.enqueue(IntStream.range(0, jobs).mapToObj(i -> job("j" + i)).toArray(JobSpec[]::new));
      List<String> fetched = Collections.synchronizedList(new ArrayList<>());
      List<Thread> workers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        workers.add(
            Thread.ofVirtual()
                .start(() -> {
                  for (List<LeasedJob> some = at.fetch(7); !some.isEmpty(); some = at.fetch(7)) {
                    fetched.addAll(ids(some));
                  }
                }));
      }
      for (Thread worker : workers) {
        worker.join();
      }
      fetched.addAll(ids(at.fetch(jobs)));

      assertThat(fetched).hasSize(jobs).doesNotHaveDuplicates();
    }
  }

  /** A second completion does not count. */
  @Test
  default void oneCompletionCounts() {
    try (BackendFixture at = opened()) {
      at.enqueue(job("a"), job("b"));
      List<LeasedJob> both = at.fetch(2);

      assertThat(done(at, both.getFirst())).containsExactly(Verdict.ACCEPTED);
      assertThat(
              at.backend()
                  .complete(
                      List.of(
                          new Completion.Dead(both.getFirst().lease(), JobFailure.of("x", "y")),
                          Completion.Done.of(both.get(1).lease()))))
          .containsExactly(Verdict.STALE, Verdict.ACCEPTED);
      assertThat(at.state("a")).isEqualTo(JobState.DONE);
    }
  }

  /** A job that outlived its lease is another's, and the first worker's word counts for nothing. */
  @Test
  default void whoLostItsLeaseIsFenced() {
    try (BackendFixture at = opened()) {
      at.enqueue(job("a"));
      LeasedJob first = at.fetch(1, SHORT).getFirst();
      LeasedJob second = at.awaitOne();

      assertThat(second.lease().token()).isGreaterThan(first.lease().token());
      assertThat(second.attempt()).isEqualTo(2);
      assertThat(done(at, first)).containsExactly(Verdict.STALE);
      assertThat(at.backend().extend(List.of(first.lease(), second.lease()), LONG))
          .containsExactly(Verdict.STALE, Verdict.ACCEPTED);
      assertThat(at.backend().progress(first.lease(), new JobProgress(50, "x")))
          .isEqualTo(Verdict.STALE);
      assertThat(at.backend().log(first.lease(), "x")).isEqualTo(Verdict.STALE);
      assertThat(at.state("a")).isEqualTo(JobState.RUNNING);
      assertThat(done(at, second)).containsExactly(Verdict.ACCEPTED);
      assertThat(at.info("a").crashes()).isEqualTo(1);
    }
  }

  /** A lease that is extended does not pass. */
  @Test
  default void extendedLeaseIsKept() {
    try (BackendFixture at = opened()) {
      at.enqueue(job("a"), job("b"));
      List<LeasedJob> both = at.fetch(2, Duration.ofSeconds(2));
      assertThat(at.backend().extend(List.of(both.getFirst().lease()), LONG))
          .containsExactly(Verdict.ACCEPTED);

      assertThat(at.awaitOne().spec().id()).isEqualTo("b");
      assertThat(at.state("a")).isEqualTo(JobState.RUNNING);
      assertThat(done(at, both.getFirst())).containsExactly(Verdict.ACCEPTED);
    }
  }

  /** A job that takes three workers down is dead. */
  @Test
  default void thirdLostWorkerIsOneTooMany() {
    try (BackendFixture at = opened()) {
      at.enqueue(job("poison"), job("other"));
      at.crash();
      at.crash();
      assertThat(at.state("poison")).isEqualTo(JobState.QUEUED);
      assertThat(at.info("poison").crashes()).isEqualTo(2);
      at.crash();

      JobInfo poison = at.info("poison");
      assertThat(poison.state()).isEqualTo(JobState.DEAD);
      assertThat(poison.failure().orElseThrow().type()).isEqualTo("crashed");
      assertThat(poison.history())
          .extracting(JobEvent::kind)
          .filteredOn(JobEvent.Kind.LEASE_PASSED::equals)
          .hasSize(3);
      assertThat(ids(at.fetch(10))).containsExactly("other");
    }
  }

  /** What is handed back goes first again, and no attempt is counted. */
  @Test
  default void handedBackAttemptDoesNotCount() {
    try (BackendFixture at = opened()) {
      at.enqueue(job("a"), job("b"));
      LeasedJob first = at.fetchOne();
      var _ =
          at.backend().complete(List.of(new Completion.HandedBack(first.lease(), Duration.ZERO)));
      LeasedJob again = at.fetchOne();
      assertThat(again.spec().id()).isEqualTo("a");
      assertThat(again.attempt()).isEqualTo(1);
      assertThat(again.lease().token()).isGreaterThan(first.lease().token());

      var _ = at.backend().complete(List.of(new Completion.HandedBack(again.lease(), LONG)));
      assertThat(ids(at.fetch(10))).containsExactly("b");
      assertThat(at.state("a")).isEqualTo(JobState.SCHEDULED);
      assertThat(at.info("a").attempt()).isZero();
    }
  }

  /** A failure waits for its pause, and the next attempt is the second. */
  @Test
  default void failedJobComesBackAfterItsPause() {
    try (BackendFixture at = opened()) {
      at.enqueue(job("a"), job("b"));
      List<LeasedJob> both = at.fetch(2);
      JobFailure failure = new JobFailure("java.io.IOException", "no route", "at somewhere");
      var _ =
          at.backend()
              .complete(
                  List.of(
                      new Completion.Retry(both.getFirst().lease(), failure, SHORT),
                      new Completion.Retry(both.get(1).lease(), failure, LONG)));
      assertThat(at.state("b")).isEqualTo(JobState.SCHEDULED);
      assertThat(at.info("b").failure()).contains(failure);

      LeasedJob again = at.awaitOne();
      assertThat(again.spec().id()).isEqualTo("a");
      assertThat(again.attempt()).isEqualTo(2);
      assertThat(at.fetch(10)).isEmpty();
    }
  }

  /** A dead job keeps its cause and history, and is begun anew when it is replayed. */
  @Test
  default void deadJobIsKeptAndCanBeReplayed() {
    try (BackendFixture at = opened()) {
      at.enqueue(job("a"));
      LeasedJob first = at.fetchOne();
      var _ =
          at.backend()
              .complete(
                  List.of(
                      new Completion.Dead(
                          first.lease(), new JobFailure("Broken", "cannot", "trace"))));
      JobInfo dead = at.info("a");
      assertThat(dead.state()).isEqualTo(JobState.DEAD);
      assertThat(dead.finished()).isPresent();
      assertThat(dead.failure()).contains(new JobFailure("Broken", "cannot", "trace"));
      assertThat(at.fetch(1)).isEmpty();

      assertThat(at.backend().retry("a")).isTrue();
      assertThat(at.backend().retry("a")).as("it waits already").isFalse();
      LeasedJob again = at.fetchOne();
      assertThat(again.attempt()).isEqualTo(1);
      assertThat(done(at, again)).containsExactly(Verdict.ACCEPTED);
      assertThat(at.backend().retry("a")).as("it is done").isFalse();
      assertThat(at.info("a").history())
          .extracting(JobEvent::kind)
          .containsExactly(
              JobEvent.Kind.ENQUEUED,
              JobEvent.Kind.STARTED,
              JobEvent.Kind.DEAD,
              JobEvent.Kind.REPLAYED,
              JobEvent.Kind.STARTED,
              JobEvent.Kind.DONE);
    }
  }

  /** A job of an unknown type waits for a worker that knows it. */
  @Test
  default void parkedJobWaitsForAWorkerThatKnowsIt() {
    try (BackendFixture at = opened()) {
      at.enqueue(JobSpec.of("new", "of-a-newer-version", "mail", "{}"));
      var _ = at.backend().complete(List.of(new Completion.Parked(at.fetchOne().lease())));
      at.maintain();
      assertThat(at.state("new")).isEqualTo(JobState.PARKED);
      assertThat(at.fetch(1)).isEmpty();

      LeasedJob again =
          eventually(
              "the job to be taken up",
              () -> {
                var _ = at.backend().maintain(Set.of("mail"), Set.of("of-a-newer-version"));
                return at.fetch(1).stream().findFirst();
              });
      assertThat(again.attempt()).isEqualTo(1);
    }
  }

  /** Progress, log and result are kept with the job. */
  @Test
  default void keepsProgressLogAndResult() {
    try (BackendFixture at = opened()) {
      at.enqueue(job("a"));
      LeasedJob job = at.fetchOne();
      assertThat(at.backend().progress(job.lease(), new JobProgress(40, "half")))
          .isEqualTo(Verdict.ACCEPTED);
      for (int i = 0; i < JobInfo.MOST_LINES + 5; i++) {
        assertThat(at.backend().log(job.lease(), "line " + i)).isEqualTo(Verdict.ACCEPTED);
      }
      assertThat(at.info("a").progress()).isEqualTo(new JobProgress(40, "half"));
      assertThat(at.info("a").worker()).isEqualTo("worker");
      var _ =
          at.backend()
              .complete(
                  List.of(
                      new Completion.Done(job.lease(), Optional.of("{\"sent\":1}"), List.of())));

      JobInfo info = at.info("a");
      assertThat(info.result()).contains("{\"sent\":1}");
      assertThat(info.log())
          .hasSize(JobInfo.MOST_LINES)
          .endsWith("line " + (JobInfo.MOST_LINES + 4));
    }
  }
}
