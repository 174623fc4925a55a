package io.lokstra.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connection, as its event loop and its listener see it, whatever protocol is spoken on
 * it. Confined to its event loop, but for {@link #execute}.
 */
abstract class ClientConnection extends ChannelInboundHandlerAdapter {
  private static final Logger LOG = LoggerFactory.getLogger(ClientConnection.class);

  private final NettyListener listener;
  private final LoopContext loop;
  private @Nullable ChannelHandlerContext context;
  private @Nullable ClientConnection previous;
  private @Nullable ClientConnection next;

  ClientConnection(NettyListener listener, LoopContext loop) {
    this.listener = listener;
    this.loop = loop;
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

  /** This connection's place in its pipeline. */
  ChannelHandlerContext context() {
    if (context == null) {
      throw new IllegalStateException("the connection has no channel yet");
    }
    return context;
  }

  SocketAddress remoteAddress() {
    return Transport.address(context().channel().remoteAddress());
  }

  SocketAddress localAddress() {
    return Transport.address(context().channel().localAddress());
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
