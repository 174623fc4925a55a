package io.lokstra.netty;

import io.lokstra.netty.tls.TlsPeer;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.quic.QuicChannel;
import io.netty.handler.ssl.SniCompletionEvent;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection of QUIC until its handshake is done; then it makes way for HTTP/3. */
final class Http3Handshake extends ClientConnection {
  private static final Logger LOG = LoggerFactory.getLogger(Http3Handshake.class);
  private static final long LAST_CHANCE = TimeUnit.SECONDS.toNanos(1);

  private final QuicTls tls;
  private final AtomicInteger handshakes;
  private final long begun = System.nanoTime();
  private @Nullable String name;
  private boolean done;

  /**
   * A handshake that begins.
   *
   * @param handshakes how many are under way at this listener; counted up already
   */
  Http3Handshake(NettyListener listener, LoopContext loop, QuicTls tls, AtomicInteger handshakes) {
    super(listener, loop, null);
    this.tls = tls;
    this.handshakes = handshakes;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    super.handlerAdded(added);
    loop().add(this);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (event instanceof SniCompletionEvent asked) {
      name = asked.hostname();
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    if (done) {
      return;
    }
    QuicChannel channel = (QuicChannel) context.channel();
    SSLEngine engine = Objects.requireNonNull(channel.sslEngine());
    if (!QuicTls.PROTOCOL.equals(engine.getApplicationProtocol())) {
      // Of TLS's alerts, no_application_protocol (RFC 9001 §8.1).
      var _ = channel.close(false, 0x178, Unpooled.EMPTY_BUFFER);
      return;
    }
    done();
    TlsPeer peer = tls.peer(name, engine.getSession());
    Http3Session next = new Http3Session(listener(), loop(), peer, channel);
    channel.pipeline().replace(this, null, next);
    next.begin();
  }

  private void done() {
    if (!done) {
      done = true;
      handshakes.decrementAndGet();
      loop().remove(this);
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.debug("a handshake failed: {}", cause.toString());
  }

  /** The connection ends: one that was never active is not said to be inactive. */
  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    if (!done) {
      done();
      listener().closed(this);
    }
  }

  @Override
  void tick() {
    long now = loop().time();
    boolean late = now - begun >= tls.handshakeTimeout().toNanos();
    if (late || (listener().isStopping() && now - listener().stoppingSince() >= LAST_CHANCE)) {
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
