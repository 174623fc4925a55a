package io.lokstra.netty;

import io.lokstra.engine.Http2Options;
import io.lokstra.engine.HttpOptions;
import io.lokstra.netty.http1.Http2HeadBuilder;
import io.lokstra.netty.http1.RequestHead;
import io.lokstra.netty.http2.Budget;
import io.lokstra.netty.http2.ErrorCode;
import io.lokstra.netty.http2.Frame;
import io.lokstra.netty.http2.HeadEncoder;
import io.lokstra.netty.http2.PeerSettings;
import io.lokstra.netty.http2.ViolationException;
import io.lokstra.netty.tls.TlsPeer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of HTTP/2 (RFC 9113): its streams, its windows, its budgets, its end. Confined to
 * its event loop, but for {@link #execute} and {@link #later}.
 *
 * <p>A turn reads every whole frame, then starts the calls that became ready, then sends what the
 * windows allow, and flushes once. What calls hand back is done in such a turn too.
 *
 * <p>Longer than other classes here: like {@link Connection} it is one state machine. Frames are
 * taken apart by {@link Http2Frames}.
 */
final class Http2Session extends ClientConnection {
  private static final Logger LOG = LoggerFactory.getLogger(Http2Session.class);

  /** While no more than this wait for their turn, they take it on the loop. */
  private static final int SHORT_QUEUE = 8;

  /** As long as a turn has taken no longer than this, so do the others. */
  private static final long BRIEF = TimeUnit.MICROSECONDS.toNanos(500);

  private static final int STREAM_WINDOW = 128 * 1024;
  private static final int LEAST_STREAM_WINDOW = 16 * 1024;

  /**
   * What the windows of all streams allow together. It is they that bound what is held of bodies
   * that handlers have not read; the connection's window is returned on receipt, so that no stream
   * ever waits for another's handler.
   */
  static final int ALL_STREAM_WINDOWS = 16 * 1024 * 1024;

  private static final int CONNECTION_WINDOW = 1024 * 1024;
  private static final int FIRST_WINDOW = 65_535;

  /** What may be collected of bodies before their calls start; then calls start with less. */
  private static final int MAX_COLLECTED = 1024 * 1024;

  /** What is encoded before it is flushed: with the frame after it, what the loop sends at once. */
  private static final int FLUSH = LoopBuffers.SIZE - Frame.MAX_PAYLOAD - Frame.HEADER;

  /** What one turn sends at the most. */
  private static final int TURN = 512 * 1024;

  private static final long LINGER = TimeUnit.SECONDS.toNanos(2);
  private static final long LAST_REQUESTS = TimeUnit.SECONDS.toNanos(1);

  private enum Phase {
    /** Requests come and go. */
    OPEN,
    /** Nothing is read any more; the client may see why before the connection closes. */
    LINGERING,
    /** The connection is gone. */
    CLOSED
  }

  private final LoopContext loop;
  private final HttpOptions options;
  private final InputBuffer input = new InputBuffer();
  private final Http2Frames frames;
  private final Map<Integer, Http2Stream> streams = new HashMap<>();
  private final ClosedStreams closed = new ClosedStreams();
  private final PeerSettings peer = new PeerSettings();
  private final Budget budget;
  private final ArrayDeque<Http2Stream> ready = new ArrayDeque<>();
  private final ArrayDeque<Http2Output> sending = new ArrayDeque<>();
  private final ArrayDeque<Runnable> handedBack = new ArrayDeque<>();
  private final byte[] scratch = new byte[Frame.HEADER + 64];
  private Outbound outbound;
  private Phase phase = Phase.OPEN;
  private int lastStream;
  private int goAwayBelow = Integer.MAX_VALUE;
  private boolean goAwaySaid;
  private boolean peerLeaves;
  private long sendWindow = FIRST_WINDOW;
  private long sent;
  private final HeldBack heldBack = new HeldBack();
  private int receiveWindow = CONNECTION_WINDOW;
  private final int streamWindow;
  private boolean inTurn;
  private boolean turnPending;
  private boolean inputEnded;
  private boolean paused;
  private long since;

  @SuppressWarnings("NullAway.Init") // outbound comes with handlerAdded, before all else
  Http2Session(NettyListener listener, LoopContext loop, @Nullable TlsPeer tls) {
    super(listener, loop, tls);
    this.loop = loop;
    this.options = listener.options();
    this.frames = new Http2Frames(this, options);
    Http2Options limits = options.http2();
    this.streamWindow = streamWindow(limits.maxConcurrentStreams());
    this.budget =
        new Budget(
            limits.maxResets(),
            limits.resetWindow().toNanos(),
            limits.maxControlFrames(),
            System.nanoTime());
  }

  /** The window of each of so many streams. */
  static int streamWindow(int streams) {
    return Math.clamp(ALL_STREAM_WINDOWS / streams, LEAST_STREAM_WINDOW, STREAM_WINDOW);
  }

  // Events of the channel.

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    super.handlerAdded(added);
    outbound = new Outbound(added, loop);
  }

  /** Begins: says what this end can do, and reads what has arrived already. */
  void begin(byte[] received) {
    since = System.nanoTime();
    loop.add(this);
    outbound.active();
    turn(() -> {
      settings();
      windowUpdate(0, CONNECTION_WINDOW - FIRST_WINDOW);
      input.keep(received);
    });
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
    work();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext channel) {
    outbound.flush();
    loop.end();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext channel) {
    if (channel.channel().isWritable() && !inTurn) {
      turn(() -> {});
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext channel, Object event) {
    if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
      execute(() -> {
        inputEnded = true;
        turn(() -> {});
      });
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
    if (!isOfThePeer(cause)) {
      LOG.error("a connection failed and is closed", cause);
    }
    outbound.closeNow();
  }

  @Override
  public void channelInactive(ChannelHandlerContext channel) {
    phase = Phase.CLOSED;
    loop.remove(this);
    input.clear();
    endStreams(new IOException("the client went away"));
    listener().closed(this);
  }

  private void endStreams(Throwable reason) {
    List<Http2Stream> all = List.copyOf(streams.values());
    streams.clear();
    sending.clear();
    ready.clear();
    for (Http2Stream stream : all) {
      stream.gone(reason);
    }
  }

  // A turn.

  /** Does {@code task} in a turn, together with what else is handed back. On the loop. */
  void later(Runnable task) {
    if (inTurn) {
      task.run();
      return;
    }
    handedBack.add(task);
    turnLater();
  }

  private void turnLater() {
    if (!turnPending) {
      turnPending = true;
      execute(() -> {
        turnPending = false;
        turn(() -> {});
      });
    }
  }

  /** As {@link #turnLater}, but not before the loop has looked at its other connections. */
  private void turnAfterOthers() {
    if (!turnPending) {
      turnPending = true;
      var _ =
          loop.eventLoop()
              .schedule(
                  () -> {
                    turnPending = false;
                    turn(() -> {});
                  },
                  1,
                  TimeUnit.NANOSECONDS);
    }
  }

  /** A turn that begins with {@code event}. On the loop. */
  void turn(Runnable event) {
    if (inTurn || phase == Phase.CLOSED) {
      event.run();
      return;
    }
    loop.begin();
    inTurn = true;
    try {
      event.run();
    } catch (RuntimeException | Error thrown) {
      fail(thrown);
    }
    work();
    outbound.flush();
    loop.end();
  }

  private void work() {
    inTurn = true;
    try {
      for (Runnable task = handedBack.poll(); task != null; task = handedBack.poll()) {
        task.run();
      }
      read();
      startReady();
      pump();
      input.settle();
      endOrPause();
    } catch (RuntimeException | Error thrown) {
      fail(thrown);
    } finally {
      inTurn = false;
    }
  }

  /** A turn threw, which must not happen: nothing of it may reach another connection. */
  private void fail(Throwable thrown) {
    LOG.error("a connection failed and is closed", thrown);
    input.clear();
    phase = Phase.LINGERING;
    outbound.fail(thrown);
  }

  private void read() {
    while (phase == Phase.OPEN) {
      try {
        if (!frames.readOne(input)) {
          return;
        }
      } catch (ViolationException violation) {
        violated(violation);
      }
    }
    input.clear();
  }

  private void violated(ViolationException violation) {
    LOG.debug("{} on stream {}", violation.getMessage(), violation.stream());
    Http2Stream stream = streams.get(violation.stream());
    if (violation.stream() == 0) {
      close(violation.code(), String.valueOf(violation.getMessage()));
    } else if (stream != null) {
      reset(stream, violation.code(), new IOException(violation.getMessage()));
    } else {
      resetUnknown(violation.stream(), violation.code());
    }
  }

  private void startReady() {
    long begun = loop.time();
    for (Http2Stream next = ready.poll(); next != null; next = ready.poll()) {
      next.start(ready.size() < SHORT_QUEUE || loop.time() - begun < BRIEF);
    }
  }

  /** Sends what the windows and the client's reading allow, a frame of each stream in turn. */
  private void pump() {
    int left = TURN;
    while (!sending.isEmpty() && phase == Phase.OPEN) {
      if (left <= 0) {
        turnAfterOthers();
        return;
      }
      if (outbound.encoder().length() >= FLUSH) {
        outbound.flush();
      }
      if (!context().channel().isWritable()) {
        return;
      }
      Http2Output next = sending.remove();
      int count = next.sendFrame((int) Math.min(Frame.MAX_PAYLOAD, Math.max(0, sendWindow)));
      sendWindow -= count;
      sent += count;
      left -= count + Frame.HEADER;
      if (next.canSend()) {
        if (sendWindow <= 0) {
          sending.addFirst(next);
          sendEnds();
          return;
        }
        sending.add(next);
      }
    }
  }

  /** Ends what has no content left: that needs no window (RFC 9113 §6.9.1). */
  private void sendEnds() {
    for (int i = sending.size(); i > 0; i--) {
      Http2Output next = sending.remove();
      if (next.hasOnlyToEnd()) {
        next.sendFrame(0);
      } else {
        sending.add(next);
      }
    }
  }

  private void endOrPause() {
    if (phase == Phase.OPEN && inputEnded) {
      for (Http2Stream stream : List.copyOf(streams.values())) {
        if (stream.isArriving()) {
          reset(stream, ErrorCode.CANCEL, new IOException("the client ended before its content"));
        } else if (stream.output().waitsForWindow(sendWindow)) {
          reset(stream, ErrorCode.CANCEL, new IOException("the client ended and kept its window"));
        }
      }
    }
    if (phase == Phase.OPEN && streams.isEmpty() && (inputEnded || peerLeaves)) {
      close(ErrorCode.NO_ERROR, "");
    }
    boolean full = phase == Phase.OPEN && !context().channel().isWritable();
    if (full != paused) {
      paused = full;
      context().channel().config().setAutoRead(!full);
    }
  }

  // What frames say; called by Http2Frames.

  HttpOptions options() {
    return options;
  }

  PeerSettings peer() {
    return peer;
  }

  Budget budget() {
    return budget;
  }

  @Nullable Http2Stream stream(int id) {
    return streams.get(id);
  }

  ClosedStreams closedStreams() {
    return closed;
  }

  /** Whether no stream with this number was ever begun. */
  boolean isIdle(int id) {
    return id > lastStream;
  }

  /**
   * Content came, on whichever stream and whatever becomes of it: the client may send as much again
   * on this connection.
   */
  void received(int length) throws ViolationException {
    receiveWindow -= length;
    if (receiveWindow < 0) {
      throw ViolationException.ofConnection(
          ErrorCode.FLOW_CONTROL_ERROR, "more content than the connection's window allows");
    }
    int owed = CONNECTION_WINDOW - receiveWindow;
    if (owed >= CONNECTION_WINDOW / 4) {
      receiveWindow += owed;
      windowUpdate(0, owed);
    }
  }

  /** A stream was begun, whatever becomes of it. */
  void begun(int id) {
    lastStream = id;
  }

  /** Whether a request on this stream would be served. */
  boolean takes(int id) {
    return isIdle(id) && id <= goAwayBelow && !isCrowded();
  }

  private boolean isCrowded() {
    return streams.size() >= options.http2().maxConcurrentStreams();
  }

  /** A request's fields are whole; they are empty when it is none that this end {@link #takes}. */
  void begin(int id, Http2HeadBuilder fields, boolean endStream) throws ViolationException {
    lastStream = id;
    budget.earn(8);
    if (id > goAwayBelow) {
      closed.add(id, true);
      return;
    }
    if (isCrowded()) {
      throw ViolationException.ofStream(id, ErrorCode.REFUSED_STREAM, "too many streams");
    }
    RequestHead head = HeaderBlocks.head(fields, id, endStream);
    since = loop.time();
    Http2Stream stream = new Http2Stream(this, id, peer.initialWindow(), streamWindow);
    streams.put(id, stream);
    if (head == null) {
      stream.refuse(HeaderBlocks.refusal(fields), endStream);
    } else {
      stream.begin(head, endStream, loop.time());
    }
  }

  /** The client resets a stream. */
  void wasReset(int id) throws ViolationException {
    if (budget.spendReset(loop.time())) {
      throw tooManyResets();
    }
    Http2Stream stream = streams.remove(id);
    if (stream != null) {
      closed.add(id, false);
      stream.gone(new IOException("the client reset the stream"));
    }
  }

  private static ViolationException tooManyResets() {
    return ViolationException.ofConnection(ErrorCode.ENHANCE_YOUR_CALM, "too many resets");
  }

  /** The connection's window grows. */
  void grow(int by) throws ViolationException {
    sendWindow += by;
    if (sendWindow > Integer.MAX_VALUE) {
      throw ViolationException.ofConnection(
          ErrorCode.FLOW_CONTROL_ERROR, "a window that is too large");
    }
  }

  /** The first window of every stream changes. */
  void growAll(int by) throws ViolationException {
    for (Http2Stream stream : streams.values()) {
      if (!stream.output().grow(by)) {
        throw ViolationException.ofConnection(
            ErrorCode.FLOW_CONTROL_ERROR, "a window that is too large");
      }
    }
  }

  /** The client begins no further streams. */
  void peerLeaves() {
    peerLeaves = true;
  }

  // What streams ask for.

  /** A call can start. */
  void ready(Http2Stream stream) {
    ready.add(stream);
    if (!inTurn) {
      turnLater();
    }
  }

  /** There is something to send. */
  void wantsToSend(Http2Output output) {
    if (!sending.contains(output)) {
      sending.add(output);
    }
    if (!inTurn) {
      turnLater();
    }
  }

  /** Whether bodies that are collected, this one with {@code more} bytes, take too much. */
  boolean collectsTooMuch(int more) {
    long collected = 0;
    for (Http2Stream stream : streams.values()) {
      collected += stream.collected();
    }
    return collected + more > MAX_COLLECTED;
  }

  /** Whether nothing is read until the client reads. */
  boolean isPaused() {
    return paused;
  }

  /** How much has arrived of a frame of content that is not whole yet. */
  int arriving(int stream) {
    return frames.arriving(stream);
  }

  /** How much a client may send on a stream before this end has taken it. */
  int streamWindow() {
    return streamWindow;
  }

  /** Content of a stream was taken, or dropped: the client may send as much again on it. */
  void returnWindow(int id, int count) {
    if (phase == Phase.OPEN) {
      windowUpdate(id, count);
    }
  }

  /** A response is sent whole. */
  void sent(@Nullable NettyExchange exchange) {
    if (exchange != null) {
      loop.finished().add(exchange);
    }
  }

  /** Forgets a stream both ends of which are done. */
  void closeIfOver(Http2Stream stream) {
    if (stream.isOver() && streams.remove(stream.id(), stream)) {
      closed.add(stream.id(), false);
      since = loop.time();
      stream.gone(null);
    }
  }

  /** Ends a stream at once; {@code reason} is null when its response was sent whole. */
  void reset(Http2Stream stream, ErrorCode code, @Nullable Throwable reason) {
    if (streams.remove(stream.id(), stream)) {
      resetUnknown(stream.id(), code);
      since = loop.time();
      stream.gone(reason);
    }
  }

  private void resetUnknown(int id, ErrorCode code) {
    closed.add(id, true);
    if (phase == Phase.OPEN) {
      Frame.putInt(scratch, Frame.HEADER, code.number());
      control(4, Frame.RST_STREAM, 0, id);
      if (budget.spendReset(loop.time())) {
        close(ErrorCode.ENHANCE_YOUR_CALM, "too many resets");
      }
    }
  }

  // Frames of this end.

  /** Encodes heads; begin one, then {@link #head} sends it. */
  HeadEncoder heads() {
    return loop.heads();
  }

  /** Sends the head that was encoded. */
  void head(int id, boolean last) {
    HeadEncoder encoded = loop.heads();
    int from = encoded.from(peer.takeTableUpdate());
    int most = Frame.MAX_PAYLOAD;
    int type = Frame.HEADERS;
    int flags = last ? Frame.END_STREAM : 0;
    do {
      int count = Math.min(most, encoded.to() - from);
      boolean whole = from + count == encoded.to();
      frame(count, type, flags | (whole ? Frame.END_HEADERS : 0), id);
      outbound.encoder().octets(encoded.block(), from, count);
      from += count;
      type = Frame.CONTINUATION;
      flags = 0;
    } while (from < encoded.to());
  }

  /** Sends content. */
  void data(int id, byte[] bytes, int from, int count, boolean last) {
    frame(count, Frame.DATA, last ? Frame.END_STREAM : 0, id);
    outbound.encoder().octets(bytes, from, count);
    budget.earn(2);
  }

  /** Answers a PING with its own eight octets. */
  void pong(byte[] bytes, int from) {
    System.arraycopy(bytes, from, scratch, Frame.HEADER, 8);
    control(8, Frame.PING, Frame.ACK, 0);
  }

  /** Acknowledges settings. */
  void settingsTaken() {
    control(0, Frame.SETTINGS, Frame.ACK, 0);
  }

  private void settings() {
    int[][] all = {
      {3, options.http2().maxConcurrentStreams()},
      {4, streamWindow},
      {6, HeaderBlocks.maxList(options)}
    };
    int at = Frame.HEADER;
    for (int[] setting : all) {
      scratch[at] = 0;
      scratch[at + 1] = (byte) setting[0];
      Frame.putInt(scratch, at + 2, setting[1]);
      at += 6;
    }
    control(6 * all.length, Frame.SETTINGS, 0, 0);
  }

  private void windowUpdate(int id, int by) {
    Frame.putInt(scratch, Frame.HEADER, by);
    control(4, Frame.WINDOW_UPDATE, 0, id);
  }

  private void goAway(int last, ErrorCode code, String why) {
    byte[] reason = why.getBytes(StandardCharsets.US_ASCII);
    frame(8 + reason.length, Frame.GOAWAY, 0, 0);
    Frame.putInt(scratch, 0, last);
    Frame.putInt(scratch, 4, code.number());
    outbound.encoder().octets(scratch, 0, 8);
    outbound.encoder().octets(reason, 0, reason.length);
  }

  private void frame(int length, int type, int flags, int id) {
    Frame.header(scratch, length, type, flags, id);
    outbound.encoder().octets(scratch, 0, Frame.HEADER);
  }

  /** A small frame whose payload stands in the scratch array already. */
  private void control(int length, int type, int flags, int id) {
    Frame.header(scratch, length, type, flags, id);
    outbound.encoder().octets(scratch, 0, Frame.HEADER + length);
  }

  /** Says why, ends every stream, and closes once that is sent. */
  private void close(ErrorCode code, String why) {
    if (phase != Phase.OPEN) {
      return;
    }
    goAway(lastStream, code, why);
    phase = Phase.LINGERING;
    since = loop.time();
    endStreams(new IOException("the connection was closed: " + why));
    outbound.closeAfterFlush(!inputEnded);
  }

  // Time.

  @Override
  void tick() {
    long now = loop.time();
    if (outbound.isStalled(now, options.writeTimeout().toNanos())) {
      outbound.abort();
      return;
    }
    if (phase == Phase.LINGERING) {
      if (outbound.isPending()) {
        // It lingers for what the client sends, not for what it has yet to read.
        since = now;
      } else if (now - since >= LINGER) {
        outbound.closeNow();
      }
      return;
    }
    turn(() -> tickStreams(now));
  }

  private void tickStreams(long now) {
    long limit = options.writeTimeout().toNanos();
    if (sending.isEmpty()) {
      heldBack.none(sent, now);
    }
    if (heldBack.look(sendWindow <= 0 && !sending.isEmpty() && !paused, sent, now) >= limit) {
      close(ErrorCode.ENHANCE_YOUR_CALM, "a window that stays closed");
      return;
    }
    for (Http2Stream stream : new ArrayList<>(streams.values())) {
      stream.tick(now, options);
      if (stream.output().isStalled(now, limit)) {
        reset(stream, ErrorCode.ENHANCE_YOUR_CALM, new IOException("a window that stays closed"));
      }
    }
    if (paused) {
      frames.notReading(now);
    }
    if (frames.isLate(now, since)) {
      close(ErrorCode.ENHANCE_YOUR_CALM, "a frame that does not end");
    } else if (listener().isStopping()) {
      leave(now);
    } else if (streams.isEmpty() && now - since >= options.idleTimeout().toNanos()) {
      close(ErrorCode.NO_ERROR, "");
    }
  }

  /** Takes leave in two steps (§6.8): what is on its way when the first is said is still served. */
  private void leave(long now) {
    if (!goAwaySaid) {
      goAwaySaid = true;
      goAway(Integer.MAX_VALUE, ErrorCode.NO_ERROR, "");
    } else if (now - listener().stoppingSince() >= LAST_REQUESTS) {
      if (streams.isEmpty()) {
        close(ErrorCode.NO_ERROR, "");
      } else if (goAwayBelow == Integer.MAX_VALUE) {
        goAwayBelow = lastStream;
        goAway(lastStream, ErrorCode.NO_ERROR, "");
      }
    }
  }

  @Override
  void running(List<NettyExchange> all) {
    for (Http2Stream stream : streams.values()) {
      NettyExchange exchange = stream.running();
      if (exchange != null) {
        all.add(exchange);
      }
    }
  }

  @Override
  void cut() {
    outbound.abort();
  }
}
