package io.lokstra.jobs.testkit;

import static io.lokstra.jobs.testkit.BackendFixture.LONG;
import static io.lokstra.jobs.testkit.BackendFixture.eventually;
import static io.lokstra.jobs.testkit.BackendFixture.ids;
import static io.lokstra.jobs.testkit.BackendFixture.job;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.jobs.spi.Completion;
import io.lokstra.jobs.spi.JobSpec;
import io.lokstra.jobs.spi.KeyLimit;
import io.lokstra.jobs.spi.LeasedJob;
import io.lokstra.jobs.spi.QueueFetch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How much runs at once. */
public interface LimitContract extends UnderTest {

  private static JobSpec keyed(String id, String key, int most) {
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
        Optional.of(new KeyLimit(key, most)),
        job.retry(),
        job.timeout(),
        job.deadline(),
        job.tags(),
        job.tenant(),
        job.context(),
        job.batch(),
        job.next());
  }

  private static void done(BackendFixture at, LeasedJob job) {
    var _ = at.backend().complete(List.of(Completion.Done.of(job.lease())));
  }

  /** Nothing is taken from a queue that is paused; what runs goes on. */
  @Test
  default void pausedQueueGivesNothing() {
    try (BackendFixture at = opened()) {
      at.enqueue(job("a"), job("b"));
      LeasedJob running = at.fetchOne();
      at.backend().pause("mail");
      assertThat(at.fetch(10)).isEmpty();
      done(at, running);
      assertThat(at.fetch(10)).isEmpty();
      at.backend().resume("mail");
      assertThat(ids(at.fetch(10))).containsExactly("b");
    }
  }

  /** No more of a queue run at once than it is said. */
  @Test
  default void queueRunsNoMoreThanItsLimit() {
    QueueFetch two = new QueueFetch("mail", Optional.of(2), Optional.empty());
    try (BackendFixture at = opened()) {
      at.enqueue(job("a"), job("b"), job("c"), job("d"));
      List<LeasedJob> first = at.fetch(10, two, LONG);
      assertThat(ids(first)).containsExactly("a", "b");
      assertThat(at.fetch(10, two, LONG)).isEmpty();
      done(at, first.get(1));
      assertThat(ids(at.fetch(10, two, LONG))).containsExactly("c");
    }
  }

  /** Jobs of one key run one after the other, and those of others pass them by. */
  @Test
  default void keyRunsNoMoreThanItsLimit() {
    try (BackendFixture at = opened()) {
      at.enqueue(
          keyed("a1", "a", 1),
          keyed("a2", "a", 1),
          keyed("a3", "a", 1),
          keyed("b1", "b", 2),
          keyed("b2", "b", 2),
          keyed("b3", "b", 2),
          job("free"));
      List<LeasedJob> first = at.fetch(10);
      assertThat(ids(first)).containsExactly("a1", "b1", "b2", "free");
      assertThat(at.fetch(10)).isEmpty();

      done(at, first.getFirst());
      LeasedJob second = at.fetchOne();
      assertThat(second.spec().id()).isEqualTo("a2");
      done(at, first.get(2));
      assertThat(ids(at.fetch(10))).containsExactly("b3");
      var _ =
          at.backend().complete(List.of(new Completion.HandedBack(second.lease(), Duration.ZERO)));
      List<LeasedJob> third = at.fetch(10);
      assertThat(third).hasSize(1);
      assertThat(third.getFirst().spec().id()).isIn("a2", "a3");
    }
  }

  /** No more of a queue start in a period than it is said. */
  @Test
  default void queueStartsNoMoreThanItsRate() {
    QueueFetch rated =
        new QueueFetch(
            "mail", Optional.empty(), Optional.of(new QueueFetch.Rate(3, Duration.ofSeconds(3))));
    try (BackendFixture at = opened()) {
      at.enqueue(job("a"), job("b"), job("c"), job("d"), job("e"));
      assertThat(ids(at.fetch(10, rated, LONG))).startsWith("a").hasSizeLessThanOrEqualTo(3);
      List<LeasedJob> later =
          eventually(
              "the next period",
              () -> Optional.of(at.fetch(10, rated, LONG)).filter(jobs -> ids(jobs).contains("e")));
      assertThat(later).hasSizeLessThanOrEqualTo(3);
    }
  }
}
