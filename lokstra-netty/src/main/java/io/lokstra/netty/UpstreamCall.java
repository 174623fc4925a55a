package io.lokstra.netty;

import io.lokstra.engine.Duplex;
import io.lokstra.engine.Forward;
import io.lokstra.engine.ForwardException;
import io.lokstra.engine.ForwardedResponse;
import io.lokstra.engine.RequestBody;
import io.lokstra.http.Headers;
import io.lokstra.http.HttpException;
import io.lokstra.http.ResponseBody;
import io.lokstra.netty.http1.RequestEncoder;
import io.lokstra.netty.http1.ResponseHead;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way to another server, and what it answers. The request's thread waits for the
 * head; a loop brings it. Where the request's content is still arriving, a thread of its own takes
 * it from the client to the server, so that an early answer is seen.
 */
final class UpstreamCall implements ForwardedResponse {
  /** No content. */
  private static final int NONE = -2;

  private static final int PIECE = 8 * 1024;

  private final NettyExchange exchange;
  private final Forward request;
  private final @Nullable UpstreamCall previous;
  private final AtomicReference<@Nullable Object> outcome = new AtomicReference<>();
  private volatile @Nullable Thread waiter;
  private volatile @Nullable UpstreamConnection connection;
  private volatile @Nullable UpstreamPool pool;
  private volatile @Nullable Thread sender;
  private volatile boolean cancelled;
  private volatile boolean complete;
  private long waitsSince;

  /**
   * What the server answered.
   *
   * @param head its head
   * @param content its content
   * @param upgraded the connection, where the server left HTTP
   */
  private record Answer(ResponseHead head, ResponseBody content, Optional<Duplex> upgraded) {}

  /**
   * A call.
   *
   * @param previous what was forwarded for the same exchange before; null for nothing
   */
  UpstreamCall(NettyExchange exchange, Forward request, @Nullable UpstreamCall previous) {
    this.exchange = exchange;
    this.request = request;
    this.previous = previous;
  }

  @Nullable UpstreamCall previous() {
    return previous;
  }

  // The request's thread.

  /** Sends the request and waits for the head of its response. */
  ForwardedResponse run(UpstreamPools pools) throws ForwardException, InterruptedException {
    HttpException refused = refusal();
    if (refused != null) {
      throw refused;
    }
    waiter = Thread.currentThread();
    UpstreamPool from = pools.of(request.to(), request.options());
    pool = from;
    from.acquire(this);
    Object result = outcome.get();
    while (result == null) {
      LockSupport.park(this);
      if (Thread.interrupted()) {
        cancel();
        throw new InterruptedException("the request was cancelled while it was forwarded");
      }
      result = outcome.get();
    }
    waiter = null;
    return switch (result) {
      case Answer _ -> this;
      case ForwardException failed -> throw failed;
      case InterruptedException cancelledByOthers -> throw cancelledByOthers;
      case RuntimeException refusedOnTheWay -> throw refusedOnTheWay;
      default -> throw new IllegalStateException(String.valueOf(result));
    };
  }

  private Answer answer() {
    if (outcome.get() instanceof Answer answer) {
      return answer;
    }
    throw new IllegalStateException("there is no answer yet");
  }

  @Override
  public int status() {
    return answer().head().status();
  }

  @Override
  public Headers headers() {
    return answer().head();
  }

  @Override
  public ResponseBody body() {
    return answer().content();
  }

  @Override
  public Optional<Duplex> upgraded() {
    return answer().upgraded();
  }

  // The loop of its connection.

  /** The loop of the client's connection, on which a new connection to the server is made. */
  LoopContext loop() {
    return exchange.connection().loop();
  }

  /** Runs {@code task} on that loop. Any thread. */
  void execute(Runnable task) {
    exchange.on().execute(task);
  }

  /** It goes out on {@code on} now. */
  void begins(UpstreamConnection on) {
    connection = on;
  }

  /** The head, and the content where all of it is there. */
  byte[] encoded() {
    return RequestEncoder.head(
        request.method(),
        request.target(),
        request.headers(),
        announced(),
        request.upgrade().orElse(null));
  }

  private long announced() {
    byte[] whole = whole();
    if (whole == null) {
      return exchange.body().length();
    }
    if (whole.length > 0) {
      return whole.length;
    }
    // A length of zero where the method means to send some (RFC 9110 §8.6).
    return switch (request.method()) {
      case "POST", "PUT", "PATCH" -> 0;
      default -> NONE;
    };
  }

  /** All of the request's content, null when it is still arriving. */
  byte @Nullable [] whole() {
    RequestBody body = exchange.body();
    if (body.length() == 0) {
      return new byte[0];
    }
    return body instanceof Bodies.Buffered(long _, byte[] content) ? content : null;
  }

  Forward request() {
    return request;
  }

  /** Why the request's content cannot be had, as far as that is known; null for no reason. */
  @Nullable HttpException refusal() {
    RequestBody body = exchange.body();
    if (body instanceof Bodies.Arriving(long _, InputQueue arriving)) {
      return arriving.failure() instanceof HttpException refused ? refused : null;
    }
    return body.refusal()
        .map(reason -> new HttpException(reason.status(), reason.code(), reason.message()))
        .orElse(null);
  }

  /**
   * Why nothing is to be sent for it, though there is a connection now; null when all is well. To
   * be asked once, right before its head is sent.
   */
  @Nullable RuntimeException obstacle() {
    HttpException refused = refusal();
    if (refused != null) {
      return refused;
    }
    return whole() == null && !exchange.takeContent()
        ? new IllegalStateException(
            "the content of %s went to another server as it arrived, and is not kept; forward it once, or raise buffered-body"
                .formatted(exchange))
        : null;
  }

  /** Takes the content to the server as it arrives. */
  void startSending(UpstreamConnection on) {
    UpstreamRequestContent to = new UpstreamRequestContent(on, this, announced());
    Thread thread =
        Thread.ofVirtual().name(exchange + " to " + request.to()).unstarted(() -> send(to));
    sender = thread;
    thread.start();
  }

  private void send(UpstreamRequestContent to) {
    try {
      InputStream from = exchange.body().stream();
      byte[] piece = new byte[PIECE];
      for (int count = from.read(piece); count >= 0; count = from.read(piece)) {
        HttpException refused = refusal();
        if (refused != null) {
          throw refused;
        }
        to.write(piece, 0, count);
        if (from.available() == 0) {
          to.flush();
        }
      }
      to.end();
    } catch (HttpException refused) {
      fail(refused);
      cancel();
    } catch (IOException | RuntimeException e) {
      // Of the client: it is gone, or takes its time, and whoever watches it says so. Of the
      // server: it may have answered before it closed, and its own connection says what became of
      // it.
      // Of us: enough was sent.
      if (to.isBroken() || complete || cancelled) {
        return;
      }
      fail(new HttpException(400, "bad_request", "the body ended before it was whole"));
      cancel();
    }
  }

  /** The server answered. */
  void answered(ResponseHead head, ResponseBody content, Optional<Duplex> upgraded) {
    end(new Answer(head, content, upgraded));
  }

  /** It did not, or what was to be sent to it cannot be had. Any thread. */
  void fail(Exception reason) {
    end(reason);
  }

  private void end(Object result) {
    if (outcome.compareAndSet(null, result)) {
      Thread waiting = waiter;
      if (waiting != null) {
        LockSupport.unpark(waiting);
      }
    }
  }

  /** The server sends an interim response. */
  void interim(ResponseHead head) {
    exchange.on().execute(() -> exchange.on().interim(exchange, head));
  }

  /** Response and connection are done with each other. */
  void completed() {
    complete = true;
    stopSending();
  }

  private void stopSending() {
    Thread sending = sender;
    if (sending != null) {
      sending.interrupt();
    }
  }

  // Whoever wants no answer any more.

  boolean isCancelled() {
    return cancelled;
  }

  /** Nobody wants the answer, or the rest of it. Any thread; more than once. */
  void cancel() {
    if (complete || cancelled) {
      return;
    }
    cancelled = true;
    end(new InterruptedException("the request was cancelled while it was forwarded"));
    stopSending();
    UpstreamPool from = pool;
    UpstreamConnection on = connection;
    if (on != null) {
      on.execute(() -> on.abandon(this));
    } else if (from != null) {
      from.giveUp(this);
    }
  }

  // The pool.

  void waitsFrom(long now) {
    waitsSince = now;
  }

  long waitsSince() {
    return waitsSince;
  }

  @Override
  public String toString() {
    return request.method() + " " + request.to() + " for " + exchange;
  }
}
