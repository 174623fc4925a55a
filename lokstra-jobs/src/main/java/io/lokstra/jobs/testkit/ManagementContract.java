package io.lokstra.jobs.testkit;

import static io.lokstra.jobs.testkit.BackendFixture.LONG;
import static io.lokstra.jobs.testkit.BackendFixture.SHORT;
import static io.lokstra.jobs.testkit.BackendFixture.eventually;
import static io.lokstra.jobs.testkit.BackendFixture.ids;
import static io.lokstra.jobs.testkit.BackendFixture.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.jobs.JobFailure;
import io.lokstra.jobs.JobInfo;
import io.lokstra.jobs.JobQuery;
import io.lokstra.jobs.JobState;
import io.lokstra.jobs.QueueStatus;
import io.lokstra.jobs.spi.BackendSettings;
import io.lokstra.jobs.spi.Completion;
import io.lokstra.jobs.spi.JobSpec;
import io.lokstra.jobs.spi.LeasedJob;
import io.lokstra.jobs.spi.ScheduleState;
import io.lokstra.jobs.spi.Verdict;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What can be seen and changed from outside, and schedules. */
public interface ManagementContract extends UnderTest {

  /** What waits is called off at once; the worker of what runs is told. */
  @Test
  default void cancelsWhatWaitsAndTellsWhoRunsIt() {
    try (BackendFixture at = opened()) {
      at.enqueue(job("a"), job("b"));
      LeasedJob running = at.fetchOne();
      assertThat(at.backend().cancelled(List.of(running.lease()))).isEmpty();
      assertThat(at.backend().cancel("a", "no need")).isTrue();
      assertThat(at.backend().cancel("b", "no need")).isTrue();
      assertThat(at.backend().cancel("c", "no need")).isFalse();

      assertThat(at.state("b")).isEqualTo(JobState.CANCELLED);
      assertThat(at.fetch(10)).isEmpty();
      assertThat(at.state("a")).isEqualTo(JobState.RUNNING);
      assertThat(at.backend().cancelled(List.of(running.lease()))).containsExactly(running.lease());
      assertThat(
              at.backend().complete(List.of(new Completion.Cancelled(running.lease(), "no need"))))
          .containsExactly(Verdict.ACCEPTED);
      assertThat(at.state("a")).isEqualTo(JobState.CANCELLED);
      assertThat(at.backend().cancel("a", "again")).isFalse();
      assertThat(at.backend().retry("b")).isTrue();
      assertThat(ids(at.fetch(10))).containsExactly("b");
    }
  }

  /** A job that was called off and whose worker is lost is not run again. */
  @Test
  default void cancelledJobOfALostWorkerIsOver() {
    try (BackendFixture at = opened()) {
      at.enqueue(job("a"));
      assertThat(at.fetch(1, SHORT)).hasSize(1);
      assertThat(at.backend().cancel("a", "no need")).isTrue();
      JobState end =
          eventually(
              "the lease to pass",
              () -> {
                at.maintain();
                return Optional.of(at.state("a")).filter(JobState::isFinal);
              });
      assertThat(end).isEqualTo(JobState.CANCELLED);
    }
  }

  /** Jobs are found by queue, state, type, tag and tenant, the newest first. */
  @Test
  default void listsByWhatIsAskedForTheNewestFirst() {
    JobSpec tagged = job("tagged");
    tagged =
        new JobSpec(
            tagged.id(),
            tagged.type(),
            tagged.queue(),
            tagged.priority(),
            tagged.payload(),
            tagged.delay(),
            tagged.at(),
            tagged.unique(),
            tagged.limit(),
            tagged.retry(),
            tagged.timeout(),
            tagged.deadline(),
            List.of("x"),
            Optional.of("acme"),
            tagged.context(),
            tagged.batch(),
            tagged.next());
    try (BackendFixture at = opened()) {
      at.enqueue(job("a"));
      at.enqueue(job("b"));
      at.enqueue(tagged);
      at.enqueue(JobSpec.of("o", "count", "other", "{}"));
      var _ = at.backend().complete(List.of(Completion.Done.of(at.fetchOne().lease())));

      assertThat(at.backend().list(JobQuery.all()))
          .extracting(JobInfo::id)
          .containsExactly("o", "tagged", "b", "a");
      assertThat(at.backend().list(JobQuery.all().atMost(2)))
          .extracting(JobInfo::id)
          .containsExactly("o", "tagged");
      assertThat(at.backend().list(JobQuery.in(JobState.QUEUED).ofQueue("mail")))
          .extracting(JobInfo::id)
          .containsExactly("tagged", "b");
      assertThat(at.backend().list(JobQuery.in(JobState.DONE, JobState.DEAD)))
          .extracting(JobInfo::id)
          .containsExactly("a");
      assertThat(at.backend().list(JobQuery.all().ofType("count")))
          .extracting(JobInfo::id)
          .containsExactly("o");
      assertThat(at.backend().list(JobQuery.all().tagged("x").ofTenant("acme")))
          .extracting(JobInfo::id)
          .containsExactly("tagged");
      assertThat(at.backend().list(JobQuery.all().ofTenant("else"))).isEmpty();
    }
  }

  /** Every queue tells how many of its jobs are where. */
  @Test
  default void countsJobsOfQueues() {
    try (BackendFixture at = opened()) {
      at.enqueue(job("a"), job("b"), job("c"), JobSpec.of("o", "x", "other", "{}"));
      List<LeasedJob> two = at.fetch(2);
      var _ =
          at.backend()
              .complete(
                  List.of(
                      new Completion.Dead(two.getFirst().lease(), JobFailure.of("x", "y")),
                      new Completion.Retry(two.get(1).lease(), JobFailure.of("x", "y"), LONG)));
      at.backend().pause("other");

      List<QueueStatus> queues = at.backend().queues();
      assertThat(queues).extracting(QueueStatus::name).contains("mail", "other");
      QueueStatus mail =
          queues.stream().filter(queue -> queue.name().equals("mail")).findFirst().orElseThrow();
      assertThat(mail.queued()).isEqualTo(1);
      assertThat(mail.scheduled()).isEqualTo(1);
      assertThat(mail.running()).isZero();
      assertThat(mail.dead()).isEqualTo(1);
      assertThat(mail.parked()).isZero();
      assertThat(mail.paused()).isFalse();
      assertThat(mail.oldest()).isPositive();
      assertThat(
              queues.stream()
                  .filter(queue -> queue.name().equals("other"))
                  .findFirst()
                  .orElseThrow()
                  .paused())
          .isTrue();
    }
  }

  /** What is over is kept for its time, and no more than so many. */
  @Test
  default void forgetsWhatWasKeptLongEnough() {
    try (BackendFixture at = opened(new BackendSettings(SHORT, LONG, 2, 3))) {
      at.enqueue(job("a"), job("d1"), job("d2"), job("d3"), job("d4"));
      List<LeasedJob> all = at.fetch(10);
      var _ = at.backend().complete(List.of(Completion.Done.of(all.getFirst().lease())));
      for (LeasedJob each : all.subList(1, 5)) {
        var _ =
            at.backend()
                .complete(List.of(new Completion.Dead(each.lease(), JobFailure.of("x", "y"))));
      }
      int left =
          eventually(
              "the old ones to go",
              () -> {
                at.maintain();
                List<JobInfo> kept = at.backend().list(JobQuery.all());
                return kept.size() <= 2 ? Optional.of(kept.size()) : Optional.empty();
              });
      assertThat(left).isEqualTo(2);
      assertThat(at.backend().list(JobQuery.all()))
          .extracting(JobInfo::id)
          .containsExactly("d4", "d3");
      assertThat(at.backend().enqueue(List.of(job("a")))).as("its id is free again").hasSize(1);
      assertThat(at.fetchOne().spec().id()).isEqualTo("a");
    }
  }

  /** A schedule goes on as it was, until its rule is another. */
  @Test
  default void keepsSchedulesUntilTheirRuleChanges() {
    try (BackendFixture at = opened()) {
      Instant due = at.backend().now().truncatedTo(ChronoUnit.MILLIS);
      ScheduleState first = at.backend().putSchedule("nightly", "rule 1", due);
      assertThat(first).isEqualTo(new ScheduleState("nightly", "rule 1", due, Optional.empty()));
      assertThat(at.backend().putSchedule("nightly", "rule 1", due.plusSeconds(60)))
          .isEqualTo(first);
      assertThat(at.backend().fire("nightly", due, due.plusSeconds(60), List.of(job("a"))))
          .isTrue();
      ScheduleState fired =
          new ScheduleState("nightly", "rule 1", due.plusSeconds(60), Optional.of(due));
      assertThat(at.backend().schedules()).containsExactly(fired);
      assertThat(at.backend().putSchedule("nightly", "rule 2", due.plusSeconds(5)))
          .isEqualTo(new ScheduleState("nightly", "rule 2", due.plusSeconds(5), Optional.of(due)));
      assertThat(at.backend().removeSchedule("nightly")).isTrue();
      assertThat(at.backend().removeSchedule("nightly")).isFalse();
      assertThat(at.backend().fire("nightly", due, due, List.of(job("b")))).isFalse();
      assertThat(ids(at.fetch(10))).containsExactly("a");
    }
  }

  /** Many processes fire one due time: one of them does. */
  @Test
  default void firesEachDueTimeOnce() throws Exception {
    try (BackendFixture at = opened()) {
      Instant due = at.backend().now().truncatedTo(ChronoUnit.MILLIS);
      var _ = at.backend().putSchedule("nightly", "rule", due);
      AtomicInteger fired = new AtomicInteger();
      List<Thread> processes = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String id = "job-" + i;
        processes.add(
            Thread.ofVirtual()
                .start(() -> {
                  if (at.backend().fire("nightly", due, due.plusSeconds(60), List.of(job(id)))) {
                    fired.incrementAndGet();
                  }
                }));
      }
      for (Thread process : processes) {
        process.join();
      }
      assertThat(fired).hasValue(1);
      assertThat(at.fetch(10)).hasSize(1);
    }
  }
}
