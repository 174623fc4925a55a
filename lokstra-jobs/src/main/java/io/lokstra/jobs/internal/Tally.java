package io.lokstra.jobs.internal;

import io.lokstra.jobs.JobCounts;
import java.util.concurrent.atomic.LongAdder;

/** Counts what this process does with jobs. Thread-safe. */
public final class Tally {
  private final LongAdder enqueued = new LongAdder();
  private final LongAdder started = new LongAdder();
  private final LongAdder done = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder dead = new LongAdder();
  private final LongAdder cancelled = new LongAdder();
  private final LongAdder handedBack = new LongAdder();
  private final LongAdder lost = new LongAdder();

  /** So many jobs were enqueued. */
  public void enqueued(int jobs) {
    enqueued.add(jobs);
  }

  void started() {
    started.increment();
  }

  void done() {
    done.increment();
  }

  void failed() {
    failed.increment();
  }

  void dead() {
    dead.increment();
  }

  void cancelled() {
    cancelled.increment();
  }

  void handedBack() {
    handedBack.increment();
  }

  void lost() {
    lost.increment();
  }

  /** The counts. */
  public JobCounts counts(int running) {
    return new JobCounts(
        enqueued.sum(),
        started.sum(),
        done.sum(),
        failed.sum(),
        dead.sum(),
        cancelled.sum(),
        handedBack.sum(),
        lost.sum(),
        running);
  }
}
