package io.lokstra.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.Listener.Stuck;
import io.lokstra.jobs.internal.memory.MemoryBackend;
import io.lokstra.jobs.spi.BackendSettings;
import io.lokstra.jobs.spi.Completion;
import io.lokstra.jobs.spi.JobBackend;
import io.lokstra.jobs.spi.LeasedJob;
import io.lokstra.jobs.spi.QueueFetch;
import io.lokstra.jobs.spi.Verdict;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Workers that stop, die, and lose what they had; several over one back end. */
class WorkerTest {
  private static final JobsOptions QUICK =
      JobsOptions.defaults().withPoll(Duration.ofMillis(20)).withConcurrency(4);

  record Send(int number) {}

  private final MemoryBackend store = new MemoryBackend(InstantSource.system(), 100_000);

  private Jobs over(JobBackend backend, JobsOptions options, JobHandler<Send> handler) {
    Jobs jobs = Jobs.over("worker", backend, options);
    jobs.handler("send", Send.class, handler).defaults(job -> job.retry(Retry.NEVER));
    return jobs.start();
  }

  @Test
  void drainWaitsForWhatRuns() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    Jobs jobs =
        over(
            store,
            QUICK,
            (job, in) -> {
              running.countDown();
              Waiting.pass(goOn);
            });
    String id = jobs.enqueue(new Send(1)).id();
    Waiting.pass(running);
    List<Stuck> cut = Collections.synchronizedList(new ArrayList<>());
    Thread drain = Thread.ofVirtual().start(() -> cut.addAll(jobs.drain(Duration.ofMinutes(1))));
    String next = jobs.enqueue(new Send(2)).id();
    goOn.countDown();
    drain.join();

    assertThat(cut).isEmpty();
    assertThat(store.find(id).orElseThrow().state()).isEqualTo(JobState.DONE);
    assertThat(store.find(next).orElseThrow().state()).isIn(JobState.QUEUED, JobState.DONE);
    assertThat(jobs.drain(Duration.ofMinutes(1))).as("a second one").isEmpty();
  }

  @Test
  void drainHandsBackWhatDoesNotEndInTimeWithoutCountingAnAttempt() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    Jobs jobs =
        over(
            store,
            QUICK,
            (job, in) -> {
              running.countDown();
              Thread.sleep(Duration.ofMinutes(5));
            });
    String id = jobs.enqueue(new Send(1)).id();
    Waiting.pass(running);
    assertThat(jobs.drain(Duration.ofMillis(10))).isEmpty();

    JobInfo info = store.find(id).orElseThrow();
    assertThat(info.state()).isEqualTo(JobState.QUEUED);
    assertThat(info.attempt()).isZero();
    assertThat(info.history()).extracting(JobEvent::kind).endsWith(JobEvent.Kind.HANDED_BACK);
  }

  @Test
  void drainNamesWhoIgnoresTheInterruptAndHandsItsJobBackAllTheSame() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    AtomicBoolean end = new AtomicBoolean();
    Jobs jobs =
        over(
            store,
            QUICK,
            (job, in) -> {
              running.countDown();
              while (!end.get()) {
                Thread.onSpinWait();
              }
            });
    String id = jobs.enqueue(new Send(1)).id();
    Waiting.pass(running);
    List<Stuck> cut = jobs.drain(Duration.ofMillis(10));
    assertThat(cut).hasSize(1);
    assertThat(cut.getFirst().request()).isEqualTo("job send " + id);
    assertThat(cut.getFirst().stack()).isNotEmpty();
    assertThat(store.find(id).orElseThrow().state()).isEqualTo(JobState.QUEUED);
    LeasedJob next =
        store
            .fetch("other", 1, List.of(QueueFetch.of("default")), Duration.ofMinutes(1))
            .getFirst();
    end.set(true);
    assertThat(store.complete(List.of(Completion.Done.of(next.lease()))))
        .containsExactly(Verdict.ACCEPTED);
  }

  @Test
  void leasesAreKeptWhileHandlersRunAndWhileTheWorkerDrains() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch running = new CountDownLatch(1);
    AtomicInteger runs = new AtomicInteger();
    JobsOptions options = QUICK.withLease(Duration.ofSeconds(2));
    Jobs first =
        over(
            store,
            options,
            (job, in) -> {
              runs.incrementAndGet();
              running.countDown();
              Waiting.pass(goOn);
            });
    String id = first.enqueue(new Send(1)).id();
    Waiting.pass(running);
    Jobs second = over(store, options, (job, in) -> runs.addAndGet(100));
    Thread drain =
        Thread.ofVirtual().start(() -> assertThat(first.drain(Duration.ofMinutes(1))).isEmpty());
    Thread.sleep(3_000); // longer than the lease: whoever would take it wrongly has the time to
    goOn.countDown();
    drain.join();
    assertThat(second.drain(Duration.ofSeconds(30))).isEmpty();

    assertThat(runs).hasValue(1);
    assertThat(store.find(id).orElseThrow().state()).isEqualTo(JobState.DONE);
  }

  /** A back end that can be cut off. */
  private static final class Cut extends ForwardingBackend {
    final AtomicBoolean cut = new AtomicBoolean();

    Cut(JobBackend to) {
      super(to);
    }

    @Override
    void check() {
      if (cut.get()) {
        throw new JobException("the network is gone");
      }
    }
  }

  @Test
  void whoLosesItsLeaseIsInterruptedAndItsWordDoesNotCount() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    JobsOptions options = QUICK.withLease(Duration.ofMillis(300));
    Cut network = new Cut(store);
    Jobs lost =
        over(
            network,
            options,
            (job, in) -> {
              running.countDown();
              try {
                Thread.sleep(Duration.ofMinutes(5));
              } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
              }
            });
    String id = lost.enqueue(new Send(1)).id();
    Waiting.pass(running);
    network.cut.set(true);
    Waiting.pass(interrupted);
    AtomicInteger runs = new AtomicInteger();
    Jobs other = over(store, options, (job, in) -> runs.incrementAndGet());
    Waiting.state(other, id, JobState.DONE);
    network.cut.set(false);

    assertThat(runs).hasValue(1);
    Waiting.until(() -> lost.counts().lost() == 1);
    assertThat(other.find(id).orElseThrow().crashes()).isEqualTo(1);
    assertThat(other.find(id).orElseThrow().attempt()).isEqualTo(2);
    lost.close();
    other.close();
  }

  @Test
  void waitsForABackEndThatCannotBeReached() {
    Cut network = new Cut(store);
    AtomicInteger runs = new AtomicInteger();
    try (Jobs jobs =
        over(
            network,
            QUICK,
            (job, in) -> {
              network.cut.set(in.number() == 1);
              runs.incrementAndGet();
            })) {
      String id = jobs.enqueue(new Send(1)).id();
      Waiting.until(() -> runs.get() == 1);
      network.cut.set(false);
      Waiting.state(jobs, id, JobState.DONE);
      String next = jobs.enqueue(new Send(2)).id();
      Waiting.state(jobs, next, JobState.DONE);
      assertThat(runs).hasValue(2);
    }
  }

  @Test
  void whatCannotBeToldBeforeTheEndIsRunAgainByOthers() {
    Cut network = new Cut(store);
    AtomicInteger runs = new AtomicInteger();
    Jobs jobs =
        over(
            network,
            QUICK.withLease(Duration.ofMillis(500)),
            (job, in) -> {
              network.cut.set(true);
              runs.incrementAndGet();
            });
    String id = jobs.enqueue(new Send(1)).id();
    Waiting.until(() -> runs.get() == 1);
    var _ = jobs.drain(Duration.ofMillis(50));
    try (Jobs other = over(store, QUICK, (job, in) -> runs.incrementAndGet())) {
      Waiting.state(other, id, JobState.DONE);
    }
    assertThat(runs).hasValue(2);
  }

  @Test
  void parksWhatItDoesNotKnowUntilSomebodyDoes() {
    try (Jobs old = Jobs.over("old", store, QUICK)) {
      old.declare("send", Send.class);
      old.start();
      String id = old.enqueue(new Send(1)).id();
      Waiting.state(old, id, JobState.PARKED);
      try (Jobs young = over(store, QUICK, (job, in) -> {})) {
        Waiting.state(young, id, JobState.DONE);
      }
    }
  }

  /**
   * Workers come and go, some without a word; every job is done, and one completion of each counts.
   */
  @Test
  void losesNoneWhileWorkersComeAndGo() throws Exception {
    int jobs = 3_000;
    List<Integer> effects = Collections.synchronizedList(new ArrayList<>());
    JobsOptions options = QUICK.withLease(Duration.ofMillis(400)).withConcurrency(20);
    Jobs client = Jobs.over("client", store, options.withWork(false));
    client.declare("send", Send.class);
    client.start();
    client.enqueueAll(IntStream.range(0, jobs).mapToObj(i -> NewJob.of(new Send(i))).toList());
    long inFlight = 0;
    for (int round = 0; round < 6; round++) {
      Cut network = new Cut(store);
      Jobs worker =
          over(
              network,
              options,
              (job, in) -> {
                Thread.sleep(1);
                effects.add(in.number());
              });
      int before = effects.size();
      Waiting.until(() -> effects.size() >= Math.min(jobs, before + 200));
      if (round % 2 == 0) {
        network.cut.set(true); // as a process that is killed: it never says a word again
        inFlight += store.queues().getFirst().running();
      }
      var _ = worker.drain(Duration.ofMillis(20));
    }
    try (Jobs last = over(store, options, (job, in) -> effects.add(in.number()))) {
      Waiting.until(() ->
          last.queues().getFirst().queued() == 0
              && last.queues().getFirst().running() == 0
              && last.queues().getFirst().scheduled() == 0);
    }
    assertThat(effects.stream().distinct().count()).as("lost none").isEqualTo(jobs);
    assertThat(effects.size() - jobs)
        .as("duplicates are at most what was in flight when a worker died")
        .isLessThanOrEqualTo((int) inFlight);
    assertThat(store.list(JobQuery.in(JobState.DONE).atMost(jobs + 1))).hasSize(jobs);
    client.close();
    store.open(BackendSettings.STANDARD);
  }
}
