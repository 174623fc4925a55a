package io.lokstra.internal.memory;

import io.lokstra.engine.CancelReason;
import io.lokstra.engine.HttpHandler;
import io.lokstra.engine.HttpOptions;
import io.lokstra.engine.ListenAddress;
import io.lokstra.engine.Listener;
import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An address of a {@link MemoryEngine}. Every request has a connection of its own. */
public final class MemoryListener implements Listener {
  /** What a cancelled call gets to come to its end before it is cut off. */
  private static final Duration LAST_CHANCE = Duration.ofSeconds(1);

  final HttpOptions options;
  final HttpHandler handler;
  final ScheduledExecutorService timer;

  private final MemoryEngine engine;
  private final ListenAddress address;
  private final Semaphore permits;
  private final AtomicInteger queued = new AtomicInteger();
  private final Set<MemoryExchange> exchanges = new LinkedHashSet<>();
  private volatile boolean stopped;

  MemoryListener(
      MemoryEngine engine,
      ListenAddress address,
      HttpOptions options,
      HttpHandler handler,
      ScheduledExecutorService timer) {
    this.engine = engine;
    this.address = address;
    this.options = options;
    this.handler = handler;
    this.timer = timer;
    this.permits = new Semaphore(options.maxRequests(), true);
  }

  /**
   * Sends {@code request} and returns at once.
   *
   * @throws ConnectException when the listener accepts no more
   */
  public MemoryReply send(MemoryRequest request) throws ConnectException {
    MemoryExchange exchange = new MemoryExchange(this, request);
    synchronized (exchanges) {
      if (stopped) {
        throw new ConnectException("nothing listens on " + address);
      }
      exchanges.add(exchange);
    }
    exchange.start();
    return exchange.reply();
  }

  @Override
  public ListenAddress address() {
    return address;
  }

  @Override
  public void stopAccepting() {
    synchronized (exchanges) {
      stopped = true;
    }
    engine.release(this);
  }

  @Override
  public List<Stuck> drain(Duration deadline) throws InterruptedException {
    if (awaitIdle(deadline)) {
      return List.of();
    }
    running().forEach(exchange -> exchange.cancel(CancelReason.SHUTDOWN));
    if (awaitIdle(LAST_CHANCE)) {
      return List.of();
    }
    List<Stuck> stuck = new ArrayList<>();
    for (MemoryExchange exchange : running()) {
      stuck.add(exchange.stuck());
      exchange.cut();
    }
    return List.copyOf(stuck);
  }

  @Override
  public int inFlight() {
    return (int) running().stream().filter(MemoryExchange::isRunning).count();
  }

  @Override
  public void close() {
    stopAccepting();
    for (MemoryExchange exchange : running()) {
      exchange.cancel(CancelReason.SHUTDOWN);
      exchange.cut();
    }
  }

  /** Whether the listener stopped, so that a response says {@code Connection: close}. */
  boolean stopped() {
    return stopped;
  }

  /** Waits for leave to run, which {@link #leave()} gives back; false when there is none. */
  boolean enter() throws InterruptedException {
    if (permits.tryAcquire()) {
      return true;
    }
    try {
      return queued.incrementAndGet() <= options.maxQueuedRequests()
          && permits.tryAcquire(options.queueTimeout().toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      queued.decrementAndGet();
    }
  }

  void leave() {
    permits.release();
  }

  void finished(MemoryExchange exchange) {
    synchronized (exchanges) {
      exchanges.remove(exchange);
      exchanges.notifyAll();
    }
  }

  private List<MemoryExchange> running() {
    synchronized (exchanges) {
      return List.copyOf(exchanges);
    }
  }

  private boolean awaitIdle(Duration limit) throws InterruptedException {
    long end = System.nanoTime() + limit.toNanos();
    synchronized (exchanges) {
      while (!exchanges.isEmpty()) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        TimeUnit.NANOSECONDS.timedWait(exchanges, left);
      }
      return true;
    }
  }
}
