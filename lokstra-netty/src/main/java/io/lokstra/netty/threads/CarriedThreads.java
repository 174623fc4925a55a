package io.lokstra.netty.threads;

import java.lang.reflect.Constructor;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Virtual threads whose first run is carried by the thread that starts them: an event loop.
 *
 * <p>This is the one class that touches the JDK's internals: the constructor of the virtual-thread
 * builder that takes a scheduler, and the JDK's own scheduler. Only the first run of a thread stays
 * on the loop; every other submission goes to the JDK's scheduler: resuming, yielding, children of
 * the thread, the JDK's socket pollers. {@code docs/decisions} has the experiments behind this.
 */
public final class CarriedThreads {
  private static final int SELF_TEST_SECONDS = 5;

  private final Constructor<?> builder;
  private final Executor scheduler;

  private CarriedThreads(Constructor<?> builder, Executor scheduler) {
    this.builder = builder;
    this.scheduler = scheduler;
  }

  /**
   * Opens the JDK and tries whether carrying works.
   *
   * @throws CarryingUnavailableException when it does not, with the reason and the remedy
   */
  public static CarriedThreads open() throws CarryingUnavailableException {
    try {
      Constructor<?> builder =
          Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder")
              .getDeclaredConstructor(Executor.class);
      builder.setAccessible(true);
      Method scheduler =
          Class.forName("java.lang.VirtualThread").getDeclaredMethod("defaultScheduler");
      scheduler.setAccessible(true);
      CarriedThreads threads = new CarriedThreads(builder, (Executor) scheduler.invoke(null));
      threads.test();
      return threads;
    } catch (InaccessibleObjectException closed) {
      throw new CarryingUnavailableException(
          "java.base does not open java.lang to Lokstra", Remedy.forThisJvm(), closed);
    } catch (ReflectiveOperationException | ClassCastException different) {
      throw new CarryingUnavailableException(
          "this JDK ("
              + Runtime.version()
              + ") has no virtual-thread builder that takes a scheduler",
          "use JDK 25, or leave carried threads off",
          different);
    }
  }

  /** What carries threads for one event loop. Call on the loop's own thread. */
  public Carrier carrier() {
    return new Carrier(Thread.currentThread());
  }

  /** Carries the first run of virtual threads on one platform thread. */
  public final class Carrier implements Executor {
    private final Thread loop;

    /** Only read and written by the loop's thread, and never while a virtual thread is on it. */
    private boolean starting;

    private Carrier(Thread loop) {
      this.loop = loop;
    }

    /** Makes threads that this carrier can {@link #start}, all with one name. */
    public ThreadFactory threads(String name) {
      try {
        return ((Thread.Builder.OfVirtual) builder.newInstance(this))
            .name(name)
            .inheritInheritableThreadLocals(false)
            .factory();
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("a virtual-thread builder that worked at start failed", e);
      }
    }

    /**
     * Starts {@code thread} and runs it until it ends or blocks, before this returns. Call on the
     * loop's own thread.
     */
    public void start(Thread thread) {
      starting = true;
      try {
        thread.start();
      } finally {
        starting = false;
      }
    }

    /**
     * Called by the JDK for every run of a thread made here, and of its children. Never rejects.
     */
    @Override
    public void execute(Runnable run) {
      // While a virtual thread is mounted it is the current thread: its children never pass here.
      if (Thread.currentThread() == loop && starting) {
        starting = false;
        run.run();
      } else {
        scheduler.execute(run);
      }
    }
  }

  /** Starts, parks, resumes and has a child, and checks where each happened. */
  private void test() throws CarryingUnavailableException {
    AtomicReference<@Nullable String> failure = new AtomicReference<>("the test did not end");
    Thread tester =
        Thread.ofPlatform()
            .daemon()
            .name("lokstra-carrier-test")
            .unstarted(() -> failure.set(failureOf(carrier())));
    tester.start();
    try {
      tester.join(TimeUnit.SECONDS.toMillis(2L * SELF_TEST_SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    String reason = failure.get();
    if (reason != null) {
      throw new CarryingUnavailableException(
          "the self-test of carried threads failed: " + reason,
          "report this with the JDK's version (" + Runtime.version() + ")",
          null);
    }
  }

  private static @Nullable String failureOf(Carrier carrier) {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch resume = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(2);
    Thread thread =
        carrier
            .threads("lokstra-carrier-test")
            .newThread(() -> {
              begun.countDown();
              Thread.startVirtualThread(ended::countDown);
              try {
                resume.await();
                ended.countDown();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    carrier.start(thread);
    if (begun.getCount() != 0) {
      return "the first run was not on the loop";
    }
    resume.countDown();
    try {
      // The loop's thread waits here: whatever still runs is on the JDK's scheduler.
      return ended.await(SELF_TEST_SECONDS, TimeUnit.SECONDS)
          ? null
          : "a thread or its child was not resumed by the JDK's scheduler";
    } catch (InterruptedException e) {
      return "interrupted";
    }
  }
}
