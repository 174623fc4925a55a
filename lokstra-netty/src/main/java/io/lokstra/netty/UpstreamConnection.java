package io.lokstra.netty;

import io.lokstra.engine.ForwardException;
import io.lokstra.engine.ForwardException.Reason;
import io.lokstra.engine.UpstreamOptions;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.netty.http1.BodyDecoder;
import io.lokstra.netty.http1.ResponseHead;
import io.lokstra.netty.http1.ResponseHeadParser;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to another server: one request at a time, its response read as strictly as a
 * client's request is. Confined to its loop, but for {@link #execute}.
 */
final class UpstreamConnection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(UpstreamConnection.class);

  /** Interim responses before a final one. */
  private static final int MAX_INTERIM = 16;

  private static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  private enum Phase {
    /** Nothing was asked, and nothing may come. */
    IDLE,
    /** The head of a response. */
    HEAD,
    /** Its content. */
    CONTENT,
    /** Another protocol. */
    UPGRADED,
    /** The connection is gone, or about to be. */
    CLOSED
  }

  private final UpstreamPool pool;
  private final LoopContext loop;
  private final InputBuffer input = new InputBuffer();
  private final ResponseHeadParser parser = new ResponseHeadParser();
  private Phase phase = Phase.IDLE;
  private @Nullable ChannelHandlerContext context;
  private @Nullable UpstreamCall current;
  private @Nullable ResponseHead head;
  private @Nullable BodyDecoder decoder;
  private @Nullable UpstreamContent content;
  private @Nullable UpstreamDuplex duplex;
  private boolean requestDone;

  /** How much of a request's content waits for the server to read it. */
  private long unwritten;

  private boolean begun;
  private int interims;
  private boolean paused;
  private boolean counted;
  private long since;

  UpstreamConnection(UpstreamPool pool, LoopContext loop) {
    this.pool = pool;
    this.loop = loop;
  }

  UpstreamPool pool() {
    return pool;
  }

  LoopContext loop() {
    return loop;
  }

  /** Runs {@code task} on the loop, unless that has ended. Any thread. */
  void execute(Runnable task) {
    try {
      loop.eventLoop().execute(task);
    } catch (RejectedExecutionException ended) {
      LOG.debug("the event loop has ended; nothing is left to do for {}", this, ended);
    }
  }

  private ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("the connection has no channel yet");
    }
    return context;
  }

  // What calls ask for.

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  /** It is connected, and counts as one of its pool's. */
  void opened() {
    counted = true;
    loop.upstreams().add(this);
  }

  /** Sends the request of {@code call}. */
  void begin(UpstreamCall call) {
    if (phase != Phase.IDLE || !context().channel().isActive()) {
      // It was closed on the way here: nothing was sent.
      pool.acquire(call);
      return;
    }
    if (call.isCancelled()) {
      pool.release(this);
      return;
    }
    RuntimeException obstacle = call.obstacle();
    if (obstacle != null) {
      call.fail(obstacle);
      pool.release(this);
      return;
    }
    call.begins(this);
    current = call;
    phase = Phase.HEAD;
    begun = false;
    interims = 0;
    since = System.nanoTime();
    if (call.isCancelled()) {
      abandon(call);
      return;
    }
    byte[] octets = call.encoded();
    byte[] whole = call.whole();
    requestDone = whole != null;
    int more = whole == null ? 0 : whole.length;
    ByteBuf out = context().alloc().directBuffer(octets.length + more);
    out.writeBytes(octets);
    if (whole != null) {
      out.writeBytes(whole);
    }
    var _ = context().writeAndFlush(out, context().voidPromise());
    if (whole == null) {
      call.startSending(this);
    }
  }

  /** Sends a piece of a request's content. */
  void sendContent(UpstreamRequestContent from, byte[] bytes, int count) {
    if (from.call() != current) {
      from.fail(new IOException("the server takes no more"));
      return;
    }
    ByteBuf out = context().alloc().directBuffer(count + 16);
    if (from.isChunked()) {
      out.writeCharSequence(Integer.toHexString(count), StandardCharsets.US_ASCII);
      out.writeByte('\r').writeByte('\n');
    }
    out.writeBytes(bytes, 0, count);
    if (from.isChunked()) {
      out.writeByte('\r').writeByte('\n');
    }
    if (from.isLast(count)) {
      // The server may answer before its sender says that this was all.
      requestDone = true;
    }
    sendTracked(from, out, count);
  }

  /** A request's content is whole. */
  void endContent(UpstreamRequestContent from) {
    if (from.call() == current) {
      requestDone = true;
      since = System.nanoTime();
      if (from.isChunked()) {
        ByteBuf out = context().alloc().directBuffer(LAST_CHUNK.length);
        out.writeBytes(LAST_CHUNK);
        var _ = context().writeAndFlush(out, context().voidPromise());
      }
    }
  }

  /** Sends octets of the protocol that HTTP was left for. */
  void sendRaw(OutputPipe from, byte[] bytes, int count) {
    if (phase == Phase.UPGRADED) {
      ByteBuf out = context().alloc().directBuffer(count);
      out.writeBytes(bytes, 0, count);
      sendTracked(from, out, count);
    }
  }

  /** Nothing more is to be sent in the protocol that HTTP was left for; it may still answer. */
  void endRaw() {
    if (phase == Phase.UPGRADED) {
      var _ =
          context()
              .writeAndFlush(Unpooled.EMPTY_BUFFER)
              .addListener(sent -> Outbound.shutdownOutput((DuplexChannel) context().channel()));
    }
  }

  private void sendTracked(OutputPipe from, ByteBuf out, int count) {
    unwritten += count;
    ChannelFuture written = context().writeAndFlush(out);
    var _ =
        written.addListener(done -> {
          unwritten -= count;
          if (written.isSuccess()) {
            since = System.nanoTime();
            from.written(count, true);
          } else {
            from.fail(new IOException("the server takes no more", written.cause()));
          }
        });
  }

  /** Nobody wants the answer to {@code call} any more. */
  void abandon(UpstreamCall call) {
    if (call == current) {
      close(new IOException("the request was cancelled"));
    }
  }

  // What the server sends.

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
      work();
    } catch (RuntimeException | Error thrown) {
      LOG.error("a connection to {} failed and is closed", pool.to(), thrown);
      close(new IOException("the connection to the server failed", thrown));
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext channel) {
    loop.end();
  }

  private void work() {
    since = loop.time();
    boolean goesOn = true;
    while (goesOn && !input.isEmpty()) {
      goesOn =
          switch (phase) {
            case IDLE -> {
              LOG.debug("{} sent what nobody asked for; the connection is closed", pool.to());
              close(new IOException("octets without a request"));
              yield false;
            }
            case HEAD -> readHead();
            case CONTENT -> readContent();
            case UPGRADED -> {
              if (duplex != null) {
                duplex.received().offer(input.takeAll());
              }
              yield false;
            }
            case CLOSED -> false;
          };
    }
    if (phase == Phase.CLOSED) {
      input.clear();
    }
    input.settle();
    pauseOrResume();
  }

  private boolean readHead() {
    begun = true;
    int length = parser.parse(input.bytes(), input.from(), input.to());
    if (length == ResponseHeadParser.MORE) {
      return false;
    }
    if (length == ResponseHeadParser.REFUSED) {
      malformed(parser.problem());
      return false;
    }
    input.use(length);
    ResponseHead read = parser.head();
    parser.reset();
    UpstreamCall call = current;
    if (call == null) {
      return false;
    }
    if (read.isInterim()) {
      if (++interims > MAX_INTERIM) {
        malformed("it sends interim responses without end");
        return false;
      }
      if (read.status() != 100) {
        call.interim(read);
      }
      return true;
    }
    head = read;
    if (read.status() == 101) {
      return switchProtocol(call, read);
    }
    if (!read.hasContent(call.request().method())) {
      call.answered(read, withoutContent(read), Optional.empty());
      finish();
      return true;
    }
    UpstreamContent follows = new UpstreamContent(this);
    content = follows;
    decoder = BodyDecoder.of(read);
    phase = Phase.CONTENT;
    // What came along with the head is taken first, so that the answer finds it there.
    boolean goesOn = input.isEmpty() || readContent();
    call.answered(read, new ResponseBody.Stream(read.contentLength(), follows), Optional.empty());
    return goesOn;
  }

  /** No content, but perhaps the length that it would have. */
  private static ResponseBody withoutContent(ResponseHead read) {
    return read.contentLength() > 0
        ? new ResponseBody.Stream(read.contentLength(), out -> {})
        : Response.of(204).body();
  }

  private boolean switchProtocol(UpstreamCall call, ResponseHead read) {
    Optional<String> wanted = call.request().upgrade();
    if (wanted.isEmpty() || !read.switchesTo(wanted.get())) {
      malformed("it changes the protocol, to what nobody asked for");
      return false;
    }
    UpstreamDuplex opened = new UpstreamDuplex(this);
    duplex = opened;
    phase = Phase.UPGRADED;
    call.answered(read, Response.of(204).body(), Optional.of(opened));
    return true;
  }

  private boolean readContent() {
    BodyDecoder reading = decoder;
    UpstreamContent to = content;
    if (reading == null || to == null) {
      return false;
    }
    input.use(reading.decode(input.bytes(), input.from(), input.to(), to));
    if (reading.refusal() != null) {
      close(new IOException("the content of the response is malformed"));
      return false;
    }
    if (!reading.isDone()) {
      return false;
    }
    to.end();
    finish();
    return true;
  }

  /** The response is whole. */
  private void finish() {
    UpstreamCall done = current;
    ResponseHead of = head;
    boolean keep = requestDone && input.isEmpty() && of != null && of.keepAlive();
    current = null;
    head = null;
    decoder = null;
    content = null;
    if (done != null) {
      done.completed();
    }
    if (keep && phase != Phase.CLOSED) {
      phase = Phase.IDLE;
      if (paused) {
        paused = false;
        context().channel().config().setAutoRead(true);
      }
      pool.release(this);
    } else {
      close(new IOException("the connection serves no other request"));
    }
  }

  private void malformed(String problem) {
    fail(
        new ForwardException(
            Reason.MALFORMED, pool.to() + ": its response is refused: " + problem));
    close(new IOException(problem));
  }

  private void fail(ForwardException reason) {
    if (current != null) {
      current.fail(reason);
    }
  }

  /** Reads on, or not, as whoever takes what is read wants it. On the loop. */
  void pauseOrResume() {
    boolean full =
        (content != null && content.isFull()) || (duplex != null && duplex.received().isFull());
    if (full != paused && phase != Phase.CLOSED) {
      paused = full;
      since = System.nanoTime();
      context().channel().config().setAutoRead(!full);
    }
  }

  // Its end.

  private void close(IOException reason) {
    if (phase == Phase.CLOSED) {
      return;
    }
    Phase last = phase;
    phase = Phase.CLOSED;
    UpstreamCall of = current;
    current = null;
    if (last == Phase.HEAD && of != null) {
      of.fail(
          new ForwardException(
              begun ? Reason.CUT : Reason.CLOSED, pool.to() + ": " + reason.getMessage(), reason));
    }
    if (content != null) {
      content.fail(reason);
    }
    if (duplex != null) {
      duplex.closed();
    }
    if (of != null) {
      of.completed();
    }
    input.clear();
    loop.upstreams().remove(this);
    var _ = context().close();
    if (counted) {
      counted = false;
      pool.closed(this);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
    if (!ClientConnection.isOfThePeer(cause)) {
      LOG.error("a connection to {} failed and is closed", pool.to(), cause);
    }
    close(new IOException(String.valueOf(cause.getMessage()), cause));
  }

  /** With TLS, only what says so is the end: a connection that breaks off may have been cut. */
  @Override
  public void userEventTriggered(ChannelHandlerContext channel, Object event) {
    if (event instanceof SslCloseCompletionEvent closed && closed.isSuccess()) {
      ended();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext channel) {
    if (pool.to().secure()) {
      close(new IOException("the server broke off the connection"));
    } else {
      ended();
    }
  }

  private void ended() {
    ResponseHead of = head;
    if (phase == Phase.CONTENT && of != null && of.endsWithConnection() && content != null) {
      content.end();
      content = null;
    }
    close(new IOException("the server closed the connection"));
  }

  /** Looks at the time. */
  void tick(long now) {
    UpstreamOptions options = pool.options();
    switch (phase) {
      case IDLE -> {
        if (now - since >= options.keepAlive().toNanos()) {
          close(new IOException("the connection was not used"));
        }
      }
      case HEAD -> {
        if (!requestDone && unwritten == 0) {
          // It is the client that is waited for.
          since = now;
        }
        if (now - since >= options.responseTimeout().toNanos()) {
          fail(
              new ForwardException(
                  Reason.TIMEOUT, pool.to() + ": its response did not begin in time"));
          close(new IOException("the response did not begin in time"));
        }
      }
      case CONTENT, UPGRADED -> {
        if (paused) {
          since = now;
        } else if (now - since >= options.idleTimeout().toNanos()) {
          close(new IOException("nothing was sent for too long"));
        }
      }
      case CLOSED -> {}
    }
  }

  @Override
  public String toString() {
    return "connection to " + pool.to();
  }
}
