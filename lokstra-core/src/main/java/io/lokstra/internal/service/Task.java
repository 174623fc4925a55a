package io.lokstra.internal.service;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Something that may fail and may take too long, run on a virtual thread of its own. */
public final class Task {
  private static final Duration GRACE = Duration.ofSeconds(1);

  /** What is run. */
  @FunctionalInterface
  public interface Work {
    /** Does it. */
    void run() throws Exception;
  }

  /**
   * How it ended.
   *
   * @param nanos how long it took
   * @param failure what it threw
   * @param late whether its deadline passed, so that it was interrupted
   * @param stuck where it still is when the interrupt did not help; empty when it ended
   */
  public record End(
      long nanos,
      Optional<Throwable> failure,
      boolean late,
      Optional<List<StackTraceElement>> stuck) {

    /** The same in milliseconds. */
    public long millis() {
      return nanos / 1_000_000;
    }
  }

  private final Thread thread;
  private volatile Optional<Throwable> failure = Optional.empty();

  private Task(String name, Work work) {
    thread =
        Thread.ofVirtual()
            .name(name)
            .unstarted(() -> {
              try {
                work.run();
              } catch (Throwable e) { // whatever it is, somebody else has to tell of it
                failure = Optional.of(e);
              }
            });
  }

  /**
   * Runs {@code work} and waits for it, until {@code deadline}; it is interrupted then, and left
   * behind a second later. An interrupt of the caller interrupts it too.
   */
  public static End run(String name, Duration deadline, Work work) {
    Task task = new Task(name, work);
    long began = System.nanoTime();
    task.thread.start();
    boolean ended = false;
    boolean interrupted = false;
    try {
      ended = task.thread.join(deadline);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    boolean late = !ended;
    if (late) {
      task.thread.interrupt();
      try {
        ended = task.thread.join(GRACE);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return new End(
        System.nanoTime() - began,
        ended ? task.failure : Optional.empty(),
        late,
        ended ? Optional.empty() : Optional.of(List.of(task.thread.getStackTrace())));
  }
}
