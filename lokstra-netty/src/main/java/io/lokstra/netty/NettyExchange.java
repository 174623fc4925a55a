package io.lokstra.netty;

import io.lokstra.engine.Call;
import io.lokstra.engine.CancelReason;
import io.lokstra.engine.Exchange;
import io.lokstra.engine.Forward;
import io.lokstra.engine.ForwardException;
import io.lokstra.engine.ForwardedResponse;
import io.lokstra.engine.Outcome;
import io.lokstra.engine.RequestBody;
import io.lokstra.http.Header;
import io.lokstra.http.Headers;
import io.lokstra.http.RequestTarget;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.netty.http1.RequestHead;
import io.lokstra.netty.threads.RouteThreads;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request and its call, between the event loop and the request's thread.
 *
 * <p>The two meet in {@link #state}. A call that ends in its first run on the loop is answered when
 * that run returns; one that leaves the loop hands its response back by a task of the loop.
 */
final class NettyExchange implements Exchange, Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(NettyExchange.class);

  /** The thread runs off the loop, or will when it goes on. */
  private static final int DETACHED = 1;

  /** {@link #respond} was called. */
  private static final int RESPONDED = 2;

  /** The response is sent piece by piece by the request's thread. */
  private static final int STREAMED = 4;

  /** The thread is done with the call. */
  private static final int DONE = 8;

  /** The loop is done with the exchange. */
  private static final int SENT = 16;

  /** The call no longer counts among those in progress. */
  private static final int ENDURING = 32;

  private static final VarHandle STATE;

  static {
    try {
      STATE = MethodHandles.lookup().findVarHandle(NettyExchange.class, "state", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Answering on;
  private final RequestHead head;
  private final RequestTarget target;
  private final long startedAt;
  private RequestBody body = RequestBody.EMPTY;
  private @Nullable Call call;
  private @Nullable Thread thread;
  private @Nullable RouteThreads route;
  private @Nullable Response response;
  private @Nullable Throwable failure;
  private @Nullable Outcome outcome;
  private boolean told;

  /** What was forwarded last; each knows the one before it. */
  private volatile @Nullable UpstreamCall forwarded;

  private boolean contentForwarded;

  /** Of the response, for its outcome; the loop's. */
  private int status;

  private long sentBytes;

  private volatile int state;

  NettyExchange(Answering on, RequestHead head, RequestTarget target, long startedAt) {
    this.on = on;
    this.head = head;
    this.target = target;
    this.startedAt = startedAt;
  }

  @Override
  public String method() {
    return head.method();
  }

  @Override
  public RequestTarget target() {
    return target;
  }

  @Override
  public int version() {
    return head.version();
  }

  @Override
  public Headers headers() {
    return head;
  }

  @Override
  public RequestBody body() {
    return body;
  }

  @Override
  public SocketAddress remoteAddress() {
    return connection().remoteAddress();
  }

  @Override
  public SocketAddress localAddress() {
    return connection().localAddress();
  }

  @Override
  public boolean secure() {
    return connection().secure();
  }

  @Override
  public List<X509Certificate> clientCertificates() {
    return connection().clientCertificates();
  }

  @Override
  public long startedAt() {
    return startedAt;
  }

  @Override
  public void respond(Response answer) {
    if ((state & RESPONDED) != 0) {
      throw new IllegalStateException("a request is answered once; this one has its answer");
    }
    Header alternative = connection().listener().alternative();
    respondWith(
        alternative == null || version() == 3 || answer.headers().contains(alternative.name())
            ? answer
            : answer.withHeader(alternative));
  }

  private void respondWith(Response answer) {
    if (answer.body() instanceof ResponseBody.Stream stream && bodyIsSent(answer.status())) {
      if (stream.writer() instanceof UpstreamContent content) {
        new PipedResponse(this, answer, stream, content).send();
      } else {
        new StreamedResponse(this, answer, stream).send();
      }
    } else {
      hand(answer);
    }
  }

  /** Leaves the gate, in which others may wait; the listener knows of it all the same. */
  @Override
  public void endures() {
    int before = mark(ENDURING);
    if ((before & ENDURING) == 0) {
      connection().listener().endures();
      if ((before & DETACHED) != 0) {
        connection().listener().gate().leave();
      }
    }
  }

  @Override
  public ForwardedResponse forward(Forward request) throws ForwardException, InterruptedException {
    UpstreamCall attempt = new UpstreamCall(this, request, forwarded);
    forwarded = attempt;
    if ((state & SENT) != 0) {
      // Whoever ended the exchange may not have seen this one.
      throw new InterruptedException("the request is over; it is not forwarded");
    }
    return attempt.run(connection().listener().upstreams());
  }

  /**
   * The content is about to be read by what forwards it. The request's thread.
   *
   * @return whether it is the first to do so
   */
  boolean takeContent() {
    boolean first = !contentForwarded;
    contentForwarded = true;
    return first;
  }

  /** The answer is no longer wanted. */
  void cancel(CancelReason reason) {
    call().cancel(reason);
    if (isDone()) {
      // Nobody waits any more who could be told: a response goes by itself.
      abandonForwarded();
    }
  }

  /** The client is gone, and with it who would take what other servers send. */
  void abandonForwarded() {
    for (UpstreamCall each = forwarded; each != null; each = each.previous()) {
      each.cancel();
    }
  }

  /** Whether a response with {@code status} to this request has its body on the wire. */
  boolean bodyIsSent(int status) {
    return status >= 200 && status != 204 && status != 304 && !head.method().equals("HEAD");
  }

  /** Gives the whole response to the loop. */
  void hand(Response answer) {
    response = answer;
    if ((mark(RESPONDED) & DETACHED) != 0) {
      on.execute(() -> on.answer(this));
    }
  }

  /** From now on the request's thread sends the response through {@code stream}. */
  void handStream(Response answer, Runnable first) {
    response = answer;
    mark(RESPONDED | STREAMED);
    on.execute(first);
  }

  /** There will be no response, because of {@code reason}: the loop answers 500. */
  void handFailure(Throwable reason) {
    failure = reason;
    if ((mark(RESPONDED) & DETACHED) != 0) {
      on.execute(() -> on.answer(this));
    }
  }

  /** The request's thread. */
  @Override
  public void run() {
    try {
      call().run();
    } catch (Throwable thrown) {
      LOG.error("the call of {} threw; it must answer instead", this, thrown);
      failure = thrown;
    }
    int before = mark(DONE);
    if ((before & ENDURING) != 0) {
      connection().listener().endured();
    }
    if ((before & DETACHED) != 0) {
      connection().listener().done(this);
      if ((before & ENDURING) == 0) {
        connection().listener().gate().leave();
      }
      if (route != null) {
        route.policy().ranOffLoop();
      }
      if ((before & RESPONDED) == 0) {
        on.execute(() -> on.answer(this));
      } else if ((before & SENT) != 0) {
        on.execute(this::end);
      }
    }
  }

  /** The call as prepared. */
  Call call() {
    if (call == null) {
      throw new IllegalStateException("the exchange was not prepared");
    }
    return call;
  }

  void prepared(Call prepared) {
    this.call = prepared;
  }

  void body(RequestBody arrived) {
    this.body = arrived;
  }

  /** The thread that will run the call, before it starts. */
  void starts(Thread runner, RouteThreads on, boolean offLoop) {
    this.thread = runner;
    this.route = on;
    if (offLoop) {
      connection().listener().gate().enter();
      mark(DETACHED);
    }
  }

  /**
   * The thread's first run on the loop is over.
   *
   * @return whether the loop is to answer now; else the thread will come back
   */
  boolean leftLoop() {
    int before = state;
    if ((before & DONE) == 0) {
      connection().listener().gate().enter();
      before = mark(DETACHED);
      if ((before & (DONE | ENDURING)) != 0) {
        connection().listener().gate().leave();
      }
    }
    return (before & (RESPONDED | DONE)) != 0 && (before & STREAMED) == 0;
  }

  /** Whether the thread is done with the call. */
  boolean isDone() {
    return (state & DONE) != 0;
  }

  /** The whole response; null when the call gave none. */
  @Nullable Response response() {
    return response;
  }

  /** What happened instead of a response. */
  @Nullable Throwable failure() {
    return failure;
  }

  RequestHead head() {
    return head;
  }

  ClientConnection connection() {
    return on.connection();
  }

  /** What this exchange is answered on. */
  Answering on() {
    return on;
  }

  @Nullable Thread thread() {
    return thread;
  }

  /** Keeps no thread that is done, where the exchange goes on for long. */
  void forgetThread() {
    if (isDone()) {
      thread = null;
    }
  }

  /** The loop sends a response with {@code sentStatus}. */
  void sending(int sentStatus) {
    this.status = sentStatus;
  }

  /** The loop hands body octets to the network. */
  void sent(long bytes) {
    sentBytes += bytes;
  }

  /**
   * The loop has nothing more to do with this exchange. The call learns of it as soon as its thread
   * is done too. Only the first time counts.
   *
   * @param cut what cut the response short; null when it was sent whole
   */
  void ended(long now, @Nullable Throwable cut) {
    if (outcome != null) {
      return;
    }
    Throwable reason = cut != null ? cut : failure;
    outcome =
        new Outcome(
            status,
            sentBytes,
            now - startedAt,
            reason == null ? Optional.empty() : Optional.of(reason));
    int before = mark(SENT);
    abandonForwarded();
    if (thread == null || (before & DONE) != 0) {
      end();
    }
  }

  /** The loop ends: the call learns of its end now, whatever its thread does. */
  void endNow() {
    end();
  }

  private void end() {
    Outcome how = outcome;
    if (how != null && call != null && !told) {
      told = true;
      try {
        call.ended(how);
      } catch (RuntimeException thrown) {
        LOG.error("the end of {} failed", this, thrown);
      }
    }
  }

  private int mark(int bits) {
    return (int) STATE.getAndBitwiseOr(this, bits);
  }

  @Override
  public String toString() {
    return head.method() + " " + target.path();
  }
}
