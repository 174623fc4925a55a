package io.lokstra.netty;

import io.lokstra.engine.Http3Options;
import io.lokstra.engine.HttpOptions;
import io.lokstra.netty.http1.Http2HeadBuilder;
import io.lokstra.netty.http1.Refusals;
import io.lokstra.netty.http2.Budget;
import io.lokstra.netty.http3.ErrorCode;
import io.lokstra.netty.http3.FieldSectionDecoder;
import io.lokstra.netty.http3.FieldSectionEncoder;
import io.lokstra.netty.http3.FrameType;
import io.lokstra.netty.http3.FrameWriter;
import io.lokstra.netty.http3.UnidirectionalStream;
import io.lokstra.netty.http3.ViolationException;
import io.lokstra.netty.tls.TlsPeer;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of HTTP/3 (RFC 9114): its streams, its budgets, its end. Windows, losses and
 * retransmission are QUIC's. Confined to its event loop, but for {@link #execute}.
 */
final class Http3Session extends ClientConnection implements UnidirectionalStream.Owner {
  /** How much of a frame's announced length counts as content that came, in bytes. */
  private static final int MOST_EARNED = 1024;

  private static final Logger LOG = LoggerFactory.getLogger(Http3Session.class);

  /** While no more than this wait for their turn, they take it on the loop. */
  private static final int SHORT_QUEUE = 8;

  /** As long as a turn has taken no longer than this, so do the others. */
  private static final long BRIEF = TimeUnit.MICROSECONDS.toNanos(500);

  /** What may be collected of bodies before their calls start; then calls start with less. */
  private static final int MAX_COLLECTED = 1024 * 1024;

  /**
   * The transport keeps a little of each stream that one end cut short, until the connection ends.
   */
  private static final int MAX_LEFT_BEHIND = 1_000;

  private static final int MAX_FIELD_SECTION_SIZE = 0x6;
  private static final long LAST_STREAM = (1L << 62) - 4;
  private static final long LAST_REQUESTS = TimeUnit.SECONDS.toNanos(1);

  /** How long a client has to see the last responses, and to close, before the server does. */
  private static final long LINGER = TimeUnit.SECONDS.toNanos(1);

  private final QuicChannel channel;
  private final HttpOptions options;
  private final Map<Long, Http3Stream> streams = new HashMap<>();
  private final Set<Long> critical = new HashSet<>();
  private final Budget budget;
  private final ArrayDeque<Http3Stream> ready = new ArrayDeque<>();
  private final int maxFieldSection;
  private final FieldSectionDecoder decoder;
  private final FieldSectionEncoder fields = new FieldSectionEncoder();
  private final FrameWriter frames = new FrameWriter();
  private final SocketAddress remote;
  private final SocketAddress local;
  private @Nullable QuicWriter control;
  private boolean closed;
  private boolean inTurn;
  private boolean startScheduled;
  private boolean settingsSeen;
  private int leftBehind;
  private long nextStream;
  private long goAwayBelow = Long.MAX_VALUE;
  private long leavingSince;
  private final long begun = System.nanoTime();
  private long since = begun;

  Http3Session(NettyListener listener, LoopContext loop, TlsPeer tls, QuicChannel channel) {
    super(listener, loop, tls);
    this.channel = channel;
    this.options = listener.options();
    this.maxFieldSection = HeaderBlocks.maxList(options);
    this.decoder = new FieldSectionDecoder(maxFieldSection);
    this.remote = Objects.requireNonNull(channel.remoteSocketAddress());
    this.local = Objects.requireNonNull(channel.localSocketAddress());
    Http3Options limits = listener.http3Options();
    this.budget =
        new Budget(
            limits.maxResets(),
            limits.resetWindow().toNanos(),
            limits.maxControlFrames(),
            System.nanoTime());
  }

  /** Begins: says what this end can do (§6.2.1). */
  void begin() {
    loop().add(this);
    var _ =
        channel
            .createStream(QuicStreamType.UNIDIRECTIONAL, new ChannelInboundHandlerAdapter())
            .addListener(this::controlOpened);
  }

  @SuppressWarnings("unchecked") // what createStream gives
  private void controlOpened(Future<?> opened) {
    if (!opened.isSuccess()) {
      close(ErrorCode.GENERAL_PROTOCOL_ERROR, "no room for a control stream");
      return;
    }
    control = new QuicWriter(((Future<QuicStreamChannel>) opened).getNow());
    frames.clear().number(0);
    frames.frame(
        FrameType.SETTINGS,
        FrameWriter.sizeOf(MAX_FIELD_SECTION_SIZE) + FrameWriter.sizeOf(maxFieldSection));
    frames.number(MAX_FIELD_SECTION_SIZE).number(maxFieldSection);
    sendControl();
  }

  private void sendControl() {
    QuicWriter to = control;
    if (to != null) {
      var _ = to.write(frames, false);
    }
  }

  /** A stream of the client's begins. */
  void opened(QuicStreamChannel stream) {
    QuicWriter out = new QuicWriter(stream);
    if (stream.type() == QuicStreamType.UNIDIRECTIONAL) {
      stream.pipeline().addLast(new Http3Control(this, out));
      return;
    }
    long id = stream.streamId();
    if (id >= goAwayBelow || closed) {
      leftBehind();
      out.reset(ErrorCode.REQUEST_REJECTED);
      if (!closed && budget.spendReset(loop().time())) {
        close(ErrorCode.EXCESSIVE_LOAD, "too many streams after the last one");
      }
      return;
    }
    nextStream = Math.max(nextStream, id + 4);
    budget.earn(8);
    since = loop().time();
    Http3Stream made = new Http3Stream(this, id, out, since);
    streams.put(id, made);
    stream.pipeline().addLast(new Http3Request(this, made));
  }

  // Events of the channel.

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    turn(this::startReady);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // What is wrong with a packet, QUIC has answered already.
    LOG.debug("a connection of QUIC has met with {}", cause.toString());
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    closed = true;
    loop().remove(this);
    endStreams(new IOException("the client went away"));
    listener().closed(this);
  }

  private void endStreams(Throwable reason) {
    List<Http3Stream> all = List.copyOf(streams.values());
    streams.clear();
    ready.clear();
    for (Http3Stream stream : all) {
      stream.gone(reason);
    }
  }

  // A turn.

  /** Does {@code event} in a turn of the loop. On the loop. */
  void turn(Runnable event) {
    if (inTurn) {
      event.run();
      return;
    }
    loop().begin();
    inTurn = true;
    try {
      event.run();
    } catch (RuntimeException | Error thrown) {
      LOG.error("a connection failed and is closed", thrown);
      close(ErrorCode.INTERNAL_ERROR, "");
    } finally {
      inTurn = false;
      loop().end();
    }
  }

  /** A call can start: when what has arrived by now was looked at. */
  void ready(Http3Stream stream) {
    ready.add(stream);
    if (!startScheduled) {
      startScheduled = true;
      execute(() -> {
        startScheduled = false;
        turn(this::startReady);
      });
    }
  }

  private void startReady() {
    long begun = loop().time();
    for (Http3Stream next = ready.poll(); next != null; next = ready.poll()) {
      next.start(ready.size() < SHORT_QUEUE || loop().time() - begun < BRIEF);
    }
  }

  // What streams ask for.

  HttpOptions options() {
    return options;
  }

  Budget budget() {
    return budget;
  }

  /** Encodes heads; begin one, then send it before the next. */
  FieldSectionEncoder fields() {
    return fields;
  }

  /** Where frames are written before they are sent. */
  FrameWriter frames() {
    return frames;
  }

  /** The longest field section, packed or not. */
  int maxFieldSection() {
    return maxFieldSection;
  }

  /** The fields of a section. */
  Http2HeadBuilder decode(byte[] bytes, int length) throws ViolationException {
    Http2HeadBuilder builder =
        new Http2HeadBuilder(
            options.maxRequestLine(), options.maxHeaderSize(), options.maxHeaders(), 3);
    try {
      if (!decoder.decode(bytes, 0, length, builder::add)) {
        builder.refuse(Refusals.HEADER_SIZE);
      }
    } finally {
      decoder.release();
    }
    return builder;
  }

  /** Whether bodies that are collected, this one with {@code more} bytes, take too much. */
  boolean collectsTooMuch(int more) {
    long collected = 0;
    for (Http3Stream stream : streams.values()) {
      collected += stream.collected();
    }
    return collected + more > MAX_COLLECTED;
  }

  /** A frame of content of this length comes; what it announces beyond a packet earns nothing. */
  void content(long length) throws ViolationException {
    if (budget.content((int) Math.min(length, MOST_EARNED), false, loop().time())) {
      throw tooIdle();
    }
  }

  @Override
  public void idle(int cost) throws ViolationException {
    if (budget.spendIdle(cost, loop().time())) {
      throw tooIdle();
    }
  }

  private static ViolationException tooIdle() {
    return ViolationException.ofConnection(
        ErrorCode.EXCESSIVE_LOAD, "too many frames that carry nothing");
  }

  @Override
  public boolean isFirst(long type) {
    return critical.add(type);
  }

  @Override
  public void settingsCame() {
    settingsSeen = true;
  }

  /** A response is sent whole. */
  void sent(@Nullable NettyExchange exchange) {
    if (exchange != null) {
      exchange.ended(loop().time(), null);
    }
  }

  // How streams end.

  /** A rule was broken on a stream. */
  void violated(Http3Stream stream, ViolationException violation) {
    if (violation.isOfConnection()) {
      violated(violation);
    } else {
      LOG.debug("{} on {}", violation.getMessage(), stream);
      reset(stream, violation.code(), new IOException(violation.getMessage()));
    }
  }

  /** A rule of the connection was broken. */
  void violated(ViolationException violation) {
    LOG.debug("{}", violation.getMessage());
    close(violation.code(), String.valueOf(violation.getMessage()));
  }

  /** Forgets a stream both ends of which are done. */
  void closeIfOver(Http3Stream stream) {
    if (stream.isOver() && streams.remove(stream.id(), stream)) {
      since = loop().time();
      stream.gone(null);
    }
  }

  /** The transport has closed a stream. */
  void gone(Http3Stream stream) {
    if (streams.remove(stream.id(), stream)) {
      since = loop().time();
      stream.gone(stream.isOver() ? null : new IOException("the client went away"));
    }
  }

  /** The client has cut a stream short. */
  void cancelled(Http3Stream stream, Throwable reason) {
    reset(stream, ErrorCode.REQUEST_CANCELLED, reason);
  }

  /** Ends a stream at once. */
  void reset(Http3Stream stream, ErrorCode code, Throwable reason) {
    if (streams.remove(stream.id(), stream)) {
      stream.gone(reason);
      stream.out().reset(code);
      cutShort();
    }
  }

  /** Ends a stream whose response is whole, and whose request is not. */
  void abandon(Http3Stream stream) {
    if (streams.remove(stream.id(), stream)) {
      stream.gone(null);
      stream.out().stopReading();
      cutShort();
    }
  }

  private void cutShort() {
    since = loop().time();
    leftBehind();
    if (budget.spendReset(since)) {
      close(ErrorCode.EXCESSIVE_LOAD, "too many resets");
    }
  }

  /** The transport keeps something of a stream that is no more. */
  void leftBehind() {
    leftBehind++;
  }

  // The end.

  private void goAway(long below) {
    frames.clear().frame(FrameType.GOAWAY, FrameWriter.sizeOf(below)).number(below);
    sendControl();
  }

  private void close(ErrorCode code, String why) {
    if (closed) {
      return;
    }
    closed = true;
    endStreams(new IOException("the connection was closed: " + why));
    var _ =
        channel.close(
            true, code.number(), Unpooled.wrappedBuffer(why.getBytes(StandardCharsets.US_ASCII)));
  }

  @Override
  void tick() {
    turn(() -> tick(loop().time()));
  }

  private void tick(long now) {
    if (closed) {
      return;
    }
    if (!streams.isEmpty()) {
      for (Http3Stream stream : new ArrayList<>(streams.values())) {
        stream.tick(now, options);
      }
    }
    if (!settingsSeen && now - begun >= options.headersTimeout().toNanos()) {
      close(ErrorCode.MISSING_SETTINGS, "no settings");
    } else if (listener().isStopping() || leftBehind >= MAX_LEFT_BEHIND) {
      leave(now);
    } else if (streams.isEmpty() && now - since >= options.idleTimeout().toNanos()) {
      close(ErrorCode.NO_ERROR, "");
    }
  }

  /** Takes leave in two steps (§5.2): what is on its way when the first is said is still served. */
  private void leave(long now) {
    if (leavingSince == 0) {
      leavingSince = now;
      goAway(LAST_STREAM);
      return;
    }
    if (now - leavingSince < LAST_REQUESTS) {
      return;
    }
    if (goAwayBelow == Long.MAX_VALUE) {
      goAwayBelow = nextStream;
      goAway(nextStream);
      since = now;
    }
    // Closing ends what is still on its way: nobody says when the last of it was acknowledged.
    if (streams.isEmpty() && now - since >= LINGER) {
      close(ErrorCode.NO_ERROR, "");
    }
  }

  @Override
  void running(List<NettyExchange> all) {
    for (Http3Stream stream : streams.values()) {
      NettyExchange exchange = stream.running();
      if (exchange != null) {
        all.add(exchange);
      }
    }
  }

  @Override
  void cut() {
    close(ErrorCode.NO_ERROR, "the server ends");
  }

  @Override
  SocketAddress remoteAddress() {
    SocketAddress now = channel.remoteSocketAddress();
    return now == null ? remote : now;
  }

  @Override
  SocketAddress localAddress() {
    return local;
  }
}
