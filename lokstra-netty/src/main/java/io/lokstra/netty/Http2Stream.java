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
import io.lokstra.netty.http1.ResponseHead;
import io.lokstra.netty.http2.ErrorCode;
import io.lokstra.netty.http2.ViolationException;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One stream of HTTP/2: its request, its call, its windows (RFC 9113 §5). Confined to the event
 * loop of its connection, but for {@link #execute} and {@link #startWaiting}.
 */
final class Http2Stream implements Answering {
  /** How much may be dropped of a body that nobody reads before the stream is reset. */
  private static final long MAX_DISCARDED = 64 * 1024;

  /** How long the rest of such a body may take to come, in nanoseconds. */
  private static final long MAX_LINGER = 2_000_000_000L;

  private enum Phase {
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

  private final Http2Session session;
  private final int id;
  private final Http2Output output;
  private Phase phase = Phase.BODY;
  private @Nullable NettyExchange exchange;
  private @Nullable StreamBody body;
  private int receiveWindow;
  private int unreturned;
  private long discarded;
  private @Nullable StreamedResponse streaming;
  private boolean remoteEnded;
  private boolean gone;
  private boolean deadlineTold;
  private long since;

  Http2Stream(Http2Session session, int id, int sendWindow, int receiveWindow) {
    this.session = session;
    this.id = id;
    this.receiveWindow = receiveWindow;
    this.output = new Http2Output(session, this, sendWindow);
  }

  int id() {
    return id;
  }

  Http2Output output() {
    return output;
  }

  // The request.

  /** The head is whole. */
  void begin(RequestHead head, boolean endStream, long now) {
    remoteEnded = endStream;
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
   * Content arrived; {@code padded} bytes of the window were padding.
   *
   * @throws ViolationException when it breaks a rule
   */
  void content(byte[] bytes, int from, int length, int padded, boolean last)
      throws ViolationException {
    if (remoteEnded) {
      throw ViolationException.ofStream(id, ErrorCode.STREAM_CLOSED, "content after the end");
    }
    receiveWindow -= length + padded;
    if (receiveWindow < 0) {
      throw ViolationException.ofStream(
          id, ErrorCode.FLOW_CONTROL_ERROR, "more content than the stream's window allows");
    }
    StreamBody to = body;
    if (to != null) {
      to.take(bytes, from, length);
      long announced = to.announced();
      if (announced >= 0 && (to.received() > announced || (last && to.received() < announced))) {
        throw ViolationException.ofStream(
            id, ErrorCode.PROTOCOL_ERROR, "content that is not as long as announced");
      }
    }
    unreturned += length + padded;
    if (last) {
      end();
    } else {
      taken(length);
    }
  }

  private void taken(int length) {
    StreamBody to = body;
    NettyExchange of = exchange;
    if (to == null || of == null || phase == Phase.OVER || to.isBroken()) {
      discarded += length;
      if (discarded > MAX_DISCARDED && phase == Phase.OVER) {
        session.reset(this, ErrorCode.NO_ERROR, null);
        return;
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
      of.body(to.arriving(() -> execute(() -> session.turn(this::returnWindow))));
      ready();
    }
    returnWindow();
  }

  /** The request is whole, by its content or by trailers. */
  void end() throws ViolationException {
    if (remoteEnded) {
      throw ViolationException.ofStream(id, ErrorCode.STREAM_CLOSED, "an end after the end");
    }
    remoteEnded = true;
    StreamBody to = body;
    NettyExchange of = exchange;
    if (to != null && of != null) {
      if (to.announced() >= 0 && to.received() != to.announced()) {
        throw ViolationException.ofStream(
            id, ErrorCode.PROTOCOL_ERROR, "content that is not as long as announced");
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

  /** Whether the client has still to send of its request. */
  boolean isArriving() {
    return !remoteEnded;
  }

  /** Lets the client send on, unless the call has not read what came. */
  void returnWindow() {
    if (gone || remoteEnded || (body != null && body.isFull())) {
      return;
    }
    // Small returns are saved up: half a window is soon enough.
    if (unreturned > 0 && receiveWindow < session.streamWindow() / 2) {
      receiveWindow += unreturned;
      session.returnWindow(id, unreturned);
      unreturned = 0;
    }
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
  public Http2Session connection() {
    return session;
  }

  @Override
  public void execute(Runnable task) {
    session.execute(task);
  }

  @Override
  public void answer(NettyExchange answered) {
    session.later(() -> respond(answered));
  }

  private void respond(NettyExchange answered) {
    if (gone || phase == Phase.OVER) {
      return;
    }
    over();
    Response response = Refusing.sendable(answered, session.listener().handler());
    if (response == null) {
      session.reset(this, ErrorCode.HTTP_1_1_REQUIRED, new IOException("needs HTTP/1.1"));
    } else {
      output.send(answered, response);
    }
  }

  private void over() {
    phase = Phase.OVER;
    if (body != null && !remoteEnded) {
      unreturnedAfterResponse();
    }
  }

  /** What nobody will read is no reason to hold the client back. */
  private void unreturnedAfterResponse() {
    body = null;
    returnWindow();
  }

  /**
   * The last octet of the response is on its way; a body that goes on to come is cut or dropped.
   */
  void responded() {
    if (!remoteEnded && exchange != null) {
      long announced = exchange.head().contentLength();
      if (announced < 0 || announced > MAX_DISCARDED) {
        session.reset(this, ErrorCode.NO_ERROR, null);
        return;
      }
    } else if (!remoteEnded) {
      session.reset(this, ErrorCode.NO_ERROR, null);
      return;
    }
    since = session.loop().time();
    session.closeIfOver(this);
  }

  @Override
  public void interim(NettyExchange of, ResponseHead head) {
    session.later(() -> {
      if (!gone && phase == Phase.RUNNING && streaming == null) {
        output.interim(head);
      }
    });
  }

  @Override
  public void beginStream(StreamedResponse stream) {
    if (!gone) {
      // From here on its writer may wait for room, and must learn of the stream's end.
      streaming = stream;
      session.later(() -> {
        if (!gone) {
          output.begin(stream);
        }
      });
    }
  }

  @Override
  public void sendPiece(StreamedResponse stream, byte[] bytes, int count) {
    if (gone) {
      stream.fail(new IOException("the client went away"));
    } else {
      session.later(() -> output.piece(bytes, count));
    }
  }

  @Override
  public void endStream(StreamedResponse stream) {
    session.later(() -> {
      if (!gone) {
        over();
        output.endPieces();
      }
    });
  }

  @Override
  public void abortStream(StreamedResponse stream, Throwable reason) {
    session.later(() -> session.reset(this, ErrorCode.INTERNAL_ERROR, reason));
  }

  // The end.

  /** How many bytes of a body wait for the rest of it. */
  int collected() {
    return body == null ? 0 : body.collected();
  }

  /** Whether the client has said that nothing follows. */
  boolean isRemoteEnded() {
    return remoteEnded;
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
    NettyExchange of = exchange;
    if (of == null || gone) {
      return;
    }
    switch (phase) {
      case BODY -> {
        if (body != null && isTooSlow(body, now)) {
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
      case RUNNING -> tickCall(now, of);
      case OVER -> {
        if (output.isEnded() && now - since >= MAX_LINGER) {
          session.reset(this, ErrorCode.NO_ERROR, null);
        }
      }
      case READY -> {}
    }
  }

  private void tickCall(long now, NettyExchange of) {
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
    // While its window is used up, or nothing is read at all, it is we who hold the client back.
    boolean heldByUs = of.isFull() || receiveWindow <= 0 || session.isPaused();
    return of.isTooSlow(now, heldByUs, session.arriving(id));
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
