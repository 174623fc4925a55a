package io.lokstra.jobs.internal;

import io.lokstra.jobs.spi.Completion;
import io.lokstra.jobs.spi.JobBackend;
import io.lokstra.jobs.spi.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the back end what became of jobs, many in one call: those that end within 2 ms, at most 50.
 * Waits for a back end that cannot be reached; meanwhile no more than 100 wait here, and handlers
 * that end after them keep their permits.
 */
final class Completions {
  private static final Logger LOG = LoggerFactory.getLogger("io.lokstra.jobs");
  private static final int TOGETHER = 50;
  private static final long TOGETHER_NANOS = 2_000_000;
  private static final int WAITING = 100;

  private record Item(Run run, Completion completion) {}

  private final JobBackend backend;
  private final BiConsumer<Run, Verdict> told;
  private final BlockingQueue<Item> items = new ArrayBlockingQueue<>(WAITING);
  private final Thread thread;
  private volatile boolean ending;

  /**
   * Begins.
   *
   * @param told hears what the back end said of each
   */
  Completions(String name, JobBackend backend, BiConsumer<Run, Verdict> told) {
    this.backend = backend;
    this.told = told;
    this.thread = Thread.ofVirtual().name(name + "-completions").start(this::loop);
  }

  void add(Run run, Completion completion) {
    boolean interrupted = false;
    while (true) {
      try {
        items.put(new Item(run, completion));
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void loop() {
    List<Item> together = new ArrayList<>(TOGETHER);
    while (!ending || !items.isEmpty()) {
      try {
        Item first = items.poll(100, TimeUnit.MILLISECONDS);
        if (first != null) {
          together.add(first);
          gather(together);
        }
      } catch (InterruptedException e) {
        ending = true;
      }
      if (!together.isEmpty()) {
        tell(together);
        together.clear();
      }
    }
  }

  private void gather(List<Item> together) throws InterruptedException {
    long until = System.nanoTime() + TOGETHER_NANOS;
    items.drainTo(together, TOGETHER - together.size());
    while (together.size() < TOGETHER && !ending) {
      Item next = items.poll(until - System.nanoTime(), TimeUnit.NANOSECONDS);
      if (next == null) {
        return;
      }
      together.add(next);
      items.drainTo(together, TOGETHER - together.size());
    }
  }

  private void tell(List<Item> together) {
    List<Completion> completions = together.stream().map(Item::completion).toList();
    Pause pause = new Pause();
    while (true) {
      try {
        List<Verdict> verdicts = backend.complete(completions);
        for (int i = 0; i < verdicts.size(); i++) {
          told.accept(together.get(i).run(), verdicts.get(i));
        }
        return;
      } catch (RuntimeException e) {
        if (ending) {
          LOG.error(
              "{} jobs could not be told of as ended; they are run again when their leases pass",
              together.size(),
              e);
          together.forEach(item -> told.accept(item.run(), Verdict.STALE));
          return;
        }
        pause.after("telling of ended jobs", e);
      }
    }
  }

  /** Tells what is left, trying once, and ends. */
  void end() {
    ending = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
