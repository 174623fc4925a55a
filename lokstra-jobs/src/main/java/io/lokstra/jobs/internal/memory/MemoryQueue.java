package io.lokstra.jobs.internal.memory;

import io.lokstra.jobs.JobState;
import io.lokstra.jobs.Priority;
import io.lokstra.jobs.QueueStatus;
import io.lokstra.jobs.internal.memory.MemoryJob.Place;
import io.lokstra.jobs.spi.KeyLimit;
import io.lokstra.jobs.spi.QueueFetch;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;

/** The lines of one queue. Guarded by the lock of its back end. */
final class MemoryQueue {
  private final String name;
  private final Map<Priority, Deque<Place>> ready = new EnumMap<>(Priority.class);
  private final PriorityQueue<Place> later =
      new PriorityQueue<>(
          Comparator.<Place, Instant>comparing(place -> place.job().due)
              .thenComparingLong(place -> place.job().sequence));
  private final Map<String, MemoryJob> running = new LinkedHashMap<>();
  private final Map<String, KeyLine> keys = new HashMap<>();
  private final Deque<Instant> starts = new ArrayDeque<>();
  private final Deque<Place> ended = new ArrayDeque<>();
  private final Deque<Place> dead = new ArrayDeque<>();
  private final Deque<Place> parked = new ArrayDeque<>();
  private final Map<JobState, Long> counts = new EnumMap<>(JobState.class);
  private boolean paused;

  /** Jobs that run with one key, and those that have to wait for them. */
  private static final class KeyLine {
    int running;
    final Deque<Place> waiting = new ArrayDeque<>();
  }

  MemoryQueue(String name) {
    this.name = name;
    for (Priority each : Priority.values()) {
      ready.put(each, new ArrayDeque<>());
    }
  }

  void paused(boolean now) {
    paused = now;
  }

  /** Running jobs, by id. */
  Map<String, MemoryJob> running() {
    return running;
  }

  Deque<Place> ended() {
    return ended;
  }

  Deque<Place> dead() {
    return dead;
  }

  Deque<Place> parked() {
    return parked;
  }

  /** A new job, before it is put anywhere. */
  void added(MemoryJob job) {
    counts.merge(job.state, 1L, Long::sum);
  }

  void removed(MemoryJob job) {
    counts.merge(job.state, -1L, Long::sum);
  }

  /** How many jobs are in a state. */
  long count(JobState state) {
    return counts.getOrDefault(state, 0L);
  }

  private Place move(MemoryJob job, JobState state) {
    if (job.state == JobState.RUNNING) {
      running.remove(job.spec.id());
      job.spec.limit().ifPresent(this::leave);
    }
    counts.merge(job.state, -1L, Long::sum);
    counts.merge(state, 1L, Long::sum);
    return job.moveTo(state);
  }

  /** One less of a key runs: the next of those that wait for it goes first in its line. */
  private void leave(KeyLimit limit) {
    KeyLine line = keys.get(limit.key());
    if (line == null) {
      return;
    }
    line.running--;
    for (Place next = line.waiting.poll(); next != null; next = line.waiting.poll()) {
      if (next.counts()) {
        line(next.job()).addFirst(next);
        break;
      }
    }
    if (line.running == 0 && line.waiting.isEmpty()) {
      keys.remove(limit.key());
    }
  }

  private Deque<Place> line(MemoryJob job) {
    return ready.computeIfAbsent(job.spec.priority(), any -> new ArrayDeque<>());
  }

  void schedule(MemoryJob job) {
    later.add(move(job, JobState.SCHEDULED));
  }

  void queue(MemoryJob job) {
    line(job).addLast(move(job, JobState.QUEUED));
  }

  /** To the head of its line. */
  void queueFirst(MemoryJob job) {
    line(job).addFirst(move(job, JobState.QUEUED));
  }

  void park(MemoryJob job) {
    parked.addLast(move(job, JobState.PARKED));
  }

  void end(MemoryJob job, JobState state) {
    (state == JobState.DEAD ? dead : ended).addLast(move(job, state));
  }

  /** Puts what is due by {@code now} into the lines; at most {@code most} of them. */
  int promote(Instant now, int most) {
    int promoted = 0;
    while (promoted < most) {
      Place next = later.peek();
      if (next == null || (next.counts() && next.job().due.isAfter(now))) {
        break;
      }
      later.remove();
      if (next.counts()) {
        queue(next.job());
        promoted++;
      }
    }
    return promoted;
  }

  /** When the next job comes due. */
  Optional<Instant> nextDue() {
    for (Place next = later.peek(); next != null; next = later.peek()) {
      if (next.counts()) {
        return Optional.of(next.job().due);
      }
      later.remove();
    }
    return Optional.empty();
  }

  /** The next job that may start now; it is running then. */
  Optional<MemoryJob> take(QueueFetch limits, Instant now) {
    if (paused || !mayStart(limits, now)) {
      return Optional.empty();
    }
    for (Deque<Place> line : ready.values()) {
      for (Place next = line.poll(); next != null; next = line.poll()) {
        if (next.counts() && enter(next)) {
          MemoryJob job = next.job();
          move(job, JobState.RUNNING);
          running.put(job.spec.id(), job);
          starts.addLast(now);
          return Optional.of(job);
        }
      }
    }
    return Optional.empty();
  }

  private boolean mayStart(QueueFetch limits, Instant now) {
    if (limits.maxRunning().isPresent() && running.size() >= limits.maxRunning().get()) {
      return false;
    }
    if (limits.rate().isEmpty()) {
      starts.clear();
      return true;
    }
    QueueFetch.Rate rate = limits.rate().get();
    while (!starts.isEmpty() && !starts.getFirst().plus(rate.period()).isAfter(now)) {
      starts.removeFirst();
    }
    return starts.size() < rate.count();
  }

  /** Whether its key lets it run; if not, it waits for that key from now on. */
  private boolean enter(Place place) {
    Optional<KeyLimit> limit = place.job().spec.limit();
    if (limit.isEmpty()) {
      return true;
    }
    KeyLine line = keys.computeIfAbsent(limit.get().key(), key -> new KeyLine());
    if (line.running >= limit.get().most()) {
      line.waiting.addLast(place);
      return false;
    }
    line.running++;
    return true;
  }

  QueueStatus status(Instant now) {
    Instant oldest = now;
    for (Deque<Place> line : ready.values()) {
      for (Place place : line) {
        if (place.counts()) {
          oldest = place.job().due.isBefore(oldest) ? place.job().due : oldest;
          break;
        }
      }
    }
    return new QueueStatus(
        name,
        paused,
        count(JobState.QUEUED),
        count(JobState.SCHEDULED),
        count(JobState.RUNNING),
        count(JobState.DEAD),
        count(JobState.PARKED),
        Duration.between(oldest, now));
  }
}
