package io.lokstra.jobs.internal;

import io.lokstra.jobs.JobsOptions;
import io.lokstra.jobs.Outcome;
import io.lokstra.jobs.spi.Completion;
import io.lokstra.jobs.spi.JobBackend;
import io.lokstra.jobs.spi.Lease;
import io.lokstra.jobs.spi.LeasedJob;
import io.lokstra.jobs.spi.Maintained;
import io.lokstra.jobs.spi.Verdict;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs jobs: fetches as many as it has permits for, keeps their leases, and tells what became of
 * them. One thread fetches, one keeps leases, one maintains the back end and fires schedules, one
 * tells; each job has its own.
 */
public final class Worker {
  private static final Logger LOG = LoggerFactory.getLogger("io.lokstra.jobs");
  private static final int FETCH = 100;
  private static final Duration GRACE = Duration.ofSeconds(1);
  private static final int BEATS = 3;

  /**
   * What did not end when the worker stopped.
   *
   * @param type the job's type
   * @param id the job
   * @param running for how long it had run
   * @param stack where it was
   */
  public record Cut(String type, String id, Duration running, List<StackTraceElement> stack) {}

  private final String name;
  private final JobBackend backend;
  private final Handling handling;
  private final JobsOptions options;
  private final Scheduler scheduler;
  private final Tally tally;
  private final QueueTurns turns;
  private final Semaphore permits;
  private final Map<Lease, Run> runs = new ConcurrentHashMap<>();
  private final Completions completions;
  private final ScheduledExecutorService timer;
  private final List<Thread> loops = new ArrayList<>();
  private final Object gate = new Object();
  private final List<Thread> waiting = new ArrayList<>();
  private final CountDownLatch drained = new CountDownLatch(1);
  private volatile boolean stopping;

  /** A worker that has not begun. */
  public Worker(
      String name,
      JobBackend backend,
      Handling handling,
      JobsOptions options,
      Scheduler scheduler,
      Tally tally) {
    this.name = name;
    this.backend = backend;
    this.handling = handling;
    this.options = options;
    this.scheduler = scheduler;
    this.tally = tally;
    this.turns = new QueueTurns(options);
    this.permits = new Semaphore(options.concurrency());
    this.completions = new Completions(name, backend, this::told);
    ScheduledThreadPoolExecutor timers =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name).factory());
    timers.setRemoveOnCancelPolicy(true);
    this.timer = Executors.unconfigurableScheduledExecutorService(timers);
  }

  /** Begins to work. */
  public void begin() {
    loop("fetch", this::fetch);
    Thread.ofVirtual().name(name + "-leases").start(this::keepLeasesUntilDrained);
    loop("maintenance", this::maintain);
  }

  /** One turn of a loop; its waits go through {@link #waitFor}. */
  private interface Turn {
    void run() throws InterruptedException;
  }

  private void loop(String what, Turn turn) {
    Pause pause = new Pause();
    loops.add(
        Thread.ofVirtual()
            .name(name + "-" + what)
            .start(() -> {
              while (!stopping) {
                try {
                  turn.run();
                  pause.none();
                } catch (InterruptedException e) {
                  // Only told to look whether it is over.
                } catch (RuntimeException e) {
                  pause.after(what + " of jobs", e);
                }
              }
            }));
  }

  /** Something that may be waited for, and left at once when the worker stops. */
  private interface Wait {
    void run() throws InterruptedException;
  }

  /**
   * A stop interrupts waits and nothing else: an interrupt in the middle of a call to the back end
   * could leave jobs leased that nobody knows of.
   */
  private void waitFor(Wait wait) throws InterruptedException {
    Thread me = Thread.currentThread();
    synchronized (gate) {
      if (stopping) {
        return;
      }
      waiting.add(me);
    }
    try {
      wait.run();
    } finally {
      synchronized (gate) {
        waiting.remove(me);
        var _ = Thread.interrupted();
      }
    }
  }

  private void fetch() throws InterruptedException {
    boolean[] have = new boolean[1];
    waitFor(() -> {
      permits.acquire();
      have[0] = true;
    });
    if (!have[0]) {
      return;
    }
    int count = 1;
    while (count < FETCH && permits.tryAcquire()) {
      count++;
    }
    int began = 0;
    try {
      long asked = System.nanoTime();
      List<LeasedJob> jobs =
          stopping
              ? List.of()
              : backend.fetch(
                  name, count, turns.next(ThreadLocalRandom.current()), options.lease());
      for (LeasedJob job : jobs) {
        start(job, asked + options.lease().toNanos());
        began++;
      }
    } finally {
      permits.release(count - began);
    }
    if (began == 0) {
      waitFor(() -> backend.awaitWork(name, turns.names(), options.poll()));
    }
  }

  private void start(LeasedJob job, long leasedUntil) {
    Run run = new Run(backend, handling, job, leasedUntil);
    runs.put(job.lease(), run);
    tally.started();
    Thread.ofVirtual()
        .name("job " + job.spec().type() + " " + job.spec().id())
        .start(() -> work(run, job));
  }

  private void work(Run run, LeasedJob job) {
    try {
      if (stopping) {
        end(run, new Completion.HandedBack(run.lease(), Duration.ZERO));
        tally.handedBack();
      } else if (!handling.knows(run.type())) {
        LOG.warn(
            "job {} is of the type '{}', which no handler of this process is registered for; it is parked until a worker comes that has one",
            run.id(),
            run.type());
        end(run, new Completion.Parked(run.lease()));
      } else {
        handle(run, job);
      }
    } finally {
      permits.release();
    }
  }

  private void handle(Run run, LeasedJob job) {
    @Nullable Future<?> timeout =
        run.spec().timeout().map(time -> later(run, time, Run.Stop.TIMEOUT)).orElse(null);
    @Nullable Future<?> deadline =
        job.left().map(time -> later(run, time, Run.Stop.DEADLINE)).orElse(null);
    Outcome outcome = run.run();
    if (timeout != null) {
      timeout.cancel(false);
    }
    if (deadline != null) {
      deadline.cancel(false);
    }
    count(run, outcome);
    Optional<Completion> completion = run.completion(outcome);
    if (completion.isPresent()) {
      end(run, completion.get());
    } else {
      runs.remove(run.lease(), run);
    }
  }

  private Future<?> later(Run run, Duration time, Run.Stop why) {
    return timer.schedule(() -> run.stop(why), time.toMillis(), TimeUnit.MILLISECONDS);
  }

  private void count(Run run, Outcome outcome) {
    switch (outcome) {
      case Outcome.Done done -> tally.done();
      case Outcome.Failed failed -> {
        tally.failed();
        LOG.warn(
            "job {} {} failed in attempt {} and is tried again in {}: {}",
            run.type(),
            run.id(),
            run.attempt(),
            failed.pause(),
            failed.cause().toString());
      }
      case Outcome.Dead dead -> {
        tally.dead();
        LOG.error("job {} {} is dead: {}", run.type(), run.id(), dead.reason(), dead.cause());
      }
      case Outcome.Cancelled cancelled -> tally.cancelled();
      case Outcome.HandedBack back -> tally.handedBack();
      case Outcome.Lost lost -> tally.lost();
    }
  }

  /** Has the back end told, unless that was done for it when the worker stopped. */
  private void end(Run run, Completion completion) {
    if (run.abandon()) {
      completions.add(run, completion);
    }
  }

  private void told(Run run, Verdict verdict) {
    runs.remove(run.lease(), run);
    if (verdict == Verdict.STALE) {
      tally.lost();
      LOG.warn(
          "what became of job {} {} does not count: its lease had passed, and it is another worker's",
          run.type(),
          run.id());
    }
  }

  /** Goes on while the worker drains. */
  private void keepLeasesUntilDrained() {
    long each = options.lease().dividedBy(BEATS).toMillis();
    Pause pause = new Pause();
    try {
      while (!drained.await(each, TimeUnit.MILLISECONDS)) {
        try {
          keepLeases();
          pause.none();
        } catch (RuntimeException e) {
          pause.after("keeping the leases of jobs", e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void keepLeases() {
    List<Run> all = List.copyOf(runs.values());
    if (all.isEmpty()) {
      return;
    }
    long asked = System.nanoTime();
    try {
      List<Verdict> verdicts =
          backend.extend(all.stream().map(Run::lease).toList(), options.lease());
      for (int i = 0; i < all.size(); i++) {
        if (verdicts.get(i) == Verdict.ACCEPTED) {
          all.get(i).leasedUntil(asked + options.lease().toNanos());
        } else {
          all.get(i).stop(Run.Stop.LOST);
        }
      }
    } finally {
      long now = System.nanoTime();
      all.stream().filter(run -> run.isLeasePast(now)).forEach(run -> run.stop(Run.Stop.LOST));
    }
  }

  private void maintain() throws InterruptedException {
    Set<String> names = turns.names();
    Maintained done = backend.maintain(names, handling.types());
    if (done.recovered() + done.crashed() > 0) {
      LOG.warn(
          "{} jobs of workers that are not heard of any more are taken up again, {} are dead as crashed",
          done.recovered(),
          done.crashed());
    }
    List<Lease> running = List.copyOf(runs.keySet());
    if (!running.isEmpty()) {
      for (Lease lease : backend.cancelled(running)) {
        Run run = runs.get(lease);
        if (run != null) {
          run.stop(Run.Stop.CANCELLED);
        }
      }
    }
    Duration pause = options.poll();
    pause = shorter(pause, done.nextDue());
    pause = shorter(pause, scheduler.fire());
    long millis = Math.max(1, pause.toMillis());
    waitFor(() -> Thread.sleep(millis));
  }

  private static Duration shorter(Duration one, Optional<Duration> other) {
    return other.isPresent() && other.get().compareTo(one) < 0 ? other.get() : one;
  }

  /** Interrupts a job that this worker runs, if it does. */
  public void cancel(String id) {
    for (Run run : runs.values()) {
      if (run.id().equals(id)) {
        run.stop(Run.Stop.CANCELLED);
      }
    }
  }

  /** How many jobs it runs. */
  public int running() {
    return runs.size();
  }

  /** Fetches no more, and fires no more. What runs goes on. */
  public void stopFetching() {
    synchronized (gate) {
      stopping = true;
      waiting.forEach(Thread::interrupt);
    }
  }

  /**
   * Fetches no more, waits for what runs, and after {@code atMost} interrupts it and hands it back.
   *
   * @return what did not end even then; it is handed back all the same
   */
  public List<Cut> drain(Duration atMost) {
    stopFetching();
    boolean interrupted = false;
    try {
      for (Thread each : loops) {
        each.join();
      }
      awaitRuns(atMost);
      runs.values().forEach(run -> run.stop(Run.Stop.DRAIN));
      awaitRuns(GRACE);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    List<Cut> cut = new ArrayList<>();
    for (Run run : List.copyOf(runs.values())) {
      List<StackTraceElement> stack = run.stack();
      if (run.abandon() && !run.isCompleted()) {
        cut.add(new Cut(run.type(), run.id(), run.running(), stack));
        completions.add(run, new Completion.HandedBack(run.lease(), Duration.ZERO));
      }
    }
    completions.end();
    drained.countDown();
    timer.shutdownNow();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return cut;
  }

  private void awaitRuns(Duration atMost) throws InterruptedException {
    long until = System.nanoTime() + atMost.toNanos();
    while (!runs.isEmpty() && System.nanoTime() - until < 0) {
      Thread.sleep(2);
    }
  }
}
