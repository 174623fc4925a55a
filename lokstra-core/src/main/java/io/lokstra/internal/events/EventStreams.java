package io.lokstra.internal.events;

import io.lokstra.events.EventHandler;
import io.lokstra.events.EventOptions;
import io.lokstra.http.Header;
import io.lokstra.http.HttpException;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.http.ResponseHeaders;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The streams of events of one server: how many there may be, their heartbeats, their end with the
 * server. Thread-safe.
 */
public final class EventStreams {
  private static final ResponseHeaders HEADERS =
      ResponseHeaders.of(
          Header.of("content-type", "text/event-stream"),
          // Neither kept nor changed on the way: what packs or collects it holds it back.
          Header.of("cache-control", "no-store, no-transform"),
          Header.of("x-accel-buffering", "no"));

  /** Why a stream ends that the server ends. */
  static final String STOPS = "the server stops";

  private static final Duration BUSY = Duration.ofSeconds(5);
  private static final long MOST_MILLIS = 1_000;

  private final EventOptions options;
  private final Set<OpenStream> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger taken = new AtomicInteger();
  private volatile boolean draining;
  private boolean ticking;

  /** None yet. */
  public EventStreams(EventOptions options) {
    this.options = options;
  }

  /**
   * The response to {@code request} that {@code handler} will fill.
   *
   * @throws HttpException 503 when there are too many
   */
  public Response respond(StreamedRequest request, EventHandler handler) {
    if (taken.incrementAndGet() > options.maxStreams()) {
      taken.decrementAndGet();
      throw HttpException.unavailable("Too many event streams are open; try again later.", BUSY);
    }
    request.onEnd(taken::decrementAndGet);
    return Response.of(
        200, HEADERS, new ResponseBody.Stream(-1, new OpenStream(this, request, handler)));
  }

  /** Adds a stream that begins; false when the server stops, and it is to end at once. */
  boolean add(OpenStream stream) {
    open.add(stream);
    if (draining) {
      open.remove(stream);
      return false;
    }
    startTicking();
    return true;
  }

  /** A stream has ended. */
  void remove(OpenStream stream) {
    open.remove(stream);
  }

  /** Ends every stream, so that its client comes back to another server. Returns at once. */
  public void drain() {
    draining = true;
    open.forEach(each -> each.end(STOPS));
  }

  /** How many streams are open. */
  public int count() {
    return open.size();
  }

  EventOptions options() {
    return options;
  }

  /** How long the client of a stream that ends with the server is to wait, in milliseconds. */
  long spreadRetry() {
    long least = options.retry().toMillis();
    return ThreadLocalRandom.current().nextLong(least, 2 * least + 1);
  }

  private synchronized void startTicking() {
    if (!ticking && (options.heartbeat().isPositive() || options.maxDuration().isPositive())) {
      ticking = true;
      Thread.ofVirtual().name("lokstra-events").start(this::tick);
    }
  }

  private void tick() {
    try {
      while (goesOn()) {
        Thread.sleep(interval());
        long now = System.nanoTime();
        for (OpenStream each : open) {
          each.tick(now);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean goesOn() {
    ticking = !open.isEmpty();
    return ticking;
  }

  /** Often enough that nothing is late by more than a quarter of its time, or a second. */
  private long interval() {
    long shortest = MOST_MILLIS;
    for (Duration each : new Duration[] {options.heartbeat(), options.maxDuration()}) {
      if (each.isPositive()) {
        shortest = Math.min(shortest, each.toMillis() / 4);
      }
    }
    return Math.max(1, shortest);
  }
}
