package io.lokstra.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.netty.http3.FieldSectionDecoder;
import io.lokstra.netty.http3.FrameReader;
import io.lokstra.netty.http3.FrameType;
import io.lokstra.netty.http3.FrameWriter;
import io.lokstra.netty.http3.ViolationException;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicClientCodecBuilder;
import io.netty.handler.codec.quic.QuicConnectionCloseEvent;
import io.netty.handler.codec.quic.QuicSslContext;
import io.netty.handler.codec.quic.QuicSslContextBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.handler.codec.quic.QuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamResetException;
import io.netty.handler.codec.quic.QuicStreamType;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A client that says on streams of QUIC whatever a test wants, well-formed or not. */
final class QuicWire implements AutoCloseable {
  private static final long WINDOW = 1 << 20;

  private final MultiThreadIoEventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final Channel socket;
  final @Nullable QuicChannel channel;
  private final List<Incoming> fromServer = new CopyOnWriteArrayList<>();
  private volatile @Nullable QuicConnectionCloseEvent closed;

  /** A connection on which nothing was said yet. */
  QuicWire(int port) throws Exception {
    this(port, "", WINDOW, builder -> builder);
  }

  /** With {@code name} asked for (SNI), and windows of {@code window} bytes for each stream. */
  QuicWire(int port, String name, long window, UnaryOperator<QuicSslContextBuilder> change)
      throws Exception {
    QuicSslContext tls =
        change
            .apply(
                QuicSslContextBuilder.forClient()
                    .trustManager(InsecureTrustManagerFactory.INSTANCE)
                    .endpointIdentificationAlgorithm("")
                    .applicationProtocols("h3"))
            .build();
    socket =
        new Bootstrap()
            .group(loops)
            .channel(NioDatagramChannel.class)
            .handler(
                new QuicClientCodecBuilder()
                    .sslEngineProvider(quic ->
                        name.isEmpty()
                            ? tls.newEngine(quic.alloc())
                            : tls.newEngine(quic.alloc(), name, port))
                    .maxIdleTimeout(60, TimeUnit.SECONDS)
                    .initialMaxData(16 * WINDOW)
                    .initialMaxStreamDataBidirectionalLocal(window)
                    .initialMaxStreamDataUnidirectional(WINDOW)
                    .initialMaxStreamsUnidirectional(100)
                    .build())
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .sync()
            .channel();
    QuicChannel connected = null;
    try {
      connected =
          QuicChannel.newBootstrap(socket)
              .handler(
                  new ChannelInboundHandlerAdapter() {
                    @Override
                    public void userEventTriggered(ChannelHandlerContext context, Object event) {
                      if (event instanceof QuicConnectionCloseEvent close) {
                        closed = close;
                      }
                    }

                    @Override
                    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
                      // The close event says more.
                    }
                  })
              .streamHandler(
                  new ChannelInitializer<QuicStreamChannel>() {
                    @Override
                    protected void initChannel(QuicStreamChannel stream) {
                      stream.config().setReadFrames(true);
                      Incoming incoming = new Incoming();
                      stream.pipeline().addLast(incoming);
                      fromServer.add(incoming);
                    }
                  })
              .remoteAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))
              .connect()
              .get(10, TimeUnit.SECONDS);
    } finally {
      channel = connected;
      if (connected == null) {
        close();
      }
    }
  }

  /** A connection that has said its settings, as every client has to. */
  static QuicWire http3(int port) throws Exception {
    QuicWire wire = new QuicWire(port);
    wire.settings();
    return wire;
  }

  /** Opens the control stream with settings of nothing. */
  Stream settings() throws Exception {
    return unidirectional().send(bytes(0, FrameType.SETTINGS, 0));
  }

  Stream request() throws Exception {
    return open(QuicStreamType.BIDIRECTIONAL);
  }

  Stream unidirectional() throws Exception {
    return open(QuicStreamType.UNIDIRECTIONAL);
  }

  private Stream open(QuicStreamType type) throws Exception {
    Incoming incoming = new Incoming();
    QuicStreamChannel stream =
        Objects.requireNonNull(channel)
            .createStream(
                type,
                new ChannelInitializer<QuicStreamChannel>() {
                  @Override
                  protected void initChannel(QuicStreamChannel made) {
                    made.config().setReadFrames(true);
                    made.pipeline().addLast(incoming);
                  }
                })
            .get(10, TimeUnit.SECONDS);
    return new Stream(stream, incoming);
  }

  /** Sends a request without content, and waits for its response. */
  Answer get(String path) throws Exception {
    return request().sendLast(get("GET", path)).answer();
  }

  /** A HEADERS frame for a request. */
  static byte[] get(String method, String path, String... more) {
    String[] all = new String[8 + more.length];
    System.arraycopy(
        new String[] {
          ":method", method, ":scheme", "https", ":path", path, ":authority", "localhost"
        },
        0,
        all,
        0,
        8);
    System.arraycopy(more, 0, all, 8, more.length);
    return headers(all);
  }

  /** A HEADERS frame with these fields, none of them packed. */
  static byte[] headers(String... fields) {
    byte[] section = section(fields);
    return frame(FrameType.HEADERS, section);
  }

  static byte[] section(String... fields) {
    FrameWriter out = new FrameWriter().octets(new byte[2], 0, 2);
    for (int i = 0; i < fields.length; i += 2) {
      string(out, 0x20, 3, fields[i]);
      string(out, 0, 7, fields[i + 1]);
    }
    byte[] all = new byte[out.length()];
    System.arraycopy(out.bytes(), 0, all, 0, all.length);
    return all;
  }

  private static void string(FrameWriter out, int first, int bits, String text) {
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    int mask = (1 << bits) - 1;
    if (octets.length < mask) {
      out.octets(bytes(first | octets.length), 0, 1);
    } else {
      out.octets(bytes(first | mask), 0, 1);
      int rest = octets.length - mask;
      while (rest >= 0x80) {
        out.octets(bytes(0x80 | (rest & 0x7f)), 0, 1);
        rest >>>= 7;
      }
      out.octets(bytes(rest), 0, 1);
    }
    out.octets(octets, 0, octets.length);
  }

  static byte[] data(String text) {
    return frame(FrameType.DATA, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  static byte[] frame(long type, byte[] payload) {
    FrameWriter out =
        new FrameWriter().frame(type, payload.length).octets(payload, 0, payload.length);
    return java.util.Arrays.copyOf(out.bytes(), out.length());
  }

  static byte[] bytes(int... octets) {
    byte[] bytes = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    return bytes;
  }

  /** The streams that the server opened. */
  List<Incoming> fromServer() {
    return fromServer;
  }

  /** What the server closes the connection with; waits for that. */
  int closeCode() throws InterruptedException {
    Running.await(() -> closed != null);
    QuicConnectionCloseEvent close = closed;
    assertThat(close).isNotNull();
    return close == null ? 0 : close.error();
  }

  /** Whether the connection still serves. */
  boolean isAlive() throws Exception {
    return get("/").status() == 200;
  }

  @Override
  public void close() {
    if (channel != null) {
      var _ = channel.close().awaitUninterruptibly(10, TimeUnit.SECONDS);
    }
    var _ = socket.close().awaitUninterruptibly(10, TimeUnit.SECONDS);
    var _ = loops.shutdownGracefully(0, 5, TimeUnit.SECONDS);
  }

  /** What comes on a stream. */
  static final class Incoming extends ChannelInboundHandlerAdapter {
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private boolean ended;
    private boolean inactive;
    private long reset = -1;

    @Override
    public synchronized void channelRead(ChannelHandlerContext context, Object message) {
      QuicStreamFrame frame = (QuicStreamFrame) message;
      byte[] bytes = new byte[frame.content().readableBytes()];
      frame.content().readBytes(bytes);
      received.writeBytes(bytes);
      ended |= frame.hasFin();
      frame.release();
    }

    @Override
    public synchronized void channelInactive(ChannelHandlerContext context) {
      inactive = true;
    }

    @Override
    public synchronized void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      if (cause instanceof QuicStreamResetException by) {
        reset = by.applicationProtocolCode();
      }
    }

    synchronized boolean isEnded() {
      return ended;
    }

    synchronized boolean isOver() {
      return ended || reset >= 0 || inactive;
    }

    synchronized long resetCode() {
      return reset;
    }

    synchronized byte[] received() {
      return received.toByteArray();
    }
  }

  /**
   * A response.
   *
   * @param interim the statuses of what came before it
   */
  record Answer(int status, Map<String, String> fields, byte[] content, List<Integer> interim) {
    String text() {
      return new String(content, StandardCharsets.UTF_8);
    }
  }

  /** A stream of the client's. */
  static final class Stream {
    final QuicStreamChannel channel;
    private final Incoming incoming;

    Stream(QuicStreamChannel channel, Incoming incoming) {
      this.channel = channel;
      this.incoming = incoming;
    }

    Stream send(byte[]... parts) {
      for (byte[] part : parts) {
        var _ =
            channel.writeAndFlush(new DefaultQuicStreamFrame(Unpooled.copiedBuffer(part), false));
      }
      return this;
    }

    /** Sends octets, and says when the transport has taken them all. */
    ChannelFuture write(byte[] octets) {
      return channel.writeAndFlush(
          new DefaultQuicStreamFrame(Unpooled.copiedBuffer(octets), false));
    }

    Stream sendLast(byte[]... parts) {
      var _ = channel.writeAndFlush(new DefaultQuicStreamFrame(Unpooled.copiedBuffer(parts), true));
      return this;
    }

    /** Cuts the request short, and wants no response. */
    void cancel() throws Exception {
      channel.shutdown(0x10c).await(10, TimeUnit.SECONDS);
    }

    /** Wants no response to a request that is whole: STOP_SENDING, and nothing else. */
    void stopReading() throws Exception {
      channel.shutdownInput(0x10c).await(10, TimeUnit.SECONDS);
    }

    /** Takes no more of the response. */
    void pause() {
      channel.config().setAutoRead(false);
    }

    void resume() {
      channel.config().setAutoRead(true);
    }

    Incoming incoming() {
      return incoming;
    }

    /** The code with which the server ends the stream; waits for that. */
    long resetCode() throws InterruptedException {
      Running.await(() -> incoming.resetCode() >= 0);
      return incoming.resetCode();
    }

    /** The response, which is waited for. */
    Answer answer() throws Exception {
      Running.await(incoming::isOver);
      assertThat(incoming.isEnded()).as("reset with %x", incoming.resetCode()).isTrue();
      return answer(incoming.received());
    }

    private static Answer answer(byte[] bytes) throws ViolationException {
      ByteArrayOutputStream content = new ByteArrayOutputStream();
      Map<String, String> fields = new TreeMap<>();
      List<Integer> statuses = new CopyOnWriteArrayList<>();
      FieldSectionDecoder decoder = new FieldSectionDecoder(1 << 20);
      new FrameReader(
              new FrameReader.Receiver() {
                @Override
                public FrameReader.Handling begins(long type, long length) {
                  if (type == FrameType.DATA) {
                    return FrameReader.Handling.PASS;
                  }
                  return FrameType.isKnown(type)
                      ? FrameReader.Handling.COLLECT
                      : FrameReader.Handling.SKIP;
                }

                @Override
                public void passed(byte[] part, int from, int count) {
                  content.write(part, from, count);
                }

                @Override
                public void collected(long type, byte[] section, int length)
                    throws ViolationException {
                  fields.clear();
                  decoder.decode(
                      section,
                      0,
                      length,
                      (name, nameFrom, nameLength, value, from, count) ->
                          fields.put(
                              new String(name, nameFrom, nameLength, StandardCharsets.ISO_8859_1),
                              new String(value, from, count, StandardCharsets.ISO_8859_1)));
                  statuses.add(Integer.valueOf(fields.get(":status")));
                }
              })
          .read(bytes, 0, bytes.length);
      return new Answer(
          statuses.getLast(),
          fields,
          content.toByteArray(),
          statuses.subList(0, statuses.size() - 1));
    }
  }
}
