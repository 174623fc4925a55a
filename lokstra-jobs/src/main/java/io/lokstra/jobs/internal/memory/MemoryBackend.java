package io.lokstra.jobs.internal.memory;

import io.lokstra.jobs.BatchStatus;
import io.lokstra.jobs.Enqueued;
import io.lokstra.jobs.JobEvent;
import io.lokstra.jobs.JobFailure;
import io.lokstra.jobs.JobInfo;
import io.lokstra.jobs.JobProgress;
import io.lokstra.jobs.JobQuery;
import io.lokstra.jobs.JobState;
import io.lokstra.jobs.JobsFullException;
import io.lokstra.jobs.QueueStatus;
import io.lokstra.jobs.UniqueScope;
import io.lokstra.jobs.internal.memory.MemoryJob.Place;
import io.lokstra.jobs.spi.BackendSettings;
import io.lokstra.jobs.spi.Completion;
import io.lokstra.jobs.spi.JobBackend;
import io.lokstra.jobs.spi.JobSpec;
import io.lokstra.jobs.spi.Lease;
import io.lokstra.jobs.spi.LeasedJob;
import io.lokstra.jobs.spi.Maintained;
import io.lokstra.jobs.spi.QueueFetch;
import io.lokstra.jobs.spi.ScheduleState;
import io.lokstra.jobs.spi.Unique;
import io.lokstra.jobs.spi.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Jobs in the memory of this process, bounded; they end with it. Longer than others because it is
 * the whole of a back end under one lock; what a queue does is in {@link MemoryQueue}.
 */
public final class MemoryBackend implements JobBackend {
  /** How many jobs one call of {@link #maintain} moves in each queue. */
  private static final int AT_ONCE = 10_000;

  private final InstantSource clock;
  private final int mostUnfinished;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Map<String, MemoryJob> jobs = new LinkedHashMap<>();
  private final Map<String, MemoryQueue> queues = new TreeMap<>();
  private final Map<String, Held> uniques = new HashMap<>();
  private final Map<String, Batch> batches = new HashMap<>();
  private final Map<String, ScheduleState> schedules = new TreeMap<>();
  private final Map<String, Long> seen = new HashMap<>();
  private BackendSettings settings = BackendSettings.STANDARD;
  private long sequence;
  private long wakes;
  private int unfinished;

  /** Who holds a unique key, and until when if that is a matter of time. */
  private record Held(String id, Optional<Instant> until) {}

  private static final class Batch {
    final int total;
    final Optional<JobSpec> callback;
    int pending;
    int failed;
    Instant over = Instant.MAX;

    Batch(int total, Optional<JobSpec> callback) {
      this.total = total;
      this.pending = total;
      this.callback = callback;
    }
  }

  /**
   * An empty one.
   *
   * @param mostUnfinished how many jobs that are not over it holds; an enqueue beyond is refused
   */
  public MemoryBackend(InstantSource clock, int mostUnfinished) {
    this.clock = clock;
    this.mostUnfinished = mostUnfinished;
  }

  private <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  private void wake() {
    wakes++;
    work.signalAll();
  }

  @Override
  public String description() {
    return "in process";
  }

  @Override
  public boolean isDurable() {
    return false;
  }

  @Override
  public void open(BackendSettings given) {
    locked(() -> settings = given);
  }

  @Override
  public Instant now() {
    return clock.instant();
  }

  @Override
  public List<Enqueued> enqueue(List<JobSpec> specs) {
    return locked(() -> {
      room(specs.size());
      return add(specs);
    });
  }

  private void room(int more) {
    if (unfinished + more > mostUnfinished) {
      throw new JobsFullException(unfinished, mostUnfinished);
    }
  }

  private List<Enqueued> add(List<JobSpec> specs) {
    List<Enqueued> answers = new ArrayList<>(specs.size());
    Instant now = now();
    for (JobSpec spec : specs) {
      answers.add(add(spec, now));
    }
    wake();
    return answers;
  }

  private Enqueued add(JobSpec spec, Instant now) {
    if (jobs.containsKey(spec.id())) {
      return new Enqueued.Repeated(spec.id());
    }
    if (spec.unique().isPresent()) {
      Unique unique = spec.unique().get();
      Held held = uniques.get(unique.key());
      if (held != null && (held.until().isEmpty() || held.until().get().isAfter(now))) {
        return new Enqueued.Duplicate(held.id());
      }
      hold(spec, unique, now);
    }
    MemoryJob job = new MemoryJob(spec, ++sequence, now);
    jobs.put(spec.id(), job);
    unfinished++;
    job.note(now, JobEvent.Kind.ENQUEUED, "");
    MemoryQueue queue = queue(spec.queue());
    queue.added(job);
    place(queue, job, now);
    return new Enqueued.Accepted(spec.id());
  }

  private void hold(JobSpec spec, Unique unique, Instant now) {
    uniques.put(
        unique.key(),
        new Held(
            spec.id(),
            unique.scope() == UniqueScope.PERIOD
                ? Optional.of(now.plus(unique.period()))
                : Optional.empty()));
  }

  private void letGo(MemoryJob job, boolean over) {
    if (job.spec.unique().isPresent()) {
      Unique unique = job.spec.unique().get();
      Held held = uniques.get(unique.key());
      if (held != null
          && held.id().equals(job.spec.id())
          && (unique.scope() == UniqueScope.QUEUED
              || (over && unique.scope() == UniqueScope.UNFINISHED))) {
        uniques.remove(unique.key());
      }
    }
  }

  private MemoryQueue queue(String name) {
    return queues.computeIfAbsent(name, MemoryQueue::new);
  }

  private static void place(MemoryQueue queue, MemoryJob job, Instant now) {
    if (job.due.isAfter(now)) {
      queue.schedule(job);
    } else {
      queue.queue(job);
    }
  }

  @Override
  public void enqueueBatch(String id, List<JobSpec> specs, Optional<JobSpec> callback) {
    locked(() -> {
      if (!batches.containsKey(id)) {
        room(specs.size());
        batches.put(id, new Batch(specs.size(), callback));
        for (Enqueued each : add(specs)) {
          if (!(each instanceof Enqueued.Accepted)) {
            count(id, false); // there is nobody who would be over later
          }
        }
      }
      return true;
    });
  }

  private void count(String id, boolean failed) {
    Batch batch = batches.get(id);
    if (batch == null) {
      return;
    }
    batch.pending--;
    batch.failed += failed ? 1 : 0;
    if (batch.pending == 0) {
      batch.over = now();
      batch.callback.ifPresent(callback -> {
        var _ = add(callback, now());
        wake();
      });
    }
  }

  @Override
  public Optional<BatchStatus> batch(String id) {
    return locked(() ->
        Optional.ofNullable(batches.get(id))
            .map(batch -> new BatchStatus(id, batch.total, batch.pending, batch.failed)));
  }

  @Override
  public List<LeasedJob> fetch(String worker, int count, List<QueueFetch> from, Duration lease) {
    return locked(() -> {
      seen.put(worker, wakes);
      Instant now = now();
      List<LeasedJob> fetched = new ArrayList<>();
      for (QueueFetch each : from) {
        MemoryQueue queue = queue(each.name());
        queue.promote(now, AT_ONCE);
        while (fetched.size() < count) {
          Optional<MemoryJob> taken = queue.take(each, now);
          if (taken.isEmpty()) {
            break;
          }
          lease(queue, taken.get(), worker, now, lease).ifPresent(fetched::add);
        }
      }
      return fetched;
    });
  }

  private Optional<LeasedJob> lease(
      MemoryQueue queue, MemoryJob job, String worker, Instant now, Duration lease) {
    job.token++;
    letGo(job, false);
    if (job.spec.isLate(now)) {
      die(queue, job, JobFailure.of("deadline", "its deadline had passed before it began"), now);
      return Optional.empty();
    }
    job.attempt++;
    job.worker = worker;
    job.leasedUntil = now.plus(lease);
    job.note(now, JobEvent.Kind.STARTED, worker);
    return Optional.of(
        new LeasedJob(
            job.spec,
            job.lease(),
            job.attempt,
            job.spec.deadline().map(deadline -> Duration.between(now, deadline))));
  }

  @Override
  public void awaitWork(String worker, Set<String> from, Duration atMost)
      throws InterruptedException {
    long left = atMost.toNanos();
    lock.lockInterruptibly();
    try {
      long known = seen.getOrDefault(worker, wakes);
      while (known == wakes && left > 0) {
        left = work.awaitNanos(left);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public List<Verdict> complete(List<Completion> completions) {
    return locked(() -> {
      List<Verdict> verdicts = new ArrayList<>(completions.size());
      for (Completion each : completions) {
        Optional<MemoryJob> job = held(each.lease());
        job.ifPresent(held -> complete(held, each));
        verdicts.add(job.isPresent() ? Verdict.ACCEPTED : Verdict.STALE);
      }
      wake();
      return verdicts;
    });
  }

  private Optional<MemoryJob> held(Lease lease) {
    MemoryJob job = jobs.get(lease.id());
    return job != null && job.state == JobState.RUNNING && job.token == lease.token()
        ? Optional.of(job)
        : Optional.empty();
  }

  private void complete(MemoryJob job, Completion completion) {
    Instant now = now();
    MemoryQueue queue = queue(job.spec.queue());
    switch (completion) {
      case Completion.Done done -> {
        job.result = done.result();
        job.note(now, JobEvent.Kind.DONE, "");
        end(queue, job, JobState.DONE, now);
        done.next().forEach(next -> add(next, now));
      }
      case Completion.Retry retry -> {
        job.failure = Optional.of(retry.failure());
        job.due = now.plus(retry.pause());
        job.note(now, JobEvent.Kind.FAILED, retry.failure().message());
        queue.schedule(job);
      }
      case Completion.Dead dead -> die(queue, job, dead.failure(), now);
      case Completion.Cancelled cancelled -> cancelled(queue, job, cancelled.reason(), now);
      case Completion.Parked parked -> {
        job.attempt--;
        job.note(now, JobEvent.Kind.PARKED, job.worker);
        queue.park(job);
      }
      case Completion.HandedBack back -> {
        job.attempt--;
        job.note(now, JobEvent.Kind.HANDED_BACK, job.worker);
        if (back.pause().isPositive()) {
          job.due = now.plus(back.pause());
          queue.schedule(job);
        } else {
          queue.queueFirst(job);
        }
      }
    }
  }

  private void die(MemoryQueue queue, MemoryJob job, JobFailure failure, Instant now) {
    job.failure = Optional.of(failure);
    job.note(now, JobEvent.Kind.DEAD, failure.message());
    end(queue, job, JobState.DEAD, now);
  }

  private void cancelled(MemoryQueue queue, MemoryJob job, String reason, Instant now) {
    job.note(now, JobEvent.Kind.CANCELLED, reason);
    end(queue, job, JobState.CANCELLED, now);
  }

  private void end(MemoryQueue queue, MemoryJob job, JobState state, Instant now) {
    job.finished = Optional.of(now);
    queue.end(job, state);
    unfinished--;
    letGo(job, true);
    if (job.spec.batch().isPresent() && !job.countedInBatch) {
      job.countedInBatch = true;
      count(job.spec.batch().get(), state != JobState.DONE);
    }
  }

  private List<Verdict> each(List<Lease> leases, Consumer<MemoryJob> action) {
    return locked(() -> {
      List<Verdict> verdicts = new ArrayList<>(leases.size());
      for (Lease each : leases) {
        Optional<MemoryJob> job = held(each);
        job.ifPresent(action);
        verdicts.add(job.isPresent() ? Verdict.ACCEPTED : Verdict.STALE);
      }
      return verdicts;
    });
  }

  @Override
  public List<Verdict> extend(List<Lease> leases, Duration lease) {
    Instant until = now().plus(lease);
    return each(leases, job -> job.leasedUntil = until);
  }

  @Override
  public Verdict progress(Lease lease, JobProgress progress) {
    return each(List.of(lease), job -> job.progress = progress).getFirst();
  }

  @Override
  public Verdict log(Lease lease, String line) {
    return each(List.of(lease), job -> job.log(line)).getFirst();
  }

  @Override
  public List<Lease> cancelled(List<Lease> running) {
    return locked(() ->
        running.stream()
            .filter(lease -> held(lease).map(job -> job.cancelReason.isPresent()).orElse(false))
            .toList());
  }

  @Override
  public Maintained maintain(Set<String> of, Set<String> types) {
    return locked(() -> {
      Instant now = now();
      int promoted = 0;
      int recovered = 0;
      int crashed = 0;
      Optional<Instant> due = Optional.empty();
      for (MemoryQueue queue : queues.values()) {
        promoted += queue.promote(now, AT_ONCE);
        for (MemoryJob lost : lost(queue, now)) {
          if (recover(queue, lost, now)) {
            recovered++;
          } else {
            crashed++;
          }
        }
        unpark(queue, types, now);
        expire(queue.ended(), settings.keepDone(), now);
        expire(queue.dead(), settings.keepDead(), now);
        due = earlier(due, queue.nextDue());
      }
      uniques
          .values()
          .removeIf(held -> held.until().isPresent() && !held.until().get().isAfter(now));
      batches
          .values()
          .removeIf(
              batch -> batch.pending == 0 && batch.over.plus(settings.keepDone()).isBefore(now));
      if (promoted + recovered > 0) {
        wake();
      }
      return new Maintained(promoted, recovered, crashed, due.map(at -> Duration.between(now, at)));
    });
  }

  private static Optional<Instant> earlier(Optional<Instant> one, Optional<Instant> other) {
    return one.isEmpty() || (other.isPresent() && other.get().isBefore(one.get())) ? other : one;
  }

  private static List<MemoryJob> lost(MemoryQueue queue, Instant now) {
    return queue.running().values().stream().filter(job -> !job.leasedUntil.isAfter(now)).toList();
  }

  /** Takes back what a lost worker had; false when it was one too many. */
  private boolean recover(MemoryQueue queue, MemoryJob job, Instant now) {
    job.crashes++;
    job.note(now, JobEvent.Kind.LEASE_PASSED, job.worker);
    if (job.cancelReason.isPresent()) {
      cancelled(queue, job, job.cancelReason.get(), now);
      return true;
    }
    if (job.crashes >= settings.crashes()) {
      die(
          queue,
          job,
          JobFailure.of("crashed", "its worker was lost " + job.crashes + " times while it ran"),
          now);
      return false;
    }
    queue.queueFirst(job);
    return true;
  }

  private static void unpark(MemoryQueue queue, Set<String> types, Instant now) {
    for (Place place : List.copyOf(queue.parked())) {
      if (!place.counts()) {
        queue.parked().remove(place);
      } else if (types.contains(place.job().spec.type())) {
        queue.parked().remove(place);
        place.job().due = now;
        queue.queue(place.job());
      }
    }
  }

  private void expire(Collection<Place> kept, Duration keep, Instant now) {
    kept.removeIf(place -> !place.counts());
    int tooMany = kept.size() - settings.keepAtMost();
    var each = kept.iterator();
    while (each.hasNext()) {
      MemoryJob job = each.next().job();
      if (tooMany <= 0 && job.finished.orElse(now).plus(keep).isAfter(now)) {
        break;
      }
      each.remove();
      tooMany--;
      jobs.remove(job.spec.id());
      queue(job.spec.queue()).removed(job);
    }
  }

  @Override
  public Optional<JobInfo> find(String id) {
    return locked(() -> Optional.ofNullable(jobs.get(id)).map(MemoryJob::info));
  }

  @Override
  public List<JobInfo> list(JobQuery query) {
    return locked(() ->
        jobs.values().stream()
            .sorted(Comparator.<MemoryJob>comparingLong(job -> job.sequence).reversed())
            .map(MemoryJob::info)
            .filter(query::matches)
            .limit(query.limit())
            .toList());
  }

  @Override
  public boolean cancel(String id, String reason) {
    return locked(() -> {
      MemoryJob job = jobs.get(id);
      if (job == null || job.state.isFinal()) {
        return false;
      }
      if (job.state == JobState.RUNNING) {
        job.cancelReason = Optional.of(reason);
      } else {
        cancelled(queue(job.spec.queue()), job, reason, now());
      }
      return true;
    });
  }

  @Override
  public boolean retry(String id) {
    return locked(() -> {
      MemoryJob job = jobs.get(id);
      if (job == null
          || job.state == JobState.RUNNING
          || job.state == JobState.QUEUED
          || job.state == JobState.DONE) {
        return false;
      }
      Instant now = now();
      if (job.state.isFinal()) {
        room(1);
        unfinished++;
        job.spec
            .unique()
            .filter(unique -> unique.scope() != UniqueScope.PERIOD)
            .filter(unique -> !uniques.containsKey(unique.key()))
            .ifPresent(unique -> hold(job.spec, unique, now));
      }
      if (job.state != JobState.SCHEDULED) {
        job.attempt = 0;
        job.crashes = 0;
      }
      job.cancelReason = Optional.empty();
      job.finished = Optional.empty();
      job.due = now;
      job.note(now, JobEvent.Kind.REPLAYED, "");
      queue(job.spec.queue()).queue(job);
      wake();
      return true;
    });
  }

  @Override
  public void pause(String name) {
    locked(() -> {
      queue(name).paused(true);
      return true;
    });
  }

  @Override
  public void resume(String name) {
    locked(() -> {
      queue(name).paused(false);
      wake();
      return true;
    });
  }

  @Override
  public List<QueueStatus> queues() {
    return locked(() -> {
      Instant now = now();
      List<QueueStatus> all = new ArrayList<>();
      queues.forEach((name, queue) -> all.add(queue.status(now)));
      return all;
    });
  }

  @Override
  public ScheduleState putSchedule(String name, String rule, Instant due) {
    return locked(() -> {
      ScheduleState there = schedules.get(name);
      ScheduleState state =
          there != null && there.rule().equals(rule)
              ? there
              : new ScheduleState(name, rule, due, there == null ? Optional.empty() : there.last());
      schedules.put(name, state);
      return state;
    });
  }

  @Override
  public List<ScheduleState> schedules() {
    return locked(() -> List.copyOf(schedules.values()));
  }

  @Override
  public boolean removeSchedule(String name) {
    return locked(() -> schedules.remove(name) != null);
  }

  @Override
  public boolean fire(String name, Instant due, Instant next, List<JobSpec> specs) {
    return locked(() -> {
      ScheduleState there = schedules.get(name);
      if (there == null || !there.due().equals(due)) {
        return false;
      }
      room(specs.size());
      schedules.put(name, new ScheduleState(name, there.rule(), next, Optional.of(due)));
      var _ = add(specs);
      return true;
    });
  }

  @Override
  public void close() {
    lock.lock();
    try {
      work.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
