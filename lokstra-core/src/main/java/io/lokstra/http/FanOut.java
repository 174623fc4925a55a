package io.lokstra.http;

import io.lokstra.internal.log.Context;
import io.lokstra.internal.log.ScopedFields;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Several tasks of one request at the same time, each on a virtual thread in the request's scope.
 * Without the preview API ({@code StructuredTaskScope}), but with its promise: no task outlives the
 * call.
 */
final class FanOut {
  private FanOut() {}

  private record Finished<T>(int index, CompletableFuture<T> result) {}

  static <T> List<T> all(RequestContext ctx, Collection<? extends Callable<? extends T>> tasks)
      throws Exception {
    List<CompletableFuture<T>> results = new ArrayList<>();
    try (Group<T> group = new Group<>(ctx, tasks)) {
      for (int i = 0; i < tasks.size(); i++) {
        results.add(null);
      }
      for (int i = 0; i < tasks.size(); i++) {
        Finished<T> finished = group.next();
        result(finished.result());
        results.set(finished.index(), finished.result());
      }
    }
    List<T> values = new ArrayList<>(results.size());
    for (CompletableFuture<T> each : results) {
      values.add(each.resultNow());
    }
    return values;
  }

  static <T> T race(RequestContext ctx, Collection<? extends Callable<? extends T>> tasks)
      throws Exception {
    if (tasks.isEmpty()) {
      throw new IllegalArgumentException("a race needs at least one task");
    }
    try (Group<T> group = new Group<>(ctx, tasks)) {
      Exception first = null;
      for (int i = 0; i < tasks.size(); i++) {
        CompletableFuture<T> next = group.next().result();
        try {
          return result(next);
        } catch (Exception e) {
          if (first == null) {
            first = e;
          } else {
            first.addSuppressed(e);
          }
        }
      }
      throw first == null ? new IllegalStateException("no task finished") : first;
    }
  }

  private static <T> T result(CompletableFuture<T> finished) throws Exception {
    try {
      return finished.get();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case Exception exception -> throw exception;
        case Error error -> throw error;
        case null, default -> throw e;
      }
    }
  }

  /** The running tasks; closing interrupts those left and waits for them. */
  private static final class Group<T> implements AutoCloseable {
    private final LinkedBlockingQueue<Finished<T>> finished = new LinkedBlockingQueue<>();
    private final List<Thread> threads = new ArrayList<>();
    private final RequestContext ctx;

    Group(RequestContext ctx, Collection<? extends Callable<? extends T>> tasks) {
      this.ctx = ctx;
      Optional<ScopedFields> scope = Context.scope();
      int index = 0;
      for (Callable<? extends T> task : tasks) {
        int at = index++;
        threads.add(
            Thread.ofVirtual()
                .name(Thread.currentThread().getName() + " #" + at)
                .start(() ->
                    Context.run(ctx, scope, () -> finished.add(new Finished<>(at, run(task))))));
      }
    }

    private CompletableFuture<T> run(Callable<? extends T> task) {
      try {
        return CompletableFuture.completedFuture(task.call());
      } catch (Throwable e) {
        return CompletableFuture.failedFuture(e);
      }
    }

    Finished<T> next() throws InterruptedException {
      return finished.take();
    }

    @Override
    public void close() {
      interruptAll();
      boolean interrupted = false;
      for (Thread thread : threads) {
        while (true) {
          try {
            thread.join();
            break;
          } catch (InterruptedException e) {
            interrupted = true;
            interruptAll();
          }
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }

    /** By the request's cancellation, which knows what must not be interrupted. */
    private void interruptAll() {
      for (Thread thread : threads) {
        if (thread.isAlive()) {
          ctx.cancellation().interrupt(thread);
        }
      }
    }
  }
}
