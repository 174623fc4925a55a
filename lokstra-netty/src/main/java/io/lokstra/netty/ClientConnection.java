package io.lokstra.netty;

import io.lokstra.netty.http1.RequestHead;
import io.lokstra.netty.proxyprotocol.ProxyHeader;
import io.lokstra.netty.tls.TlsPeer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderException;
import io.netty.util.AttributeKey;
import java.io.IOException;
import java.net.SocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connection, as its event loop and its listener see it, whatever protocol is spoken on
 * it. Confined to its event loop, but for {@link #execute}.
 */
abstract class ClientConnection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

  /** Who is connected to whom, where a proxy that is believed said so. */
  static final AttributeKey<ProxyHeader.Endpoints> ENDPOINTS =
      AttributeKey.valueOf(ClientConnection.class, "endpoints");

  private final NettyListener listener;
  private final LoopContext loop;
  private final @Nullable TlsPeer tls;
  private @Nullable ChannelHandlerContext context;
  private @Nullable ClientConnection previous;
  private @Nullable ClientConnection next;

  ClientConnection(NettyListener listener, LoopContext loop, @Nullable TlsPeer tls) {
    this.listener = listener;
    this.loop = loop;
    this.tls = tls;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    context = added;
  }

  /** Looks at the time; called a few times a second. */
  abstract void tick();

  /** Adds the exchanges whose calls are running. */
  abstract void running(List<NettyExchange> all);

  /** Closes at once. */
  abstract void cut();

  /** Runs {@code task} on the event loop, unless that has ended. Any thread. */
  void execute(Runnable task) {
    try {
      loop.eventLoop().execute(task);
    } catch (RejectedExecutionException ended) {
      LOG.debug("the event loop has ended; nothing is left to do for {}", this, ended);
    }
  }

  NettyListener listener() {
    return listener;
  }

  LoopContext loop() {
    return loop;
  }

  /** Whether the connection is encrypted. */
  boolean secure() {
    return tls != null;
  }

  /** The other end of the encryption; null without one. */
  @Nullable TlsPeer tls() {
    return tls;
  }

  /** The certificates of the client; empty when it showed none. */
  List<X509Certificate> clientCertificates() {
    return tls == null ? List.of() : tls.clientCertificates();
  }

  /** Whether requests for the host that {@code head} names may come on this connection. */
  boolean serves(RequestHead head) {
    if (tls == null) {
      return true;
    }
    int host = head.indexOf("host", 0);
    return host < 0 || tls.covers(head.value(host));
  }

  /** Whether a failure of the channel is the peer's, or the network's: no news for a log. */
  static boolean isOfThePeer(Throwable cause) {
    return cause instanceof IOException
        || (cause instanceof DecoderException && cause.getCause() instanceof SSLException);
  }

  /** This connection's place in its pipeline. */
  ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("the connection has no channel yet");
    }
    return context;
  }

  SocketAddress remoteAddress() {
    ProxyHeader.Endpoints named = named();
    return named == null ? Transport.address(context().channel().remoteAddress()) : named.client();
  }

  SocketAddress localAddress() {
    ProxyHeader.Endpoints named = named();
    return named == null ? Transport.address(context().channel().localAddress()) : named.server();
  }

  private ProxyHeader.@Nullable Endpoints named() {
    Channel channel = context().channel();
    return channel.hasAttr(ENDPOINTS) ? channel.attr(ENDPOINTS).get() : null;
  }

  @Nullable ClientConnection previous() {
    return previous;
  }

  @Nullable ClientConnection next() {
    return next;
  }

  void link(@Nullable ClientConnection before, @Nullable ClientConnection after) {
    previous = before;
    next = after;
  }
}
