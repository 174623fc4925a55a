package io.lokstra.redis;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches one connection from where it meets the network. A server that was sent something and is
 * silent for too long is given up: behind a connection that merely hangs, whoever asks would wait
 * for minutes. And a connection that cannot send what it has tells so. Used by its event loop.
 */
final class Watch extends ChannelDuplexHandler {
  private static final Logger LOG = LoggerFactory.getLogger("io.lokstra.redis");

  private final Congestion congestion;
  private final long stallNanos;
  private long waitingSince;
  private boolean waiting;
  private boolean congested;
  private @Nullable ScheduledFuture<?> checks;
  private @Nullable ChannelHandlerContext context;

  /** Where connections tell that they cannot send, and that they can be cut. */
  interface Congestion {
    void opened(Watch watch);

    void closed(Watch watch);

    void changed(boolean congested);
  }

  Watch(Congestion congestion, long stallNanos) {
    this.congestion = congestion;
    this.stallNanos = stallNanos;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    context = ctx;
    long every = Math.max(TimeUnit.MILLISECONDS.toNanos(50), stallNanos / 10);
    checks =
        ctx.executor().scheduleWithFixedDelay(() -> check(ctx), every, every, TimeUnit.NANOSECONDS);
    congestion.opened(this);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (checks != null) {
      checks.cancel(false);
    }
    congested(false);
    congestion.closed(this);
  }

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (!waiting) {
      waiting = true;
      waitingSince = System.nanoTime();
    }
    var _ = ctx.write(message, promise);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    waiting = false;
    ctx.fireChannelRead(message);
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    congested(!ctx.channel().isWritable());
    ctx.fireChannelWritabilityChanged();
  }

  private void congested(boolean now) {
    if (congested != now) {
      congested = now;
      congestion.changed(now);
    }
  }

  private void check(ChannelHandlerContext ctx) {
    if (waiting && System.nanoTime() - waitingSince > stallNanos) {
      LOG.warn(
          "redis at {} has been silent for {} ms though it was asked: the connection is cut",
          ctx.channel().remoteAddress(),
          TimeUnit.NANOSECONDS.toMillis(stallNanos));
      var _ = ctx.close();
    }
  }

  /** Cuts the connection, from any thread; Lettuce makes another. */
  void cut() {
    ChannelHandlerContext ctx = context;
    if (ctx != null) {
      var _ = ctx.channel().close();
    }
  }
}
