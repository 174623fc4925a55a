package io.lokstra.middleware;

import io.lokstra.config.Default;
import io.lokstra.http.Middleware;
import io.lokstra.http.Next;
import io.lokstra.http.RequestContext;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.internal.web.Bounds;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * Lets so many requests be answered at the same time, for something that more would not make
 * faster: a report, an upload, a slow neighbour. The next ones wait, if they may, in their order,
 * and no longer than their deadline; the rest get 503 with {@code Retry-After}. A streamed answer
 * counts until its end. Each instance has its own count.
 */
public final class ConcurrencyLimit implements Middleware {

  /**
   * How many.
   *
   * @param maxRequests how many at the same time
   * @param maxQueuedRequests how many may wait
   * @param queueTimeout how long they may
   * @param retryAfter what those who may not are told
   */
  @io.lokstra.config.Options
  public record Options(
      @Default("100") @Positive int maxRequests,
      @Default("0") @PositiveOrZero int maxQueuedRequests,
      @Default("1s") @Positive Duration queueTimeout,
      @Default("1s") @Positive Duration retryAfter) {

    /** 100, and nobody waits. */
    public static Options defaults() {
      return new Options(100, 0, Duration.ofSeconds(1), Duration.ofSeconds(1));
    }

    /** So many at the same time. */
    public Options maxRequests(int requests) {
      return new Options(requests, maxQueuedRequests, queueTimeout, retryAfter);
    }

    /** So many may wait, so long. */
    public Options queue(int requests, Duration longest) {
      return new Options(maxRequests, requests, longest, retryAfter);
    }

    /** What those who may not are told. */
    public Options retryAfter(Duration time) {
      return new Options(maxRequests, maxQueuedRequests, queueTimeout, time);
    }
  }

  private final Options options;
  private final Semaphore free;
  private final AtomicInteger waiting = new AtomicInteger();

  private ConcurrencyLimit(Options options) {
    if (options.maxRequests() < 1 || options.maxQueuedRequests() < 0) {
      throw new IllegalArgumentException(
          "concurrency-limit: max-requests is %d and max-queued-requests %d; expected 1 or more, and 0 or more"
              .formatted(options.maxRequests(), options.maxQueuedRequests()));
    }
    Bounds.positive("concurrency-limit", "queue-timeout", options.queueTimeout());
    Bounds.positive("concurrency-limit", "retry-after", options.retryAfter());
    this.options = options;
    this.free = new Semaphore(options.maxRequests(), true);
  }

  /** So many at the same time; nobody waits. */
  public static ConcurrencyLimit of(int requests) {
    return create(Options.defaults().maxRequests(requests));
  }

  /** {@code create(limit -> limit.maxRequests(4).queue(20, Duration.ofSeconds(2)))}. */
  public static ConcurrencyLimit create(UnaryOperator<Options> options) {
    return create(options.apply(Options.defaults()));
  }

  /** By these options. */
  public static ConcurrencyLimit create(Options options) {
    return new ConcurrencyLimit(options);
  }

  @Override
  public Response handle(RequestContext ctx, Next next) throws InterruptedException {
    if (!enter(ctx)) {
      return Response.unavailable(
          "Too many of these are in progress; try again later.", options.retryAfter());
    }
    boolean streams = false;
    try {
      Response response = next.handle(ctx);
      streams =
          !(response.body() instanceof ResponseBody.Bytes)
              && !(response.body() instanceof ResponseBody.Empty);
      if (streams) {
        ctx.onEnd(outcome -> free.release());
      }
      return response;
    } finally {
      if (!streams) {
        free.release();
      }
    }
  }

  private boolean enter(RequestContext ctx) throws InterruptedException {
    // Not past those who wait: tryAcquire() alone would be.
    if (!free.hasQueuedThreads() && free.tryAcquire()) {
      return true;
    }
    if (options.maxQueuedRequests() == 0) {
      return false;
    }
    if (waiting.incrementAndGet() > options.maxQueuedRequests()) {
      waiting.decrementAndGet();
      return false;
    }
    try {
      Duration left = ctx.remaining();
      Duration longest = left.compareTo(options.queueTimeout()) < 0 ? left : options.queueTimeout();
      return free.tryAcquire(longest.toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      waiting.decrementAndGet();
    }
  }

  @Override
  public String name() {
    return "concurrency-limit";
  }
}
