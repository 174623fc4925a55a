package io.lokstra.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.lokstra.jobs.internal.Scheduler;
import io.lokstra.jobs.internal.memory.MemoryBackend;
import io.lokstra.jobs.spi.JobSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Schedules by a clock that the test moves. */
class ScheduleTest {
  private static final Cron EACH_HOUR = Cron.of("0 * * * *");

  record Clean(int days) {}

  /** A clock that stands still until it is set. */
  private static final class HandClock implements InstantSource {
    private volatile Instant now;

    HandClock(Instant now) {
      this.now = now;
    }

    void set(Instant time) {
      now = time;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }

  private final HandClock clock = new HandClock(Instant.parse("2026-11-24T10:30:00Z"));
  private final MemoryBackend store = new MemoryBackend(clock, 10_000);

  private Scheduler scheduler(ScheduleRule rule, Missed missed) {
    Scheduler scheduler = new Scheduler(store);
    scheduler.declare(
        new Scheduler.Declared(
            "clean", rule, missed, "clean", id -> JobSpec.of(id, "clean", "default", "{}")));
    scheduler.open();
    return scheduler;
  }

  /** What a process sees that starts now: one that runs goes by its own estimate for a minute. */
  private List<String> fired(ScheduleRule rule, Missed missed) {
    var _ = scheduler(rule, missed).fire();
    return store.list(JobQuery.all().atMost(5_000)).reversed().stream()
        .map(JobInfo::id)
        .map(id -> Instant.ofEpochMilli(Long.parseLong(id.split(":")[2])).toString())
        .toList();
  }

  @Test
  void firesWhenItIsDueAndNotBefore() {
    Scheduler scheduler = scheduler(EACH_HOUR, Missed.SKIP);
    assertThat(scheduler.fire().orElseThrow())
        .isBetween(Duration.ofMinutes(29), Duration.ofMinutes(30));
    assertThat(fired(EACH_HOUR, Missed.SKIP)).isEmpty();
    clock.set(Instant.parse("2026-11-24T11:00:00Z"));
    assertThat(fired(EACH_HOUR, Missed.SKIP)).containsExactly("2026-11-24T11:00:00Z");
    assertThat(fired(EACH_HOUR, Missed.SKIP)).as("once").hasSize(1);
    assertThat(store.schedules().getFirst().due()).isEqualTo(Instant.parse("2026-11-24T12:00:00Z"));
    assertThat(store.schedules().getFirst().last()).contains(clock.instant());
  }

  @Test
  void missedTimesAreLeftOut() {
    assertThat(fired(EACH_HOUR, Missed.SKIP)).isEmpty();
    clock.set(Instant.parse("2026-11-24T14:20:00Z"));
    assertThat(fired(EACH_HOUR, Missed.SKIP)).isEmpty();
    clock.set(Instant.parse("2026-11-24T15:00:30Z"));
    assertThat(fired(EACH_HOUR, Missed.SKIP)).containsExactly("2026-11-24T15:00:00Z");
  }

  @Test
  void oneFiringStandsForAllThatWereMissed() {
    assertThat(fired(EACH_HOUR, Missed.ONCE)).isEmpty();
    clock.set(Instant.parse("2026-11-24T14:00:20Z"));
    assertThat(fired(EACH_HOUR, Missed.ONCE))
        .containsExactly("2026-11-24T11:00:00Z", "2026-11-24T14:00:00Z");
  }

  @Test
  void allThatWereMissedAreMadeUpForWithinBounds() {
    assertThat(fired(EACH_HOUR, Missed.ALL)).isEmpty();
    clock.set(Instant.parse("2026-11-24T13:20:00Z"));
    assertThat(fired(EACH_HOUR, Missed.ALL))
        .containsExactly("2026-11-24T11:00:00Z", "2026-11-24T12:00:00Z", "2026-11-24T13:00:00Z");
    clock.set(Instant.parse("2027-11-24T13:20:00Z"));
    assertThat(fired(EACH_HOUR, Missed.ALL)).hasSize(1_003).endsWith("2027-11-24T13:00:00Z");
  }

  @Test
  void whoeverIsSlowerGoesOnWithWhatTheOtherSet() {
    Scheduler slower = scheduler(EACH_HOUR, Missed.SKIP);
    clock.set(Instant.parse("2026-11-24T11:00:00Z"));
    assertThat(fired(EACH_HOUR, Missed.SKIP)).hasSize(1);
    var _ = slower.fire(); // reckons with the time it was told when it opened
    assertThat(store.list(JobQuery.all())).hasSize(1);
  }

  @Test
  void anotherRuleCountsFromNowOn() {
    assertThat(fired(EACH_HOUR, Missed.ALL)).isEmpty();
    clock.set(Instant.parse("2026-11-24T10:50:00Z"));
    assertThat(fired(Every.of(Duration.ofMinutes(20)), Missed.ALL)).isEmpty();
    assertThat(store.schedules().getFirst().due()).isEqualTo(Instant.parse("2026-11-24T11:00:00Z"));
    clock.set(Instant.parse("2026-11-24T11:20:00Z"));
    assertThat(fired(Every.of(Duration.ofMinutes(20)), Missed.ALL)).hasSize(2);
  }

  @Test
  void isListedTriggeredByHandAndForgotten() {
    try (Jobs jobs =
        Jobs.inProcess(
            "jobs",
            JobsOptions.defaults().withPoll(Duration.ofMillis(20)),
            InstantSource.system())) {
      jobs.handlerWithResult("clean", Clean.class, (job, in) -> job.context());
      jobs.schedule("nightly", Cron.of("0 3 * * *"), new Clean(30));
      jobs.schedule(
          "often",
          Every.of(Duration.ofSeconds(1)),
          Missed.ONCE,
          NewJob.of(new Clean(1), job -> job.tags("often")));
      jobs.start();
      Waiting.until(() -> !jobs.list(JobQuery.in(JobState.DONE).tagged("often")).isEmpty());

      String id = jobs.trigger("nightly").id();
      Waiting.state(jobs, id, JobState.DONE);
      assertThat(jobs.find(id).orElseThrow().result()).contains("{\"schedule\":\"nightly\"}");
      assertThat(jobs.schedules())
          .extracting(ScheduleInfo::name)
          .containsExactly("nightly", "often");
      assertThat(jobs.schedules().getFirst().type()).contains("clean");
      assertThat(jobs.schedules().getFirst().rule()).isEqualTo("0 3 * * * Z");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> jobs.trigger("nigthly"))
          .withMessage("there is no schedule 'nigthly'; there are [nightly, often]");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> jobs.schedule("nightly", EACH_HOUR, new Clean(1)))
          .withMessageContaining("there is a schedule 'nightly' already");
      assertThat(jobs.removeSchedule("nightly")).isTrue();
    }
  }
}
