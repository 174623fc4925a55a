package io.lokstra.netty;

import io.lokstra.netty.tls.ServerTls;
import io.lokstra.netty.tls.TlsPeer;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection until it is encrypted; then it makes way for the protocol that was agreed on.
 *
 * <p>What is slow in a handshake, the arithmetic of its keys, runs on virtual threads: a flood of
 * handshakes must not keep the loop from those who are through.
 */
final class TlsHandshake extends ClientConnection {
  private static final Logger LOG = LoggerFactory.getLogger(TlsHandshake.class);
  private static final long LAST_CHANCE = TimeUnit.SECONDS.toNanos(1);

  /** Where the arithmetic of keys is done. */
  static final Executor ARITHMETIC = task -> Thread.ofVirtual().name("lokstra-tls").start(task);

  private final ServerTls tls;
  private final SslHandler ssl;
  private boolean done;

  private TlsHandshake(NettyListener listener, LoopContext loop, ServerTls tls, SslHandler ssl) {
    super(listener, loop, null);
    this.tls = tls;
    this.ssl = ssl;
  }

  /** Sets up an accepted connection. */
  static void begin(
      ChannelPipeline pipeline, NettyListener listener, LoopContext loop, ServerTls tls) {
    SslHandler ssl = new SslHandler(tls.newEngine(), ARITHMETIC);
    ssl.setHandshakeTimeoutMillis(tls.options().handshakeTimeout().toMillis());
    pipeline.addLast(new RenegotiationGuard(), ssl, new TlsHandshake(listener, loop, tls, ssl));
  }

  @Override
  public void channelActive(ChannelHandlerContext active) {
    loop().add(this);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext channel, Object event) {
    if (event instanceof SslHandshakeCompletionEvent handshake && !done) {
      if (handshake.isSuccess()) {
        done = true;
        encrypted(channel);
      } else {
        LOG.debug("a handshake failed", handshake.cause());
        var _ = channel.close();
      }
    }
  }

  private void encrypted(ChannelHandlerContext channel) {
    if (TlsPeer.hasExpiredSince(ssl.engine().getSession(), System.currentTimeMillis())) {
      LOG.debug("a session is not resumed: the client's certificate has expired since");
      ssl.engine().getSession().invalidate();
      var _ = channel.close();
      return;
    }
    loop().remove(this);
    TlsPeer peer = TlsPeer.of(ssl.engine().getSession(), tls.options().checkHost());
    if ("h2".equals(ssl.engine().getApplicationProtocol())) {
      Http2Session next = new Http2Session(listener(), loop(), peer);
      channel.pipeline().replace(this, null, next);
      next.begin(new byte[0]);
    } else {
      Connection next = new Connection(listener(), loop(), peer);
      channel.pipeline().replace(this, null, next);
      next.channelActive(next.context());
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
    if (!isOfThePeer(cause)) {
      LOG.error("a connection failed in its handshake and is closed", cause);
    }
    var _ = channel.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext channel) {
    loop().remove(this);
    listener().closed(this);
  }

  @Override
  void tick() {
    if (listener().isStopping() && loop().time() - listener().stoppingSince() >= LAST_CHANCE) {
      cut();
    }
  }

  @Override
  void running(List<NettyExchange> all) {
    // Nothing was asked yet.
  }

  @Override
  void cut() {
    var _ = context().close();
  }
}
