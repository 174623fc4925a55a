package io.lokstra.netty;

import io.lokstra.engine.Call;
import io.lokstra.engine.CancelReason;
import io.lokstra.engine.HttpOptions;
import io.lokstra.engine.Refusal;
import io.lokstra.http.HttpException;
import io.lokstra.http.RequestTarget;
import io.lokstra.http.Response;
import io.lokstra.netty.http1.Refusals;
import io.lokstra.netty.http1.RequestHead;
import io.lokstra.netty.http3.ErrorCode;
import io.lokstra.netty.http3.ViolationException;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One request stream of HTTP/3: its request, its call, its response (RFC 9114 §4.1). Confined to
 * the event loop of its connection, but for {@link #execute} and {@link #startWaiting}.
 */
final class Http3Stream implements Answering {
  /** How much may be dropped of a body that nobody reads before the client is told to stop. */
  private static final long MAX_DISCARDED = 64 * 1024;

  /** How long the rest of such a body may take to come, in nanoseconds. */
  private static final long MAX_LINGER = 2_000_000_000L;

  private enum Phase {
    /** The head has not come. */
    HEAD,
    /** The body is collected. */
    BODY,
    /** The call waits for its turn on the loop. */
    READY,
    /** The call waits until fewer are in progress. */
    WAITING,
    /** The call runs. */
    RUNNING,
    /** The response is whole, or there is nothing to answer any more. */
    OVER
  }

  /** How often a client that waits is asked whether it still does. */
  private static final long PROBE_EVERY = TimeUnit.SECONDS.toNanos(1);

  /** When it is asked first. */
  private static final long FIRST_PROBE = TimeUnit.MILLISECONDS.toNanos(100);

  private final Http3Session session;
  private final long id;
  private final QuicWriter out;
  private final Http3Output output;
  private Phase phase = Phase.HEAD;
  private @Nullable NettyExchange exchange;
  private @Nullable StreamBody body;
  private long discarded;
  private @Nullable StreamedResponse streaming;
  private boolean remoteEnded;
  private boolean gone;
  private boolean deadlineTold;
  private long since;

  Http3Stream(Http3Session session, long id, QuicWriter out, long now) {
    this.session = session;
    this.id = id;
    this.out = out;
    this.since = now;
    this.output = new Http3Output(session, this, out);
  }

  long id() {
    return id;
  }

  QuicWriter out() {
    return out;
  }

  // The request.

  /** The head is whole; {@code endStream} when nothing follows it. */
  void begin(RequestHead head, boolean endStream, long now) {
    remoteEnded |= endStream;
    if (gone || phase != Phase.HEAD) {
      return; // it was refused before it was whole
    }
    phase = Phase.BODY;
    RequestTarget target;
    try {
      target = head.target();
    } catch (HttpException refused) {
      refuse(new Refusal(refused.status(), refused.code(), refused.failure().message()));
      return;
    }
    if (!session.serves(head)) {
      refuse(Refusals.MISDIRECTED);
      return;
    }
    NettyExchange made = new NettyExchange(this, head, target, now);
    exchange = made;
    Call call = session.listener().handler().prepare(made);
    made.prepared(call);
    if (endStream) {
      ready();
      return;
    }
    StreamBody arriving = new StreamBody(head.contentLength(), session.options(), now);
    body = arriving;
    if (head.contentLength() > call.maxBodySize()) {
      made.body(arriving.refuse(Refusals.BODY_SIZE));
      ready();
    } else if (head.expectsContinue()) {
      output.continueWithBody();
    }
  }

  /** A request that has an answer and no call. */
  void refuse(Refusal refusal, boolean endStream) {
    remoteEnded = endStream;
    refuse(refusal);
  }

  private void refuse(Refusal refusal) {
    phase = Phase.OVER;
    output.send(null, Refusing.response(session.listener().handler(), refusal));
  }

  /**
   * Content arrived.
   *
   * @throws ViolationException when it is more than was announced
   */
  void content(byte[] bytes, int from, int length) throws ViolationException {
    StreamBody to = body;
    if (to != null) {
      to.take(bytes, from, length);
      if (to.announced() >= 0 && to.received() > to.announced()) {
        throw notAsAnnounced();
      }
    }
    taken(length);
  }

  private static ViolationException notAsAnnounced() {
    return ViolationException.ofStream(
        ErrorCode.MESSAGE_ERROR, "content that is not as long as announced");
  }

  private void taken(int length) {
    StreamBody to = body;
    NettyExchange of = exchange;
    if (to == null || of == null || phase == Phase.OVER || to.isBroken()) {
      discarded += length;
      if (discarded > MAX_DISCARDED && phase == Phase.OVER && output.isEnded()) {
        session.abandon(this);
      }
    } else if (to.received() > of.call().maxBodySize()) {
      if (phase == Phase.BODY) {
        of.body(to.refuse(Refusals.BODY_SIZE));
        ready();
      } else {
        to.fail(Bodies.tooLarge());
      }
    } else if (phase == Phase.BODY
        && (to.collected() >= session.options().bufferedBody()
            || session.collectsTooMuch(length))) {
      of.body(to.arriving(() -> execute(this::readOn)));
      ready();
    }
    if (!gone && isHeldBack()) {
      out.read(false);
    }
  }

  private boolean isHeldBack() {
    return !remoteEnded && body != null && body.isFull();
  }

  private void readOn() {
    if (!gone && !isHeldBack()) {
      out.read(true);
    }
  }

  /** The request is whole. */
  void end() throws ViolationException {
    remoteEnded = true;
    StreamBody to = body;
    NettyExchange of = exchange;
    if (to != null && of != null) {
      if (to.announced() >= 0 && to.received() != to.announced()) {
        throw notAsAnnounced();
      }
      if (phase == Phase.BODY) {
        if (to.received() > of.call().maxBodySize()) {
          of.body(to.refuse(Refusals.BODY_SIZE));
        } else {
          of.body(to.whole());
        }
        ready();
      } else if (to.received() > of.call().maxBodySize()) {
        to.fail(Bodies.tooLarge());
      }
      to.end();
    }
    session.closeIfOver(this);
  }

  /** Whether the client has said that nothing follows. */
  boolean isRemoteEnded() {
    return remoteEnded;
  }

  // The call.

  private void ready() {
    phase = Phase.READY;
    session.ready(this);
  }

  /** It is this stream's turn. */
  void start(boolean mayCarry) {
    if (gone || phase != Phase.READY) {
      return;
    }
    if (!session.listener().gate().isFull()) {
      run(mayCarry);
      return;
    }
    phase = Phase.WAITING;
    since = session.loop().time();
    if (!session.listener().gate().await(this)) {
      refuseOverload();
    }
  }

  private void run(boolean mayCarry) {
    NettyExchange of = exchange;
    phase = Phase.RUNNING;
    since = session.loop().time() - PROBE_EVERY + FIRST_PROBE;
    if (of != null && session.loop().start(of, mayCarry)) {
      respond(of);
    }
  }

  @Override
  public void startWaiting() {
    execute(() -> {
      if (phase == Phase.WAITING && !gone) {
        session.turn(() -> run(true));
      }
      session.listener().gate().startNext();
    });
  }

  private void refuseOverload() {
    phase = Phase.RUNNING;
    over();
    output.send(exchange, Refusing.response(session.listener().handler(), Refusals.OVERLOADED));
  }

  // The answer.

  @Override
  public Http3Session connection() {
    return session;
  }

  @Override
  public void execute(Runnable task) {
    session.execute(task);
  }

  @Override
  public void answer(NettyExchange answered) {
    session.turn(() -> respond(answered));
  }

  private void respond(NettyExchange answered) {
    if (gone || phase == Phase.OVER) {
      return;
    }
    over();
    Response response = Refusing.sendable(answered, session.listener().handler());
    if (response == null) {
      session.reset(this, ErrorCode.VERSION_FALLBACK, new IOException("needs HTTP/1.1"));
    } else {
      output.send(answered, response);
    }
  }

  private void over() {
    phase = Phase.OVER;
    if (body != null && !remoteEnded) {
      // What nobody will read is no reason to hold the client back.
      body = null;
      readOn();
    }
  }

  /**
   * The last octet of the response is on its way; a body that goes on to come is cut or dropped.
   */
  void responded() {
    session.sent(exchange);
    if (gone) {
      return;
    }
    if (!remoteEnded) {
      long announced = exchange == null ? -1 : exchange.head().contentLength();
      if (announced < 0 || announced > MAX_DISCARDED) {
        session.abandon(this);
        return;
      }
    }
    since = session.loop().time();
    session.closeIfOver(this);
  }

  /** The client does not want the response, or the connection is gone. */
  void notRead(@Nullable Throwable reason) {
    if (!gone) {
      session.cancelled(this, new IOException("the client does not read the response", reason));
    }
  }

  @Override
  public void beginStream(StreamedResponse stream) {
    if (!gone) {
      // From here on its writer may wait for room, and must learn of the stream's end.
      streaming = stream;
      session.turn(() -> output.begin(stream));
    }
  }

  @Override
  public void sendPiece(StreamedResponse stream, byte[] bytes, int count) {
    if (gone) {
      stream.fail(new IOException("the client went away"));
    } else {
      session.turn(() -> output.piece(bytes, count));
    }
  }

  @Override
  public void endStream(StreamedResponse stream) {
    session.turn(() -> {
      if (!gone) {
        over();
        output.endPieces();
      }
    });
  }

  @Override
  public void abortStream(StreamedResponse stream, Throwable reason) {
    session.turn(() -> session.reset(this, ErrorCode.INTERNAL_ERROR, reason));
  }

  // The end.

  /** How many bytes of a body wait for the rest of it. */
  int collected() {
    return body == null ? 0 : body.collected();
  }

  /** Whether both ends are done. */
  boolean isOver() {
    return remoteEnded && output.isEnded();
  }

  /** The stream is no more; {@code reason} is null when the response was sent whole. */
  void gone(@Nullable Throwable reason) {
    if (gone) {
      return;
    }
    gone = true;
    Phase last = phase;
    phase = Phase.OVER;
    if (last == Phase.WAITING) {
      session.listener().gate().giveUp(this);
    }
    if (body != null) {
      body.gone();
    }
    output.gone();
    if (streaming != null) {
      streaming.fail(new IOException("the client went away"));
    }
    NettyExchange of = exchange;
    if (of == null) {
      return;
    }
    if (last == Phase.RUNNING && !of.isDone()) {
      session.listener().orphaned(of);
      of.call().cancel(CancelReason.CLIENT_GONE);
    }
    if (reason != null) {
      of.ended(System.nanoTime(), reason);
    }
    if (session.listener().isClosed()) {
      of.endNow();
    }
  }

  /** Looks at the time. */
  void tick(long now, HttpOptions options) {
    if (gone) {
      return;
    }
    NettyExchange of = exchange;
    switch (phase) {
      case HEAD -> {
        if (now - since >= options.headersTimeout().toNanos()) {
          refuse(Refusals.HEAD_TIMEOUT);
        }
      }
      case BODY -> {
        if (of != null && body != null && isTooSlow(body, now)) {
          of.body(body.refuse(Refusals.BODY_TIMEOUT));
          ready();
        }
      }
      case WAITING -> {
        if (now - since >= options.queueTimeout().toNanos()
            && session.listener().gate().giveUp(this)) {
          refuseOverload();
        }
      }
      case RUNNING -> {
        tickCall(now, of);
        if (now - since >= PROBE_EVERY) {
          since = now;
          output.probe();
        }
      }
      case OVER -> {
        if (output.isEnded() && now - since >= MAX_LINGER) {
          session.abandon(this);
        }
      }
      case READY -> {}
    }
    if (!gone && output.isStalled(now, options.writeTimeout().toNanos())) {
      session.reset(this, ErrorCode.EXCESSIVE_LOAD, new IOException("a window that stays closed"));
    }
  }

  private void tickCall(long now, @Nullable NettyExchange of) {
    if (of == null) {
      return;
    }
    long deadline = of.call().deadline();
    if (!deadlineTold && deadline != Long.MAX_VALUE && now - deadline >= 0) {
      deadlineTold = true;
      of.cancel(CancelReason.DEADLINE);
    }
    StreamBody to = body;
    if (to != null && !to.isDone() && !to.isBroken() && isTooSlow(to, now)) {
      Refusal slow = Refusals.BODY_TIMEOUT;
      to.fail(new HttpException(slow.status(), slow.code(), slow.message()));
    }
  }

  private boolean isTooSlow(StreamBody of, long now) {
    // While nothing is read it is we who hold the client back.
    return of.isTooSlow(now, of.isFull() || !out.isReading(), 0);
  }

  /** The exchange whose call runs, if one does. */
  @Nullable NettyExchange running() {
    return exchange != null && exchange.thread() != null && !exchange.isDone() ? exchange : null;
  }

  @Override
  public String toString() {
    return "stream " + id + " " + exchange;
  }
}
