package io.lokstra.http;

import io.lokstra.engine.Outcome;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs what is to be done after responses, those of one response on a virtual thread of their own:
 * a bounded number at a time, a bounded number waiting. Thread-safe.
 */
final class ResponseHooks {
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  /** A response whose hooks wait. */
  private record Ended(ActiveRequest request, Outcome outcome) {}

  private final List<ResponseHook> hooks;
  private final AfterResponseOptions options;
  private final Queue<Ended> waiting = new ArrayDeque<>();
  private final Set<Thread> running = new HashSet<>();
  private long dropped;
  private long toldOfAtNanos = System.nanoTime() - MINUTE;

  ResponseHooks(List<ResponseHook> hooks, AfterResponseOptions options) {
    this.hooks = List.copyOf(hooks);
    this.options = options;
  }

  /** The response to {@code request} has ended. Returns at once. */
  void after(ActiveRequest request, Outcome outcome) {
    if (outcome.status() == 0) {
      return;
    }
    long lost;
    synchronized (this) {
      if (running.size() < options.maxRunning()) {
        begin(new Ended(request, outcome));
        return;
      }
      if (waiting.size() < options.maxQueued()) {
        waiting.add(new Ended(request, outcome));
        return;
      }
      dropped++;
      if (System.nanoTime() - toldOfAtNanos < MINUTE) {
        return;
      }
      toldOfAtNanos = System.nanoTime();
      lost = dropped;
    }
    log()
        .warn(
            "hooks of {} responses were left out: {} run and {} wait (server.after-response.max-queued)",
            lost,
            options.maxRunning(),
            options.maxQueued());
  }

  private synchronized void begin(Ended ended) {
    Thread thread =
        Thread.ofVirtual()
            .name("lokstra-after-response")
            .unstarted(() -> ended.request().goOnAfter(() -> run(ended)));
    running.add(thread);
    thread.start();
  }

  private void run(Ended ended) {
    try {
      for (ResponseHook hook : hooks) {
        try {
          hook.run(ended.request(), ended.outcome());
        } catch (Throwable e) { // the others are to be run whatever this one does
          log()
              .error(
                  "a hook after the response to {} failed [{}]",
                  ended.request().handle(),
                  ended.request().requestId(),
                  e);
        }
      }
    } finally {
      synchronized (this) {
        running.remove(Thread.currentThread());
        Ended next = waiting.poll();
        if (next != null) {
          begin(next);
        }
        notifyAll();
      }
    }
  }

  /** Waits until none runs and none waits; what is left when that takes too long is interrupted. */
  void drain() {
    long end = System.nanoTime() + options.drainTimeout().toNanos();
    boolean interrupted = false;
    int left;
    synchronized (this) {
      long rest = end - System.nanoTime();
      while (!running.isEmpty() && rest > 0 && !interrupted) {
        try {
          TimeUnit.NANOSECONDS.timedWait(this, Math.max(rest, TimeUnit.MILLISECONDS.toNanos(1)));
        } catch (InterruptedException e) {
          interrupted = true;
        }
        rest = end - System.nanoTime();
      }
      left = running.size() + waiting.size();
      waiting.clear();
      running.forEach(Thread::interrupt);
    }
    if (left > 0) {
      log().warn("hooks of {} responses did not end in time and were cut", left);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static Logger log() {
    return LoggerFactory.getLogger("io.lokstra.server");
  }
}
