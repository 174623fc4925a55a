package io.lokstra.jobs.internal;

import io.lokstra.jobs.Missed;
import io.lokstra.jobs.ScheduleRule;
import io.lokstra.jobs.spi.JobBackend;
import io.lokstra.jobs.spi.JobSpec;
import io.lokstra.jobs.spi.ScheduleState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fires the schedules that this process declares, by the clock of the back end. That each due time
 * is fired once over all processes is the back end's doing: it lets one of them move the schedule
 * on. The back end is asked only when something is due.
 */
public final class Scheduler {
  private static final Logger LOG = LoggerFactory.getLogger("io.lokstra.jobs");
  private static final Duration MISSED = Duration.ofMinutes(1);
  private static final Duration ASK_AGAIN = Duration.ofMinutes(1);
  private static final int MOST_MADE_UP_FOR = 1_000;
  private static final Instant NEVER = Instant.parse("9999-12-31T00:00:00Z");

  /**
   * A schedule as this process declares it.
   *
   * @param name its name
   * @param rule when it fires
   * @param missed what becomes of times that were missed
   * @param type the type of its jobs
   * @param job makes the job of a due time
   */
  public record Declared(
      String name, ScheduleRule rule, Missed missed, String type, Function<String, JobSpec> job) {}

  private final JobBackend backend;
  private final Map<String, Declared> declared = new ConcurrentHashMap<>();
  private final Map<String, ScheduleState> states = new HashMap<>();
  private boolean open;
  private Instant asked = Instant.MIN;
  private long askedNanos;

  /** Without schedules. */
  public Scheduler(JobBackend backend) {
    this.backend = backend;
  }

  /** Declares a schedule. */
  public synchronized void declare(Declared schedule) {
    if (declared.putIfAbsent(schedule.name(), schedule) != null) {
      throw new IllegalArgumentException(
          "there is a schedule '" + schedule.name() + "' already; names are unique");
    }
    if (open) {
      put(schedule);
    }
  }

  /** Those that are declared, by name. */
  public Map<String, Declared> declared() {
    return Map.copyOf(declared);
  }

  /** Makes what is declared known to the back end. */
  public synchronized void open() {
    open = true;
    now(true);
    declared.values().forEach(this::put);
  }

  private void put(Declared schedule) {
    Instant first = schedule.rule().next(now(true)).orElse(NEVER);
    states.put(
        schedule.name(), backend.putSchedule(schedule.name(), schedule.rule().text(), first));
  }

  /** The back end's time: asked for, or reckoned from when it was asked last. */
  private Instant now(boolean ask) {
    Duration since = Duration.ofNanos(System.nanoTime() - askedNanos);
    if (ask || asked.equals(Instant.MIN) || since.compareTo(ASK_AGAIN) > 0) {
      asked = backend.now();
      askedNanos = System.nanoTime();
      return asked;
    }
    return asked.plus(since);
  }

  /**
   * Fires what is due.
   *
   * @return when the next is due; empty when there is none
   */
  public synchronized Optional<Duration> fire() {
    if (states.isEmpty()) {
      return Optional.empty();
    }
    if (!earliest().isAfter(now(false))) {
      Instant now = now(true);
      for (Declared each : List.copyOf(declared.values())) {
        ScheduleState state = states.get(each.name());
        if (state != null && !state.due().isAfter(now)) {
          fire(each, state, now);
        }
      }
    }
    Duration left = Duration.between(now(false), earliest());
    return Optional.of(left.isNegative() ? Duration.ZERO : left);
  }

  private Instant earliest() {
    Instant earliest = NEVER;
    for (ScheduleState state : states.values()) {
      earliest = state.due().isBefore(earliest) ? state.due() : earliest;
    }
    return earliest;
  }

  private void fire(Declared schedule, ScheduleState state, Instant now) {
    List<JobSpec> jobs = new ArrayList<>();
    for (Instant due : times(schedule, state.due(), now)) {
      jobs.add(schedule.job().apply("schedule:" + schedule.name() + ":" + due.toEpochMilli()));
    }
    Instant next = schedule.rule().next(now).orElse(NEVER);
    if (backend.fire(schedule.name(), state.due(), next, jobs)) {
      states.put(
          schedule.name(),
          new ScheduleState(schedule.name(), state.rule(), next, Optional.of(state.due())));
      LOG.debug("schedule {} fired {} jobs, next at {}", schedule.name(), jobs.size(), next);
    } else {
      refresh(schedule, next);
    }
  }

  /** Another process was faster, or somebody removed it. */
  private void refresh(Declared schedule, Instant next) {
    ScheduleState there =
        backend.schedules().stream()
            .filter(state -> state.name().equals(schedule.name()))
            .findFirst()
            .orElseGet(() -> backend.putSchedule(schedule.name(), schedule.rule().text(), next));
    states.put(schedule.name(), there);
  }

  /** The due times to be fired, from the first that was not. */
  private static List<Instant> times(Declared schedule, Instant due, Instant now) {
    Instant recent = now.minus(MISSED);
    List<Instant> times = new ArrayList<>();
    Instant from = due.minusNanos(1);
    if (due.isBefore(recent)) {
      switch (schedule.missed()) {
        case SKIP -> from = recent;
        case ONCE -> {
          times.add(due);
          from = recent;
        }
        case ALL -> {}
      }
    }
    Deque<Instant> last = new ArrayDeque<>();
    Optional<Instant> time = schedule.rule().next(from);
    while (time.isPresent() && !time.get().isAfter(now)) {
      last.addLast(time.get());
      if (last.size() > MOST_MADE_UP_FOR) {
        last.removeFirst();
      }
      time = schedule.rule().next(time.get());
    }
    times.addAll(last);
    return times;
  }
}
