package io.lokstra.netty;

import io.lokstra.engine.Http3Options;
import io.lokstra.engine.HttpOptions;
import io.lokstra.engine.TlsException;
import io.lokstra.netty.tls.ServerTls;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.unix.UnixChannelOption;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.codec.quic.QuicCodecDispatcher;
import io.netty.handler.codec.quic.QuicConnectionIdGenerator;
import io.netty.handler.codec.quic.QuicServerCodecBuilder;
import io.netty.handler.codec.quic.QuicStreamChannel;
import io.netty.util.concurrent.EventExecutor;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The UDP side of a listener: QUIC on the port of its TCP side, and HTTP/3 on that. Nothing outside
 * of this class and those it makes touches Netty's classes for QUIC, so that a server without
 * HTTP/3 neither loads nor needs them. Thread-safe.
 */
final class Http3Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Http3Server.class);

  /**
   * A client opens three that matter (RFC 9114 §6.2), and some to see that unknown ones are borne.
   */
  private static final int UNIDIRECTIONAL_STREAMS = 16;

  private static final int UNIDIRECTIONAL_WINDOW = 16 * 1024;
  private static final int RECEIVE_BUFFER = 1024 * 1024;
  private static final long SILENCE_MILLIS = 10_000;

  private final NettyEngine engine;
  private final NettyListener listener;
  private final QuicTls tls;
  private final byte[] tokenKey = RetryTokens.newKey();
  private final AtomicInteger handshakes = new AtomicInteger();
  private final List<Channel> sockets = new ArrayList<>();

  private Http3Server(NettyEngine engine, NettyListener listener, ServerTls tls)
      throws TlsException {
    this.engine = engine;
    this.listener = listener;
    this.tls = new QuicTls(tls);
  }

  /**
   * Binds the UDP port.
   *
   * @throws IOException when it cannot be bound, or the certificates cannot be used; the message
   *     says why
   */
  static Http3Server bind(
      NettyEngine engine, NettyListener listener, InetSocketAddress address, ServerTls tls)
      throws IOException {
    Http3Server server = new Http3Server(engine, listener, tls);
    try {
      server.bind(address);
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
    return server;
  }

  private void bind(InetSocketAddress address) throws IOException {
    if (!engine.transport().readsAtOnce()) {
      throw new IOException(
          "HTTP/3 cannot be served over transport "
              + engine.transport().name()
              + "; use transport auto, epoll or nio, or turn http3 off");
    }
    ensureFree(address);
    boolean shared = engine.transport().name().equals("epoll");
    Dispatcher dispatcher = new Dispatcher();
    for (EventExecutor loop : engine.loops()) {
      Bootstrap bootstrap =
          new Bootstrap()
              .group((EventLoop) loop)
              .channel(shared ? EpollDatagramChannel.class : NioDatagramChannel.class)
              .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
              .handler(dispatcher);
      if (shared) {
        bootstrap.option(UnixChannelOption.SO_REUSEPORT, true);
      }
      ChannelFuture bound = bootstrap.bind(address).awaitUninterruptibly();
      if (!bound.isSuccess()) {
        throw new IOException("UDP: " + reason(bound.cause()), bound.cause());
      }
      sockets.add(bound.channel());
      if (!shared) {
        return;
      }
    }
  }

  /**
   * Sockets that share a port, one for each loop, may share it with those of another program of the
   * same user: that is found out before.
   */
  private static void ensureFree(InetSocketAddress address) throws IOException {
    try (DatagramSocket probe = new DatagramSocket(null)) {
      probe.bind(address);
    } catch (SocketException e) {
      throw new IOException("UDP: " + reason(e), e);
    }
  }

  private static String reason(@Nullable Throwable cause) {
    String message = cause == null ? "" : String.valueOf(cause.getMessage());
    return message.contains("Address already in use")
        ? "the address is in use; HTTP/3 needs the UDP port of the same number too"
        : message;
  }

  /** Gives each packet to the socket, and so the loop, that its connection is on. */
  private final class Dispatcher extends QuicCodecDispatcher {
    Dispatcher() {
      super(RetryTokens.CONNECTION_ID);
    }

    @Override
    protected void initChannel(Channel channel, int idLength, QuicConnectionIdGenerator ids) {
      channel.pipeline().addLast(codec(idLength, ids));
    }
  }

  private ChannelHandler codec(int idLength, QuicConnectionIdGenerator ids) {
    HttpOptions options = listener.options();
    Http3Options limits = listener.http3Options();
    int window = Http2Session.streamWindow(limits.maxConcurrentStreams());
    return new QuicServerCodecBuilder()
        .sslEngineProvider(tls::engine)
        .localConnectionIdLength(idLength)
        .connectionIdAddressGenerator(ids)
        .tokenHandler(new RetryTokens(tokenKey, this::isCautious, System::nanoTime))
        .maxIdleTimeout(silence(options), TimeUnit.MILLISECONDS)
        .initialMaxData(Http2Session.ALL_STREAM_WINDOWS)
        .initialMaxStreamDataBidirectionalRemote(window)
        .initialMaxStreamDataUnidirectional(UNIDIRECTIONAL_WINDOW)
        .initialMaxStreamsBidirectional(limits.maxConcurrentStreams())
        .initialMaxStreamsUnidirectional(UNIDIRECTIONAL_STREAMS)
        .handler(
            new ChannelInitializer<QuicChannel>() {
              @Override
              protected void initChannel(QuicChannel channel) {
                accept(channel);
              }

              @Override
              public boolean isSharable() {
                return true;
              }
            })
        .streamHandler(
            new ChannelInitializer<QuicStreamChannel>() {
              @Override
              protected void initChannel(QuicStreamChannel channel) {
                opened(channel);
              }

              @Override
              public boolean isSharable() {
                return true;
              }
            })
        .build();
  }

  /**
   * After so many milliseconds without a packet a client is gone. Longer than a connection may be
   * idle, and than a call may take: those end in other ways.
   */
  private static long silence(HttpOptions options) {
    return Math.max(options.idleTimeout().toMillis(), options.requestTimeout().toMillis())
        + SILENCE_MILLIS;
  }

  /** Whether a client has to show its address first: so many do not come to an end. */
  private boolean isCautious() {
    return handshakes.get() >= listener.http3Options().maxUnverified();
  }

  /** On a connection that is about to be closed. */
  private static final class Refused extends ChannelInboundHandlerAdapter {
    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      LOG.debug("a connection that is refused failed: {}", cause.toString());
    }
  }

  private void accept(QuicChannel channel) {
    if (!listener.admits()) {
      channel.pipeline().addLast(new Refused());
      // Not at once: the codec is about to give it its first packet.
      channel
          .eventLoop()
          .execute(() -> {
            var _ = channel.close();
          });
      return;
    }
    handshakes.incrementAndGet();
    LoopContext loop = engine.context(channel.eventLoop());
    channel.pipeline().addLast(new Http3Handshake(listener, loop, tls, handshakes));
  }

  private static void opened(QuicStreamChannel stream) {
    stream.config().setReadFrames(true);
    Http3Session session = stream.parent().pipeline().get(Http3Session.class);
    Objects.requireNonNull(session, "a stream before its connection").opened(stream);
  }

  /** Closes the port, and what is still connected to it. */
  @Override
  public void close() {
    for (Channel socket : sockets) {
      socket.close().awaitUninterruptibly();
    }
  }
}
