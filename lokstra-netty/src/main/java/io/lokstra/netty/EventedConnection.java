package io.lokstra.netty;

import io.lokstra.engine.ConnectionEvents;
import io.lokstra.engine.EventConnection;
import io.lokstra.engine.EventSpeaker;
import io.lokstra.engine.RouteHandle;
import io.lokstra.netty.tls.TlsPeer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that left HTTP for a protocol that is driven by events. Confined to its event loop,
 * but for {@link #execute} and {@link #cut}.
 */
final class EventedConnection extends ClientConnection implements EventConnection {
  private static final Logger LOG = LoggerFactory.getLogger(EventedConnection.class);
  private static final long LINGER = TimeUnit.SECONDS.toNanos(2);

  /** What one connection sends before the others of its loop have their turn. */
  private static final int TURN = 512 * 1024;

  private final NettyListener listener;
  private final LoopContext loop;
  private final NettyExchange exchange;
  private Outbound outbound;
  private ConnectionEvents events;
  private boolean inTurn;
  private boolean dirty;
  private boolean writableAgain;
  private int sentInTurn;
  private boolean cutShort;
  private boolean inputEnded;
  private boolean closing;
  private boolean gone;
  private long closingSince;

  @SuppressWarnings(
      "NullAway.Init") // outbound comes with handlerAdded and events with begin, before all else
  EventedConnection(
      NettyListener listener, LoopContext loop, @Nullable TlsPeer tls, NettyExchange exchange) {
    super(listener, loop, tls);
    this.listener = listener;
    this.loop = loop;
    this.exchange = exchange;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext added) {
    super.handlerAdded(added);
    outbound = new Outbound(added, loop);
  }

  /**
   * Begins, within a turn of the connection that this one follows.
   *
   * @param received what has come already
   */
  void begin(EventSpeaker speaker, byte[] received) {
    loop.add(this);
    outbound.active();
    exchange.forgetThread();
    within(() -> {
      events = speaker.begin(this);
      if (received.length > 0) {
        events.received(received, 0, received.length);
      }
    });
  }

  // Events of the channel.

  @Override
  public void channelRead(ChannelHandlerContext channel, Object message) {
    loop.begin();
    ByteBuf in = (ByteBuf) message;
    inTurn = true;
    try {
      while (in.isReadable()) {
        byte[] octets = loop.scratch();
        int count = Math.min(in.readableBytes(), octets.length);
        in.readBytes(octets, 0, count);
        if (!closing) {
          events.received(octets, 0, count);
        }
      }
    } catch (RuntimeException | Error thrown) {
      fail(thrown);
    } finally {
      in.release();
      inTurn = false;
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext channel) {
    within(() -> {});
    loop.end();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext channel) {
    if (channel.channel().isWritable()) {
      if (inTurn) {
        // Within a flush of this turn, which is to come to its end first.
        writableAgain = true;
      } else {
        turn(events::writable);
      }
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext channel, Object event) {
    if (event instanceof ChannelInputShutdownEvent || event instanceof SslCloseCompletionEvent) {
      endOfInput();
    }
  }

  /** The peer will send nothing more. */
  void endOfInput() {
    // Not at once: what it sent before may not all be read.
    execute(() -> {
      if (inputEnded) {
        return;
      }
      inputEnded = true;
      if (closing) {
        outbound.closeNow();
      } else {
        events.inputEnded();
      }
    });
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
    loop.begin();
    loop.remove(this);
    try {
      inTurn = true;
      events.closed();
    } catch (RuntimeException | Error thrown) {
      LOG.error("the end of a connection failed", thrown);
    }
    gone = true;
    exchange.ended(System.nanoTime(), null);
    if (listener.isClosed()) {
      exchange.endNow();
    }
    listener.closed(this);
    loop.end();
  }

  // Turns.

  private void turn(Runnable task) {
    loop.begin();
    within(task);
    loop.end();
  }

  /** Does {@code task} and sends what it had to say. */
  private void within(Runnable task) {
    if (gone) {
      return;
    }
    inTurn = true;
    try {
      task.run();
      sendAll();
    } catch (RuntimeException | Error thrown) {
      fail(thrown);
    }
    endTurn();
  }

  private void sendAll() {
    while (dirty) {
      dirty = false;
      outbound.flush();
      if (writableAgain) {
        writableAgain = false;
        events.writable();
      }
    }
  }

  private void endTurn() {
    inTurn = false;
    sentInTurn = 0;
    if (cutShort) {
      // What is scheduled, and not merely executed, comes after the loop has looked at the others.
      cutShort = false;
      var _ = loop.eventLoop().schedule(() -> turn(events::writable), 1, TimeUnit.NANOSECONDS);
    }
  }

  private void fail(Throwable thrown) {
    LOG.error("a connection failed and is closed", thrown);
    closing = true;
    outbound.fail(thrown);
  }

  @Override
  void tick() {
    long now = loop.time();
    if (outbound.isStalled(now, listener.options().writeTimeout().toNanos())) {
      outbound.abort();
    } else if (!closing) {
      inTurn = true;
      try {
        events.tick(now);
        sendAll();
      } catch (RuntimeException | Error thrown) {
        fail(thrown);
      }
      endTurn();
    } else if (outbound.isPending()) {
      closingSince = now;
    } else if (now - closingSince >= LINGER) {
      outbound.closeNow();
    }
  }

  // What the protocol asks for.

  @Override
  public boolean isWritable() {
    if (closing || gone || !outbound.isWritable()) {
      return false;
    }
    cutShort = sentInTurn >= TURN;
    return !cutShort;
  }

  @Override
  public void write(byte[] octets, int from, int count) {
    outbound.encoder().octets(octets, from, count);
    dirty = true;
    sentInTurn += count;
    if (outbound.isFull()) {
      outbound.flush();
    }
  }

  @Override
  public void reading(boolean goesOn) {
    context().channel().config().setAutoRead(goesOn || closing);
  }

  @Override
  public void close() {
    closing = true;
    dirty = true;
    closingSince = loop.time();
    outbound.closeAfterFlush(!inputEnded);
    reading(true);
  }

  @Override
  public void cut() {
    execute(() -> {
      closing = true;
      outbound.abort();
    });
  }

  @Override
  public void execute(Runnable task) {
    super.execute(() -> turn(task));
  }

  @Override
  public void start(RouteHandle route, Runnable task) {
    loop.start(route, task);
  }

  @Override
  void running(List<NettyExchange> all) {
    // The call is over; what its session does is known to whoever made the session.
  }
}
