package io.lokstra.netty;

import io.lokstra.engine.Call;
import io.lokstra.engine.CancelReason;
import io.lokstra.engine.EventSpeaker;
import io.lokstra.engine.HttpOptions;
import io.lokstra.engine.Refusal;
import io.lokstra.http.HttpException;
import io.lokstra.http.RequestTarget;
import io.lokstra.netty.http1.HeadParser;
import io.lokstra.netty.http1.Refusals;
import io.lokstra.netty.http1.RequestHead;
import io.lokstra.netty.http1.ResponseHead;
import io.lokstra.netty.http2.Frame;
import io.lokstra.netty.tls.TlsPeer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection: reads requests one after the other, starts their calls, and has their responses
 * sent by its {@link Responder}. Confined to its event loop, but for {@link #execute}.
 *
 * <p>A turn begins when octets arrive, or when a call that left the loop comes back; it goes as far
 * as it can, and what it has to say is flushed once at its end.
 *
 * <p>Longer than other classes here: it is one state machine, and each of its phases has to be seen
 * beside the events that end it. What can stand alone is in {@link Responder}, {@link BodyReader},
 * {@link Outbound} and {@link InputBuffer}.
 */
final class Connection extends ClientConnection implements Answering {
  private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

  /** Octets kept while a call runs before reading stops. */
  private static final int MAX_KEPT = 64 * 1024;

  private static final long LINGER = 2_000_000_000L;
  private static final long LAST_REQUEST = 1_000_000_000L;

  /** What the next octets are, or what is waited for instead. */
  private enum Phase {
    /** The head of a request. */
    HEAD,
    /** A body that is collected before its call starts. */
    BODY,
    /** The call waits until fewer are in progress. */
    WAITING,
    /** The call runs; a body may go on to arrive. */
    RUNNING,
    /** The response is being sent, as fast as the client reads it. */
    SENDING,
    /** What is left of a body that nobody read. */
    DISCARDING,
    /** Another protocol. */
    UPGRADED,
    /** Nothing any more; the client may see the response before the connection closes. */
    LINGERING,
    /** The connection is gone. */
    CLOSED
  }

  private final NettyListener listener;
  private final LoopContext loop;
  private final InputBuffer input = new InputBuffer();
  private ChannelHandlerContext context;
  private Responder responder;
  private Phase phase = Phase.HEAD;
  private @Nullable HeadParser parser;
  private @Nullable NettyExchange current;
  private @Nullable BodyReader body;
  private @Nullable UpgradedConnection upgraded;
  private @Nullable EventedConnection successor;
  private long since;
  private boolean served;
  private boolean inputEnded;
  private boolean paused;
  private boolean turnPending;
  private boolean deadlineTold;

  @SuppressWarnings(
      "NullAway.Init") // context and responder come with handlerAdded, before all else
  Connection(NettyListener listener, LoopContext loop, @Nullable TlsPeer tls) {
    super(listener, loop, tls);
    this.listener = listener;
    this.loop = loop;
  }

  // Events of the channel.

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    super.handlerAdded(added);
    context = added;
    responder = new Responder(this, added, loop);
  }

  @Override
  public void channelActive(ChannelHandlerContext active) {
    since = System.nanoTime();
    responder.outbound().active();
    loop.add(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext channel, Object message) {
    loop.begin();
    ByteBuf in = (ByteBuf) message;
    try {
      input.receive(in, loop.scratch());
    } finally {
      in.release();
    }
    try {
      turn();
    } catch (RuntimeException | Error thrown) {
      fail(thrown);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext channel) {
    responder.outbound().flush();
    loop.end();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext channel) {
    if (channel.channel().isWritable()) {
      responder.outbound().writable();
      if (phase == Phase.HEAD && paused) {
        turnLater();
      }
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext channel, Object event) {
    if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
      execute(this::endOfInput);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
    if (!isOfThePeer(cause)) {
      LOG.error("a connection failed and is closed", cause);
    }
    responder.outbound().closeNow();
  }

  /** A turn threw, which must not happen: nothing of it may reach another connection. */
  private void fail(Throwable thrown) {
    LOG.error("a connection failed and is closed", thrown);
    input.clear();
    responder.outbound().fail(thrown);
  }

  @Override
  public void channelInactive(ChannelHandlerContext channel) {
    IOException gone = new IOException("the client went away");
    Phase last = phase;
    phase = Phase.CLOSED;
    loop.remove(this);
    input.clear();
    if (last == Phase.WAITING) {
      listener.gate().giveUp(this);
    }
    if (body != null) {
      body.fail(gone);
    }
    responder.closed();
    if (upgraded != null) {
      upgraded.closed();
    }
    NettyExchange exchange = current;
    current = null;
    if (exchange != null) {
      boolean runs = last == Phase.RUNNING || last == Phase.SENDING;
      if (runs && !exchange.isDone()) {
        listener.orphaned(exchange);
        exchange.call().cancel(CancelReason.CLIENT_GONE);
      }
      exchange.ended(System.nanoTime(), last == Phase.UPGRADED ? null : gone);
      if (listener.isClosed()) {
        // The loop ends too: nobody would be left to tell the call once its thread is done.
        exchange.endNow();
      }
    }
    listener.closed(this);
  }

  // A turn.

  /** A turn that begins with {@code event}. */
  private void turn(Runnable event) {
    loop.begin();
    try {
      event.run();
      turn();
    } catch (RuntimeException | Error thrown) {
      fail(thrown);
    }
    responder.outbound().flush();
    loop.end();
  }

  private void turnLater() {
    if (!turnPending) {
      turnPending = true;
      execute(() -> turn(() -> turnPending = false));
    }
  }

  private void turn() {
    int started = 0;
    boolean goesOn = !turnPending;
    while (goesOn) {
      switch (phase) {
        case HEAD -> {
          if (!responder.outbound().isWritable()) {
            // The client reads less than it asks for: it is not asked for more, and not answered.
            goesOn = false;
          } else if (started == listener.options().maxPipelined()
              || responder.outbound().isFull()) {
            turnLater();
            goesOn = false;
          } else {
            started++;
            goesOn = !input.isEmpty() && readHead();
          }
        }
        case BODY -> goesOn = collectBody();
        case DISCARDING -> goesOn = discardBody();
        case RUNNING, SENDING, WAITING -> {
          forwardBody();
          goesOn = false;
        }
        case UPGRADED -> {
          if (upgraded != null) {
            upgraded.received().offer(input.takeAll());
          }
          goesOn = false;
        }
        case LINGERING, CLOSED -> {
          input.clear();
          goesOn = false;
        }
      }
    }
    input.settle();
    if (inputEnded) {
      endWithInput();
    }
    pauseOrResume();
  }

  /** Reads the head of a request and starts on it; whether the turn goes on. */
  private boolean readHead() {
    if (isHttp2()) {
      return false;
    }
    HeadParser reading = parser != null ? parser : listener.takeParser(loop);
    if (parser == null) {
      since = loop.time();
    }
    int length = reading.parse(input.bytes(), input.from(), input.to());
    if (length == HeadParser.MORE) {
      parser = reading;
      return false;
    }
    parser = null;
    if (length == HeadParser.REFUSED) {
      refuse(reading.refusal());
      return true;
    }
    input.use(length);
    RequestHead head = reading.head();
    listener.giveParser(loop, reading);
    RequestTarget target;
    try {
      target = head.target();
    } catch (HttpException refused) {
      refuse(new Refusal(refused.status(), refused.code(), refused.failure().message()));
      return true;
    }
    if (!serves(head)) {
      refuse(Refusals.MISDIRECTED);
      return true;
    }
    NettyExchange exchange = new NettyExchange(this, head, target, since);
    current = exchange;
    deadlineTold = false;
    Call call = listener.handler().prepare(exchange);
    exchange.prepared(call);
    if (!head.hasBody()) {
      return start(exchange);
    }
    body = new BodyReader(head, listener.options(), call.maxBodySize(), loop.time());
    if (head.contentLength() > call.maxBodySize()) {
      return startRefused(exchange, body, Refusals.BODY_SIZE);
    }
    if (head.expectsContinue() && input.isEmpty()) {
      responder.outbound().encoder().continueWithBody();
    }
    phase = Phase.BODY;
    return true;
  }

  /** Whether these are, or may become, the first octets of HTTP/2; makes way for it if they are. */
  private boolean isHttp2() {
    if (served
        || parser != null
        || secure()
        || !listener.options().http2().enabled()
        || !Frame.mayBePreface(input.bytes(), input.from(), input.to())) {
      return false;
    }
    if (input.size() >= Frame.PREFACE_LENGTH) {
      phase = Phase.CLOSED;
      loop.remove(this);
      Http2Session next = new Http2Session(listener, loop, null);
      byte[] received = input.takeAll();
      context.pipeline().replace(this, null, next);
      next.begin(received);
    }
    return true;
  }

  private boolean collectBody() {
    BodyReader reader = body;
    NettyExchange exchange = current;
    if (reader == null || exchange == null) {
      return false;
    }
    return switch (reader.collect(input)) {
      case INCOMPLETE -> false;
      case COMPLETE -> {
        exchange.body(reader.whole());
        body = null;
        yield start(exchange);
      }
      case STARTED -> {
        exchange.body(reader.arriving(() -> execute(this::resumeReading)));
        yield start(exchange);
      }
      case TOO_LARGE -> startRefused(exchange, reader, Refusals.BODY_SIZE);
      case REFUSED -> startRefused(exchange, reader, reader.refusal());
    };
  }

  /** Starts a call that answers why it is not given its body. */
  private boolean startRefused(NettyExchange exchange, BodyReader reader, Refusal reason) {
    exchange.body(reader.refuse(reason));
    return start(exchange);
  }

  private boolean start(NettyExchange exchange) {
    if (!listener.gate().isFull()) {
      return run(exchange);
    }
    phase = Phase.WAITING;
    since = loop.time();
    if (!listener.gate().await(this)) {
      refuseOverload(exchange);
    }
    return phase != Phase.WAITING;
  }

  private boolean run(NettyExchange exchange) {
    phase = Phase.RUNNING;
    if (!loop.start(exchange)) {
      return true;
    }
    responder.answer(exchange);
    return true;
  }

  @Override
  public void startWaiting() {
    execute(() -> {
      NettyExchange exchange = current;
      if (phase == Phase.WAITING && exchange != null) {
        turn(() -> run(exchange));
      }
      listener.gate().startNext();
    });
  }

  private void refuseOverload(NettyExchange exchange) {
    phase = Phase.RUNNING;
    responder.refuse(exchange, Refusals.OVERLOADED, keepsAfter(exchange));
  }

  /** Answers a request that does not become a call, and closes. */
  private void refuse(Refusal refusal) {
    responder.refuse(current, refusal, false);
    if (current == null) {
      close();
    }
  }

  private void forwardBody() {
    if (body != null && (phase == Phase.RUNNING || phase == Phase.SENDING) && !body.isDone()) {
      body.forward(input);
    }
  }

  private boolean discardBody() {
    BodyReader reader = body;
    if (reader == null) {
      return false;
    }
    if (!reader.discard(input)) {
      close();
      return true;
    }
    if (!reader.isDone()) {
      return false;
    }
    body = null;
    phase = Phase.HEAD;
    return true;
  }

  // Answers.

  @Override
  public void answer(NettyExchange exchange) {
    if (exchange == current && phase != Phase.CLOSED) {
      turn(() -> responder.answer(exchange));
    }
  }

  /** Whether the connection serves another request after {@code exchange}. */
  boolean keepsAfter(NettyExchange exchange) {
    return exchange.head().keepAlive()
        && !listener.isStopping()
        && (body == null || (!body.isRefused() && (body.isDone() || body.isWorthDiscarding())))
        && !(inputEnded && input.isEmpty());
  }

  /** The response is encoded whole. */
  void answered(NettyExchange exchange, boolean keep) {
    loop.finished().add(exchange);
    current = null;
    served = true;
    since = loop.time();
    if (!keep) {
      close();
    } else if (body != null && !body.isDone()) {
      phase = Phase.DISCARDING;
    } else {
      body = null;
      phase = Phase.HEAD;
    }
  }

  /** A response takes longer than this turn. */
  void sending() {
    phase = Phase.SENDING;
  }

  /** A large body was handed to the network. */
  void sentLargeBody(NettyExchange exchange, boolean keep) {
    if (exchange == current) {
      answered(exchange, keep);
      turnLater();
    }
  }

  @Override
  public void interim(NettyExchange exchange, ResponseHead head) {
    if (exchange == current && phase == Phase.RUNNING) {
      responder.interim(exchange, head);
    }
  }

  @Override
  public void beginStream(StreamedResponse stream) {
    if (stream.exchange() == current) {
      responder.beginStream(stream);
    }
  }

  @Override
  public void sendPiece(StreamedResponse stream, byte[] bytes, int count) {
    if (stream.exchange() == current) {
      responder.sendPiece(stream, bytes, count);
      responder.outbound().flush();
    } else {
      stream.fail(new IOException("the client went away"));
    }
  }

  @Override
  public int sendAtOnce(StreamedResponse stream, byte[] bytes, int from, int count) {
    return stream.exchange() == current ? responder.sendAtOnce(stream, bytes, from, count) : 0;
  }

  @Override
  public boolean takesFiles() {
    return !secure();
  }

  @Override
  public void sendFile(StreamedResponse stream, FilePart part) {
    if (stream.exchange() == current) {
      responder.sendFile(stream, part);
    } else {
      stream.fail(new IOException("the client went away"));
    }
  }

  @Override
  public void flushStream(StreamedResponse stream) {
    responder.outbound().flush();
  }

  @Override
  public void endStream(StreamedResponse stream) {
    if (stream.exchange() == current) {
      turn(() -> responder.endStream(stream));
    }
  }

  @Override
  public void abortStream(StreamedResponse stream, Throwable reason) {
    if (stream.exchange() == current) {
      LOG.debug("{} failed after its head; the connection is cut", stream, reason);
      stream.exchange().ended(System.nanoTime(), reason);
      responder.outbound().abort();
    }
  }

  /** Leaves HTTP, and the connection to what follows. */
  void makeWay(NettyExchange exchange, EventSpeaker speaker) {
    responder.outbound().flush();
    phase = Phase.CLOSED;
    current = null;
    loop.remove(this);
    byte[] received = input.takeAll();
    pauseOrResume();
    EventedConnection next = new EventedConnection(listener, loop, tls(), exchange);
    successor = next;
    context.pipeline().replace(this, null, next);
    next.begin(speaker, received);
    if (inputEnded) {
      next.endOfInput();
    }
  }

  /** Leaves HTTP. */
  void upgraded(UpgradedConnection connection) {
    upgraded = connection;
    phase = Phase.UPGRADED;
  }

  /** Sends octets of the protocol that HTTP was left for. */
  void sendRaw(UpgradedConnection.Output output, byte[] bytes, int count) {
    if (phase == Phase.UPGRADED) {
      responder.sendRaw(output, bytes, count);
      responder.outbound().flush();
    }
  }

  /** That protocol has ended. */
  void endUpgraded(@Nullable Throwable reason) {
    NettyExchange exchange = current;
    UpgradedConnection over = upgraded;
    if (phase == Phase.UPGRADED && exchange != null && over != null) {
      if (reason != null) {
        exchange.ended(System.nanoTime(), reason);
      }
      over.closed();
      turn(() -> {
        loop.finished().add(exchange);
        current = null;
        upgraded = null;
        phase = Phase.LINGERING;
        since = loop.time();
        // A reset for what the client still sends would overtake what was sent to it.
        responder.outbound().closeAfterFlush(!inputEnded);
      });
    }
  }

  /** Closes once everything is sent; lingers while the client may still be sending. */
  private void close() {
    boolean linger =
        !inputEnded
            && (parser != null
                || !input.isEmpty()
                || (body != null && (!body.isDone() || body.isRefused())));
    phase = Phase.LINGERING;
    body = null;
    parser = null;
    since = loop.time();
    responder.outbound().closeAfterFlush(linger);
  }

  // The client's end.

  private void endOfInput() {
    inputEnded = true;
    if (successor != null) {
      successor.endOfInput();
    }
    if (phase != Phase.CLOSED) {
      turn(() -> {});
    }
  }

  /** What the end of input means now that everything received was looked at. */
  private void endWithInput() {
    switch (phase) {
      case HEAD, BODY, DISCARDING, LINGERING -> {
        boolean moreToAnswer =
            turnPending
                || (phase == Phase.HEAD && !input.isEmpty() && !responder.outbound().isWritable());
        if (!moreToAnswer) {
          responder.outbound().closeAfterFlush(false);
        }
      }
      case RUNNING, SENDING -> {
        if (body != null) {
          body.inputEnded();
        }
      }
      case UPGRADED -> {
        if (upgraded != null) {
          upgraded.received().end();
        }
      }
      case WAITING, CLOSED -> {}
    }
  }

  /** The reader of a body or of another protocol has room again. */
  void resumeReading() {
    if (phase != Phase.CLOSED) {
      turn(() -> {});
    }
  }

  private void pauseOrResume() {
    boolean full =
        input.size() > MAX_KEPT
            || (body != null && body.isFull())
            || (upgraded != null && upgraded.received().isFull())
            || (phase == Phase.HEAD && !responder.outbound().isWritable());
    if (full != paused) {
      paused = full;
      context.channel().config().setAutoRead(!full);
    }
  }

  // Time.

  @Override
  void tick() {
    long now = loop.time();
    HttpOptions options = listener.options();
    if (responder.outbound().isStalled(now, options.writeTimeout().toNanos())) {
      responder.outbound().abort();
      return;
    }
    switch (phase) {
      case HEAD -> tickHead(now, options);
      case BODY -> {
        BodyReader reader = body;
        NettyExchange exchange = current;
        if (reader != null && exchange != null && reader.isTooSlow(now, false)) {
          turn(() -> startRefused(exchange, reader, Refusals.BODY_TIMEOUT));
        }
      }
      case WAITING -> {
        NettyExchange exchange = current;
        if (exchange != null
            && now - since >= options.queueTimeout().toNanos()
            && listener.gate().giveUp(this)) {
          turn(() -> refuseOverload(exchange));
        }
      }
      case RUNNING, SENDING -> tickCall(now);
      case DISCARDING -> {
        if (body == null || body.isTooSlow(now, false)) {
          turn(this::close);
        }
      }
      case LINGERING -> {
        if (responder.outbound().isPending()) {
          // It lingers for what the client sends, not for what it has yet to read.
          since = now;
        } else if (now - since >= LINGER) {
          responder.outbound().closeNow();
        }
      }
      case UPGRADED, CLOSED -> {}
    }
  }

  private void tickHead(long now, HttpOptions options) {
    if (!responder.outbound().isWritable()) {
      // It waits for the client to read, which has a time-out of its own.
      since = now;
      return;
    }
    boolean idle = input.isEmpty() && parser == null;
    if (idle && listener.isStopping()) {
      if (now - Math.max(since, listener.stoppingSince()) >= LAST_REQUEST) {
        responder.outbound().closeNow();
      }
    } else if (idle && served) {
      if (now - since >= options.idleTimeout().toNanos()) {
        responder.outbound().closeNow();
      }
    } else if (now - since >= options.headersTimeout().toNanos()) {
      turn(() -> refuse(Refusals.HEAD_TIMEOUT));
    }
  }

  private void tickCall(long now) {
    NettyExchange exchange = current;
    if (exchange == null) {
      return;
    }
    long deadline = exchange.call().deadline();
    if (!deadlineTold && deadline != Long.MAX_VALUE && now - deadline >= 0) {
      deadlineTold = true;
      exchange.cancel(CancelReason.DEADLINE);
    }
    if (body != null && !body.isDone() && !body.isBroken() && body.isTooSlow(now, paused)) {
      Refusal slow = Refusals.BODY_TIMEOUT;
      body.fail(new HttpException(slow.status(), slow.code(), slow.message()));
    }
  }

  // What others ask.

  @Override
  public Connection connection() {
    return this;
  }

  @Override
  public void execute(Runnable task) {
    super.execute(task);
  }

  @Override
  void running(List<NettyExchange> all) {
    if (current != null && (phase == Phase.RUNNING || phase == Phase.SENDING)) {
      all.add(current);
    }
  }

  @Override
  void cut() {
    responder.outbound().abort();
  }
}
