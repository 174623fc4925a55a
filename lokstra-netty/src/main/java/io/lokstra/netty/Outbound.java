package io.lokstra.netty;

import io.lokstra.netty.http1.ResponseEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.epoll.AbstractEpollStreamChannel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.Socket;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The way out of one connection. What was encoded in a turn is flushed once at its end; a large
 * body goes out piece by piece as the client reads it. Confined to the event loop.
 */
final class Outbound {
  /** A body up to this size is sent with its head; a larger one in pieces of this size. */
  static final int PIECE = 64 * 1024;

  /** A body up to this size is copied together with its head. */
  private static final int SMALL = 8 * 1024;

  /** What one connection sends of a large body before the others of its loop have their turn. */
  private static final int TURN = 8 * PIECE;

  private enum Closing {
    NO,
    LINGER,
    CLOSE
  }

  private final ChannelHandlerContext context;
  private final LoopContext loop;
  private final ResponseEncoder encoder;

  /** What responses are sent to past the channel's queue; null where all goes through the queue. */
  private @Nullable Socket socket;

  private byte @Nullable [] content;
  private int contentAt;
  private @Nullable Runnable contentSent;
  private final FileSending file = new FileSending();
  private boolean flushing;
  private boolean pumpScheduled;
  private Closing closing = Closing.NO;

  /** How many octets the channel was ever given. */
  private long handed;

  private final HeldBack heldBack = new HeldBack();

  Outbound(ChannelHandlerContext context, LoopContext loop) {
    this.context = context;
    this.loop = loop;
    this.encoder = loop.encoder();
  }

  /** The channel is active, and what is to stand between it and the connection does. */
  void active() {
    boolean nothingBetween = context.equals(context.pipeline().firstContext());
    if (nothingBetween && context.channel() instanceof AbstractEpollStreamChannel channel) {
      socket = (Socket) channel.fd();
    }
  }

  /** Where the next response is encoded. */
  ResponseEncoder encoder() {
    return encoder;
  }

  /**
   * Sends a body after its head.
   *
   * @param sent called when all of it was handed to the network, if this returns false
   * @return whether that is so already
   */
  boolean body(byte[] bytes, Runnable sent) {
    if (bytes.length <= SMALL) {
      encoder.octets(bytes, 0, bytes.length);
      return true;
    }
    int taken = sendAtOnce(bytes, 0, bytes.length);
    if (taken == bytes.length) {
      return true;
    }
    write();
    if (bytes.length - taken <= PIECE) {
      write(bytes, taken, bytes.length - taken);
      return true;
    }
    content = bytes;
    contentAt = taken;
    contentSent = sent;
    return false;
  }

  /** Goes on with a large body while the client takes it and the turn lasts. */
  private void pump() {
    byte[] bytes = content;
    if (bytes == null) {
      return;
    }
    int end = Math.min(bytes.length, contentAt + TURN);
    while (contentAt < end) {
      if (!context.channel().isWritable()) {
        context.flush();
        if (!context.channel().isWritable()) {
          return;
        }
      }
      int count = Math.min(PIECE, end - contentAt);
      write(bytes, contentAt, count);
      contentAt += count;
    }
    if (contentAt < bytes.length) {
      return;
    }
    Runnable sent = contentSent;
    content = null;
    contentSent = null;
    if (sent != null) {
      sent.run();
    }
  }

  /** Writes what is encoded, with a promise of its own. */
  ChannelFuture writePiece() {
    return context.write(take());
  }

  /** Sends part of a file after what is encoded; {@code from} learns when it is gone. */
  void file(FilePart part, OutputPipe from) {
    write();
    file.send(context, part, from);
  }

  private void write() {
    if (encoder.length() > 0) {
      var _ = context.write(take(), context.voidPromise());
    }
  }

  private ByteBuf take() {
    handed += encoder.length();
    ByteBuf buffer = context.alloc().directBuffer(encoder.length());
    buffer.writeBytes(encoder.buffer(), 0, encoder.length());
    encoder.clear();
    return buffer;
  }

  private void write(byte[] bytes, int from, int count) {
    handed += count;
    ByteBuf buffer = context.alloc().directBuffer(count);
    buffer.writeBytes(bytes, from, count);
    var _ = context.write(buffer, context.voidPromise());
  }

  /** Whether the client takes what it is sent: else nothing more is to be answered. */
  boolean isWritable() {
    return context.channel().isWritable();
  }

  /** Whether so much is encoded that it should be sent before more is. */
  boolean isFull() {
    return encoder.length() >= LoopBuffers.SIZE;
  }

  private void pumpOn() {
    pumpScheduled = false;
    writable();
  }

  /** Goes on with what waits for the client, if anything does. */
  void writable() {
    // Within a flush the news is no news: the flush goes on by itself.
    if (content != null && !flushing) {
      flush();
    }
  }

  /** Flushes the turn's output, tells the exchanges that ended with it, and closes if asked to. */
  void flush() {
    if (content != null || !sendDirectly()) {
      flushing = true;
      write();
      if (!pumpScheduled) {
        pump();
      }
      context.flush();
      flushing = false;
      if (content != null && !pumpScheduled && isWritable()) {
        // A client that takes all it is given has had its share. What is scheduled, and not merely
        // executed, comes after the loop has looked at its other connections.
        pumpScheduled = true;
        var _ = context.executor().schedule(this::pumpOn, 1, TimeUnit.NANOSECONDS);
      }
    }
    if (!loop.finished().isEmpty()) {
      endFinished();
    }
    if (closing != Closing.NO) {
      close();
    }
  }

  /**
   * Hands what is encoded straight to the kernel where nothing waits before it: a response that
   * fits the socket's buffer needs no queue, no promise and no buffer of its own.
   *
   * @return whether all is sent; what is left goes the usual way
   */
  private boolean sendDirectly() {
    int length = encoder.length();
    Socket direct = length == 0 || length > LoopBuffers.SIZE ? null : direct();
    if (direct == null) {
      return false;
    }
    try {
      int sent = loop.buffers().send(direct, encoder.buffer(), length);
      handed += sent;
      encoder.drop(sent);
    } catch (IOException _) {
      // The channel will meet the same error, and closes by it.
    }
    return encoder.length() == 0;
  }

  /**
   * Hands what is encoded, and octets after it, straight to the kernel where nothing waits before
   * them.
   *
   * @return how many of the octets it took; what is left of all goes the usual way
   */
  int sendAtOnce(byte[] octets, int from, int count) {
    int head = encoder.length();
    Socket direct = head > LoopBuffers.SIZE / 2 ? null : direct();
    if (direct == null) {
      return 0;
    }
    int at = 0;
    int end = Math.min(count, TURN);
    try {
      int asked = Math.min(end, LoopBuffers.SIZE - head);
      int taken = loop.buffers().send(direct, encoder.buffer(), head, octets, from, asked);
      handed += taken;
      encoder.drop(Math.min(head, taken));
      at = Math.max(0, taken - head);
      while (taken == head + asked && at < end) {
        head = 0;
        asked = Math.min(end - at, LoopBuffers.SIZE);
        taken = loop.buffers().send(direct, encoder.buffer(), 0, octets, from + at, asked);
        handed += taken;
        at += taken;
      }
    } catch (IOException _) {
      // The channel will meet the same error, and closes by it.
    }
    return at;
  }

  /** What may be sent to past the channel's queue now; null when something waits in it. */
  private @Nullable Socket direct() {
    if (socket == null || file.isPending()) {
      return null;
    }
    ChannelOutboundBuffer queue = context.channel().unsafe().outboundBuffer();
    return queue == null || queue.totalPendingWriteBytes() > 0 ? null : socket;
  }

  private void endFinished() {
    List<NettyExchange> finished = loop.finished();
    ChannelOutboundBuffer pending = context.channel().unsafe().outboundBuffer();
    if (pending != null && pending.totalPendingWriteBytes() > 0) {
      List<NettyExchange> waiting = List.copyOf(finished);
      ChannelFuture all = context.writeAndFlush(Unpooled.EMPTY_BUFFER);
      var _ = all.addListener(done -> end(waiting, System.nanoTime(), all.cause()));
    } else {
      end(
          finished,
          loop.time(),
          pending == null ? new IOException("the connection was closed") : null);
    }
    finished.clear();
  }

  private static void end(List<NettyExchange> exchanges, long now, @Nullable Throwable cut) {
    for (int i = 0; i < exchanges.size(); i++) {
      exchanges.get(i).ended(now, cut);
    }
  }

  /**
   * Closes with the next flush, once everything is sent.
   *
   * @param linger whether the client may still be sending: then only this end is shut, so that no
   *     reset overtakes the response
   */
  void closeAfterFlush(boolean linger) {
    closing = linger ? Closing.LINGER : Closing.CLOSE;
  }

  private void close() {
    boolean linger = closing == Closing.LINGER;
    closing = Closing.NO;
    var _ =
        context
            .writeAndFlush(Unpooled.EMPTY_BUFFER)
            .addListener(done -> {
              if (linger && context.channel() instanceof DuplexChannel channel) {
                shutdownOutput(channel);
              } else {
                var _ = context.close();
              }
            });
  }

  /** Ends what is sent on {@code channel}, and be it by what TLS says; it may still receive. */
  static void shutdownOutput(DuplexChannel channel) {
    SslHandler tls = channel.pipeline().get(SslHandler.class);
    if (tls == null) {
      var _ = channel.shutdownOutput();
    } else {
      var _ =
          tls.closeOutbound()
              .addListener(said -> {
                var _ = channel.shutdownOutput();
              });
    }
  }

  /** Forgets what was encoded in this turn, which went wrong, and closes. */
  void fail(Throwable reason) {
    encoder.clear();
    end(loop.finished(), loop.time(), reason);
    loop.finished().clear();
    var _ = context.close();
  }

  /** Closes at once, with nothing left to say. */
  void closeNow() {
    var _ = context.close();
  }

  /** Cuts the connection so that the client cannot take what it has for the whole. */
  void abort() {
    encoder.clear();
    if (context.channel().isActive()) {
      context.channel().config().setOption(ChannelOption.SO_LINGER, 0);
    }
    var _ = context.close();
  }

  /** Whether something that was sent still waits for the client to read. */
  boolean isPending() {
    ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
    return file.isPending() || (buffer != null && buffer.totalPendingWriteBytes() > 0);
  }

  /**
   * Whether the client has taken next to nothing for {@code limit} nanoseconds of what waits for
   * it.
   */
  boolean isStalled(long now, long limit) {
    ChannelOutboundBuffer buffer = context.channel().unsafe().outboundBuffer();
    long waiting = buffer == null ? 0 : buffer.totalPendingWriteBytes() - buffer.currentProgress();
    // What TLS adds to what waits makes it seem a little less until it is taken.
    long taken = handed - waiting;
    if (file.isPending()) {
      heldBack.none(taken, now);
      return file.isStalled(now, limit);
    }
    if (waiting <= 0) {
      heldBack.none(taken, now);
      return false;
    }
    return heldBack.look(true, taken, now) >= limit;
  }
}
