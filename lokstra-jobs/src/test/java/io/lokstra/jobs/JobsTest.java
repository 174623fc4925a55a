package io.lokstra.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.json.JsonException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Jobs as a program has them, in process: what is enqueued is run, and what becomes of it. */
class JobsTest {
  private static final JobsOptions QUICK =
      JobsOptions.defaults().withPoll(Duration.ofMillis(20)).withConcurrency(8);
  private static final Retry AT_ONCE = Retry.fixed(3, Duration.ofMillis(1));

  record Send(String to) {}

  record Count(int from, int to) {}

  record Sum(int value) {}

  private static Jobs jobs() {
    return Jobs.inProcess("jobs", QUICK);
  }

  @Test
  void runsWhatIsEnqueuedAndKeepsItsResult() {
    try (Jobs jobs = jobs()) {
      jobs.handlerWithResult(
          "count",
          Count.class,
          (job, in) -> new Sum(IntStream.rangeClosed(in.from(), in.to()).sum()));
      jobs.start();
      Enqueued enqueued =
          jobs.enqueue(
              new Count(1, 4),
              job -> job.tags("maths").tenant("acme").timeout(Duration.ofMinutes(1)));

      assertThat(enqueued).isInstanceOf(Enqueued.Accepted.class);
      Waiting.state(jobs, enqueued.id(), JobState.DONE);
      assertThat(jobs.result(enqueued.id(), Sum.class)).contains(new Sum(10));
      JobInfo info = jobs.find(enqueued.id()).orElseThrow();
      assertThat(info.payload()).isEqualTo("{\"from\":1,\"to\":4}");
      assertThat(info.tags()).containsExactly("maths");
      assertThat(info.tenant()).contains("acme");
      assertThat(info.worker()).isEqualTo("jobs");
      Waiting.until(() -> jobs.counts().running() == 0);
      assertThat(jobs.counts()).isEqualTo(new JobCounts(1, 1, 1, 0, 0, 0, 0, 0, 0));
      assertThat(jobs.types()).containsExactly("count");
      assertThat(jobs.name()).isEqualTo("jobs");
      assertThat(jobs.backend()).isEqualTo("in process");
    }
  }

  @Test
  void triesAgainAndKeepsTheHistory() {
    AtomicInteger attempts = new AtomicInteger();
    try (Jobs jobs = jobs()) {
      jobs.handler(
              "send",
              Send.class,
              (job, in) -> {
                if (attempts.incrementAndGet() < 3) {
                  throw new IOException("no route to " + in.to());
                }
                assertThat(job.attempt()).isEqualTo(3);
              })
          .defaults(job -> job.retry(AT_ONCE).queue("default"));
      jobs.start();
      String id = jobs.enqueue(new Send("ada")).id();

      Waiting.state(jobs, id, JobState.DONE);
      assertThat(jobs.find(id).orElseThrow().history())
          .extracting(JobEvent::kind)
          .containsExactly(
              JobEvent.Kind.ENQUEUED,
              JobEvent.Kind.STARTED,
              JobEvent.Kind.FAILED,
              JobEvent.Kind.STARTED,
              JobEvent.Kind.FAILED,
              JobEvent.Kind.STARTED,
              JobEvent.Kind.DONE);
      assertThat(jobs.find(id).orElseThrow().history().get(2).text()).isEqualTo("no route to ada");
      assertThat(jobs.counts().failed()).isEqualTo(2);
    }
  }

  @Test
  void isDeadWhenItsAttemptsAreOverAndCanBeReplayed() {
    AtomicInteger attempts = new AtomicInteger();
    try (Jobs jobs = jobs()) {
      jobs.handler(
              "send",
              Send.class,
              (job, in) -> {
                if (attempts.incrementAndGet() <= 3) {
                  throw new IOException("no route");
                }
              })
          .defaults(job -> job.retry(AT_ONCE));
      jobs.start();
      String id = jobs.enqueue(new Send("ada")).id();

      Waiting.state(jobs, id, JobState.DEAD);
      JobFailure failure = jobs.find(id).orElseThrow().failure().orElseThrow();
      assertThat(failure.type()).isEqualTo("java.io.IOException");
      assertThat(failure.trace()).contains("JobsTest");
      assertThat(jobs.list(JobQuery.in(JobState.DEAD))).extracting(JobInfo::id).containsExactly(id);
      assertThat(jobs.retryAll(JobQuery.in(JobState.DEAD))).isEqualTo(1);
      Waiting.state(jobs, id, JobState.DONE);
    }
  }

  @Test
  void rulesDecideByWhatWasThrown() {
    try (Jobs jobs = jobs()) {
      jobs.handler(
              "send",
              Send.class,
              (job, in) -> {
                switch (in.to()) {
                  case "nobody" -> throw new IllegalArgumentException("nobody");
                  case "later" -> throw new IllegalStateException("later");
                  case "refused" -> throw JobRefusal.forGood("refused");
                  case "in a moment" -> {
                    if (job.attempt() == 1) {
                      throw JobRefusal.retryIn(Duration.ofMillis(1), "in a moment");
                    }
                  }
                  default -> throw new IOException(in.to());
                }
              })
          .defaults(job -> job.retry(AT_ONCE))
          .never(IllegalArgumentException.class)
          .retry(IllegalStateException.class, Retry.fixed(2, Duration.ofMillis(1)));
      jobs.start();
      String nobody = jobs.enqueue(new Send("nobody")).id();
      String later = jobs.enqueue(new Send("later")).id();
      String refused = jobs.enqueue(new Send("refused")).id();
      String moment = jobs.enqueue(new Send("in a moment")).id();

      Waiting.state(jobs, nobody, JobState.DEAD);
      Waiting.state(jobs, later, JobState.DEAD);
      Waiting.state(jobs, refused, JobState.DEAD);
      Waiting.state(jobs, moment, JobState.DONE);
      assertThat(jobs.find(nobody).orElseThrow().attempt()).isEqualTo(1);
      assertThat(jobs.find(later).orElseThrow().attempt()).isEqualTo(2);
      assertThat(jobs.find(refused).orElseThrow().attempt()).isEqualTo(1);
      assertThat(jobs.find(moment).orElseThrow().attempt()).isEqualTo(2);
    }
  }

  @Test
  void handsBackWhatIsNotItsTimeYet() {
    AtomicInteger runs = new AtomicInteger();
    try (Jobs jobs = jobs()) {
      jobs.handler(
          "send",
          Send.class,
          (job, in) -> {
            if (runs.incrementAndGet() < 3) {
              throw JobRefusal.notBefore(Duration.ofMillis(1), "the mail server greylists");
            }
          });
      jobs.start();
      String id = jobs.enqueue(new Send("ada")).id();

      Waiting.state(jobs, id, JobState.DONE);
      assertThat(runs).hasValue(3);
      assertThat(jobs.find(id).orElseThrow().attempt()).isEqualTo(1);
      assertThat(jobs.counts().handedBack()).isEqualTo(2);
    }
  }

  @Test
  void ignoresWhatItDoesNotKnowAndReportsWhatIsMissing() {
    try (Jobs jobs = jobs()) {
      List<Send> sent = Collections.synchronizedList(new ArrayList<>());
      jobs.handler("send", Send.class, (job, in) -> sent.add(in));
      jobs.start();
      jobs.enqueueJson("send", "{\"to\":\"ada\",\"cc\":\"of a newer version\"}", job -> {});
      Waiting.until(() -> !sent.isEmpty());
      assertThat(sent).containsExactly(new Send("ada"));

      assertThatThrownBy(() -> jobs.enqueueJson("send", "{}", job -> {}))
          .isInstanceOf(JsonException.class)
          .hasMessageContaining("to");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> jobs.enqueueJson("sent", "{}", job -> {}))
          .withMessage("there is no type of jobs 'sent'; there are [send]");
    }
  }

  @Test
  void cancelInterruptsWhatRuns() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    try (Jobs jobs = jobs()) {
      jobs.handler(
          "send",
          Send.class,
          (job, in) -> {
            running.countDown();
            try {
              Thread.sleep(Duration.ofMinutes(5));
            } catch (InterruptedException e) {
              assertThat(job.isCancelled()).isTrue();
              interrupted.countDown();
              throw e;
            }
          });
      jobs.start();
      String id = jobs.enqueue(new Send("ada")).id();
      Waiting.pass(running);
      assertThat(jobs.cancel(id)).isTrue();
      Waiting.pass(interrupted);
      Waiting.state(jobs, id, JobState.CANCELLED);
      assertThat(jobs.cancel(id)).isFalse();
      assertThat(jobs.counts().cancelled()).isEqualTo(1);
    }
  }

  @Test
  void timeoutAndDeadlineInterruptWhatRuns() {
    try (Jobs jobs = jobs()) {
      jobs.handler("send", Send.class, (job, in) -> Thread.sleep(Duration.ofMinutes(5)))
          .defaults(job -> job.retry(Retry.NEVER));
      jobs.start();
      String slow = jobs.enqueue(new Send("x"), job -> job.timeout(Duration.ofMillis(20))).id();
      String late =
          jobs.enqueue(
                  new Send("x"), job -> job.retry(AT_ONCE).deadline(Instant.now().plusMillis(1500)))
              .id();

      Waiting.state(jobs, slow, JobState.DEAD);
      Waiting.state(jobs, late, JobState.DEAD);
      assertThat(jobs.find(slow).orElseThrow().failure().orElseThrow().message())
          .isEqualTo("it did not end within its time-out");
      assertThat(jobs.find(late).orElseThrow().failure().orElseThrow().message())
          .contains("deadline");
      assertThat(jobs.find(late).orElseThrow().attempt()).isLessThanOrEqualTo(1);
    }
  }

  @Test
  void middlewareIsAroundEveryJobTheFirstOutermost() {
    List<String> said = Collections.synchronizedList(new ArrayList<>());
    try (Jobs jobs = jobs()) {
      jobs.use(
              (job, next) -> {
                Outcome outcome = next.run(job);
                said.add("outer " + outcome.getClass().getSimpleName());
                return outcome;
              })
          .use((job, next) -> {
            said.add("inner " + job.type());
            if (job.tags().contains("broken")) {
              throw new IOException("middleware");
            }
            return job.tags().contains("skip") ? Outcome.done() : next.run(job);
          });
      jobs.handler(
          "send",
          Send.class,
          (job, in) -> said.add("handler " + JobContext.current().orElseThrow().id()));
      jobs.start();
      String plain = jobs.enqueue(new Send("x"), job -> job.id("plain")).id();
      Waiting.state(jobs, plain, JobState.DONE);
      assertThat(said).containsExactly("inner send", "handler plain", "outer Done");
      said.clear();
      String skipped = jobs.enqueue(new Send("x"), job -> job.tags("skip")).id();
      Waiting.state(jobs, skipped, JobState.DONE);
      assertThat(said).containsExactly("inner send", "outer Done");
      said.clear();
      String broken =
          jobs.enqueue(new Send("x"), job -> job.tags("broken").retry(Retry.NEVER)).id();
      Waiting.state(jobs, broken, JobState.DEAD);
      assertThat(said).containsExactly("inner send", "outer Dead");
    }
  }

  @Test
  void chainGoesOnWhenWhatIsBeforeItIsDone() {
    List<String> done = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger failures = new AtomicInteger();
    try (Jobs jobs = jobs()) {
      jobs.handler(
          "send",
          Send.class,
          (job, in) -> {
            if (in.to().equals("b") && failures.getAndIncrement() == 0) {
              throw JobRefusal.forGood("once");
            }
            done.add(in.to());
          });
      jobs.start();
      List<String> ids =
          jobs.chain(
              NewJob.of(new Send("a")),
              NewJob.of(new Send("b")),
              NewJob.of(new Send("c"), job -> job.priority(Priority.HIGH)));
      Waiting.until(() -> jobs.find(ids.get(1)).isPresent());
      Waiting.state(jobs, ids.get(1), JobState.DEAD);
      assertThat(jobs.find(ids.get(2))).isEmpty();
      assertThat(jobs.retry(ids.get(1))).isTrue();
      Waiting.until(() -> jobs.find(ids.get(2)).isPresent());
      Waiting.state(jobs, ids.get(2), JobState.DONE);
      assertThat(done).containsExactly("a", "b", "c");
    }
  }

  @Test
  void batchCallsBackOnceAllAreOver() {
    List<String> told = Collections.synchronizedList(new ArrayList<>());
    try (Jobs jobs = jobs()) {
      jobs.handler(
          "send",
          Send.class,
          (job, in) -> {
            if (in.to().equals("4")) {
              throw JobRefusal.forGood("four");
            }
          });
      jobs.handler("count", Count.class, (job, in) -> told.add(job.context().get("batch")));
      jobs.start();
      String batch =
          jobs.batch(
              IntStream.range(0, 20).mapToObj(i -> NewJob.of(new Send(String.valueOf(i)))).toList(),
              NewJob.of(new Count(0, 0)));
      Waiting.until(() -> !told.isEmpty());
      assertThat(told).containsExactly(batch);
      assertThat(jobs.batch(batch)).contains(new BatchStatus(batch, 20, 0, 1));
      assertThat(jobs.batch(batch).orElseThrow().isOver()).isTrue();
      assertThat(jobs.batch(jobs.batch(List.of(NewJob.of(new Send("x")))))).isPresent();
      assertThatIllegalArgumentException().isThrownBy(() -> jobs.batch(List.of()));
    }
  }

  @Test
  void runsNoMoreAtOnceThanItIsLet() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (Jobs jobs = Jobs.inProcess("jobs", QUICK.withConcurrency(4))) {
      jobs.handler(
          "send",
          Send.class,
          (job, in) -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            Thread.sleep(1);
            now.decrementAndGet();
          });
      jobs.enqueueAll(IntStream.range(0, 200).mapToObj(i -> NewJob.of(new Send("x"))).toList());
      jobs.start();
      Waiting.until(() -> jobs.counts().done() == 200);
      assertThat(most.get()).isBetween(1, 4);
    }
  }

  @Test
  void strictOrderAsksTheFirstQueueFirst() {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    JobsOptions strict =
        QUICK
            .withConcurrency(1)
            .withQueues(QueueOrder.STRICT, QueueOptions.of("first"), QueueOptions.of("second"));
    try (Jobs jobs = Jobs.inProcess("jobs", strict)) {
      jobs.handler("send", Send.class, (job, in) -> order.add(job.queue()));
      for (int i = 0; i < 5; i++) {
        jobs.enqueue(new Send("x"), job -> job.queue("second"));
        jobs.enqueue(new Send("x"), job -> job.queue("first"));
      }
      jobs.start();
      Waiting.until(() -> order.size() == 10);
      assertThat(order.subList(0, 5)).containsOnly("first");
      assertThat(order.subList(5, 10)).containsOnly("second");
    }
  }

  @Test
  void queuesCanBePausedAndSeen() {
    JobsOptions weighted =
        QUICK.withQueues(
            QueueOrder.WEIGHTED,
            QueueOptions.of("a").withWeight(5),
            QueueOptions.of("b").withMaxRunning(1).withRate(1000, Duration.ofSeconds(1)));
    try (Jobs jobs = Jobs.inProcess("jobs", weighted)) {
      jobs.handler("send", Send.class, (job, in) -> {});
      jobs.pause("b");
      jobs.start();
      String a = jobs.enqueue(new Send("x"), job -> job.queue("a")).id();
      String b = jobs.enqueue(new Send("x"), job -> job.queue("b")).id();
      Waiting.state(jobs, a, JobState.DONE);
      assertThat(jobs.find(b).orElseThrow().state()).isEqualTo(JobState.QUEUED);
      assertThat(jobs.queues())
          .filteredOn(queue -> queue.name().equals("b"))
          .allMatch(queue -> queue.paused() && queue.queued() == 1);
      jobs.resume("b");
      Waiting.state(jobs, b, JobState.DONE);
    }
  }

  @Test
  void progressAndLogAreKept() {
    try (Jobs jobs = jobs()) {
      jobs.handler(
          "send",
          Send.class,
          (job, in) -> {
            job.progress(50, "half");
            job.log("sent to " + in.to());
          });
      jobs.start();
      String id = jobs.enqueue(new Send("ada")).id();
      Waiting.state(jobs, id, JobState.DONE);
      JobInfo info = jobs.find(id).orElseThrow();
      assertThat(info.progress()).isEqualTo(new JobProgress(50, "half"));
      assertThat(info.log()).containsExactly("sent to ada");
    }
  }

  @Test
  void jobThatIsEnqueuedByAnotherHasItsContext() {
    List<String> seen = Collections.synchronizedList(new ArrayList<>());
    try (Jobs jobs = jobs()) {
      jobs.handler("send", Send.class, (job, in) -> jobs.enqueue(new Count(0, 1)));
      jobs.handler(
          "count",
          Count.class,
          (job, in) ->
              seen.add(job.context().get("traceparent") + " " + job.tenant().orElseThrow()));
      jobs.start();
      jobs.enqueue(new Send("x"), job -> job.context("traceparent", "00-1").tenant("acme"));
      Waiting.until(() -> !seen.isEmpty());
      assertThat(seen).containsExactly("00-1 acme");
      assertThat(JobContext.current()).isEmpty();
    }
  }

  @Test
  void doneByItsHandlerIsDoneWhateverComesAfter() {
    try (Jobs jobs = jobs()) {
      jobs.handler(
          "send",
          Send.class,
          (job, in) -> {
            job.complete();
            throw new IOException("too late to fail");
          });
      jobs.start();
      String id = jobs.enqueue(new Send("ada")).id();
      Waiting.until(() -> jobs.counts().done() == 1);
      assertThat(jobs.find(id).orElseThrow().state()).isEqualTo(JobState.DONE);
    }
  }

  @Test
  void saysWhatIsWrongWithATypeOrAnOption() {
    try (Jobs jobs = jobs()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> jobs.enqueue(new Send("x")))
          .withMessageContaining("no type of jobs has the payload io.lokstra.jobs.JobsTest$Send")
          .withMessageContaining("declare(\"name\", Send.class)");
      JobType<Send> send = jobs.declare("send", Send.class);
      assertThat(send.name()).isEqualTo("send");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> jobs.declare("post", Send.class))
          .withMessageContaining("is the payload of 'send' already");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> jobs.declare("send", Count.class))
          .withMessageContaining("there is a type of jobs 'send' already");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> jobs.declare("no name", Sum.class))
          .withMessageContaining("'no name' is no name of a type of jobs");
      assertWrong(jobs, job -> job.id("{q}"), "is no id of a job");
      assertWrong(jobs, job -> job.queue(""), "is no name of a queue");
      assertWrong(jobs, job -> job.delay(Duration.ofSeconds(-1)), "a delay cannot be shorter");
      assertWrong(jobs, job -> job.timeout(Duration.ZERO), "a time-out must be longer");
      assertWrong(jobs, job -> job.unique("", UniqueScope.QUEUED), "1 to 200 characters");
      assertWrong(jobs, job -> job.unique("k", UniqueScope.PERIOD), "uniqueFor");
      assertWrong(jobs, job -> job.tags("a\nb"), "a tag must not have control characters");
      assertWrong(jobs, job -> job.limit("k", 0), "at least one job");
      assertThatThrownBy(jobs::begin).hasMessageContaining("have not started");
    }
  }

  private static void assertWrong(
      Jobs jobs, java.util.function.Consumer<JobDraft> options, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> jobs.enqueue(new Send("x"), options))
        .withMessageContaining(message);
  }

  @Test
  void checksBoundsOfRetriesAndOptions() {
    assertThat(Retry.STANDARD.pause(1, 0.5)).isEqualTo(Duration.ofSeconds(5));
    assertThat(Retry.STANDARD.pause(3, 0.5)).isEqualTo(Duration.ofSeconds(45));
    assertThat(Retry.STANDARD.pause(1000, 0.5)).isEqualTo(Duration.ofHours(6));
    assertThat(Retry.STANDARD.pause(1, 0)).isEqualTo(Duration.ofSeconds(4));
    assertThat(Retry.exponential(5, Duration.ofSeconds(1), Duration.ofSeconds(3)).pause(2, 0.5))
        .isEqualTo(Duration.ofSeconds(2));
    assertThat(Retry.attempts(4).attempts()).isEqualTo(4);
    assertThatIllegalArgumentException().isThrownBy(() -> Retry.attempts(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Retry(1, Duration.ofSeconds(-1), 1, Duration.ZERO, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Retry(1, Duration.ZERO, 0.5, Duration.ZERO, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Retry(1, Duration.ZERO, 1, Duration.ZERO, 2));
    assertThatIllegalArgumentException().isThrownBy(() -> QueueOptions.of("a").withMaxRunning(0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> QueueOptions.of("a").withRate(0, Duration.ofSeconds(1)));
    assertThatIllegalArgumentException().isThrownBy(() -> new JobProgress(101, ""));
    assertThatIllegalArgumentException().isThrownBy(() -> JobQuery.all().atMost(0));
    assertThat(Optional.of(JobsOptions.defaults().withWork(false).withMaxJobs(1)).get().work())
        .isFalse();
  }
}
