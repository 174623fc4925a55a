package io.lokstra.netty;

import io.lokstra.netty.proxyprotocol.BadProxyHeaderException;
import io.lokstra.netty.proxyprotocol.NoProxyHeaderException;
import io.lokstra.netty.proxyprotocol.ProxyHeader;
import io.lokstra.netty.proxyprotocol.ProxyHeaderParser;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A connection of a load balancer until it has said whom it is for, by the PROXY protocol; then it
 * makes way for TLS or HTTP, which see the addresses that were named.
 */
final class ProxiedConnection extends ClientConnection {
  private static final int FIRST_ARRAY = 256;
  private static final long LAST_CHANCE = TimeUnit.SECONDS.toNanos(1);

  private final ProxyTrust trust;
  private byte[] received = {};
  private int count;
  private long since;
  private boolean over;

  ProxiedConnection(NettyListener listener, LoopContext loop, ProxyTrust trust) {
    super(listener, loop, null);
    this.trust = trust;
  }

  @Override
  public void channelActive(ChannelHandlerContext active) {
    since = System.nanoTime();
    loop().add(this);
  }

  @Override
  public void channelRead(ChannelHandlerContext channel, Object message) {
    ByteBuf in = (ByteBuf) message;
    try {
      if (!over) {
        keep(in);
        read();
      }
    } finally {
      in.release();
    }
  }

  private void keep(ByteBuf in) {
    int more = in.readableBytes();
    if (received.length - count < more) {
      received = Arrays.copyOf(received, Math.max(count + more, Math.max(FIRST_ARRAY, 2 * count)));
    }
    in.readBytes(received, count, more);
    count += more;
  }

  private void read() {
    try {
      Optional<ProxyHeader> header = ProxyHeaderParser.parse(received, count);
      if (header.isPresent()) {
        if (header.get().endpoints() != null) {
          context().channel().attr(ENDPOINTS).set(header.get().endpoints());
        }
        goOn(header.get().length());
      }
    } catch (NoProxyHeaderException none) {
      if (trust.options().optional()) {
        goOn(0);
      } else {
        refuse(String.valueOf(none.getMessage()));
      }
    } catch (BadProxyHeaderException bad) {
      refuse("its PROXY protocol header cannot be understood: " + bad.getMessage());
    }
  }

  /** Makes way for what is spoken after the header. */
  private void goOn(int from) {
    over = true;
    loop().remove(this);
    byte[] rest = Arrays.copyOfRange(received, from, count);
    received = new byte[0];
    listener().begin(context().pipeline(), loop(), this);
    if (rest.length > 0) {
      // The end of this read comes from the channel, after what is spoken now.
      var _ = context().pipeline().fireChannelRead(Unpooled.wrappedBuffer(rest));
    }
  }

  private void refuse(String reason) {
    over = true;
    received = new byte[0];
    trust.refused(context().channel().remoteAddress(), reason);
    var _ = context().close();
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext channel, Object event) {
    if (event instanceof ChannelInputShutdownEvent) {
      // A probe that only connects, or half a header: nothing is left to be answered.
      var _ = channel.close();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
    if (!isOfThePeer(cause)) {
      trust.refused(channel.channel().remoteAddress(), "it failed: " + cause);
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
    long now = loop().time();
    if (now - since >= trust.options().timeout().toNanos()) {
      refuse("its PROXY protocol header did not come in time");
    } else if (listener().isStopping() && now - listener().stoppingSince() >= LAST_CHANCE) {
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
