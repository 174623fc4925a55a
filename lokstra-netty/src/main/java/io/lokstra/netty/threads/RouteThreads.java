package io.lokstra.netty.threads;

import io.lokstra.engine.RouteHandle;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The threads of one route on one engine, named by its template: what an engine attaches to a
 * {@link RouteHandle}. Thread-safe.
 */
public final class RouteThreads {
  private final Object owner;
  private final RouteHandle route;
  private final LoopPolicy policy = new LoopPolicy();
  private final ThreadFactory offLoop;
  private final @Nullable OnLoop[] onLoop;

  private RouteThreads(Object owner, RouteHandle route, int loops) {
    this.owner = owner;
    this.route = route;
    this.offLoop =
        Thread.ofVirtual().name(route.template()).inheritInheritableThreadLocals(false).factory();
    this.onLoop = new @Nullable OnLoop[loops];
  }

  /**
   * The threads of {@code route}.
   *
   * @param owner the engine; what another engine attached is replaced
   * @param loops how many event loops the engine has
   */
  public static RouteThreads of(RouteHandle route, Object owner, int loops) {
    if (route.attachment() instanceof RouteThreads threads && threads.owner.equals(owner)) {
      return threads;
    }
    // Two loops may both come here; the one that loses only forgets the start of its warm-up.
    RouteThreads threads = new RouteThreads(owner, route, loops);
    route.attach(threads);
    return threads;
  }

  /** Whether the next call may start on its loop. */
  public boolean mayCarry(long now) {
    return policy.mayCarry(now) && !route.offLoop();
  }

  /** How long calls hold their loop. */
  public LoopPolicy policy() {
    return policy;
  }

  /** Method and path as registered. */
  public String template() {
    return route.template();
  }

  /** Makes threads that the JDK's scheduler runs from the start. */
  public ThreadFactory offLoop() {
    return offLoop;
  }

  /** Makes threads that start on the loop with this index. Call on that loop. */
  public OnLoop onLoop(int index, CarriedThreads.Carrier carrier) {
    OnLoop threads = onLoop[index];
    if (threads == null) {
      threads = new OnLoop(carrier.threads(route.template()));
      onLoop[index] = threads;
    }
    return threads;
  }

  /**
   * A call was started on its loop and held it for {@code nanos}.
   *
   * @return whether the route leaves the loop by this
   */
  public boolean ranOnLoop(long now, long nanos) {
    return policy.isWorthJudging(nanos) && policy.ranOnLoop(now, nanos, runsOnLoops());
  }

  /** How many calls were started on loops; approximate while they are running. */
  private long runsOnLoops() {
    long runs = 0;
    for (OnLoop threads : onLoop) {
      if (threads != null) {
        runs += threads.runs;
      }
    }
    return runs;
  }

  /** The threads of a route on one loop, counted there so that loops share no cache line. */
  public static final class OnLoop {
    private final ThreadFactory threads;
    private long runs;

    private OnLoop(ThreadFactory threads) {
      this.threads = threads;
    }

    /** A new thread, counted. */
    public Thread newThread(Runnable task) {
      runs++;
      return threads.newThread(task);
    }
  }
}
