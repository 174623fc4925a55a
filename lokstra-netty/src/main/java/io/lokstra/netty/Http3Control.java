package io.lokstra.netty;

import io.lokstra.netty.http3.ErrorCode;
import io.lokstra.netty.http3.UnidirectionalStream;
import io.lokstra.netty.http3.ViolationException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicStreamFrame;

/** Feeds what arrives on a stream that only the client sends on. Confined to the event loop. */
final class Http3Control extends ChannelInboundHandlerAdapter {
  /** How much is read of a stream of an unknown kind before the client is told to stop. */
  private static final long MAX_DISCARDED = 64 * 1024;

  private final Http3Session session;
  private final UnidirectionalStream stream;
  private final QuicWriter out;
  private long received;
  private boolean over;

  Http3Control(Http3Session session, QuicWriter out) {
    this.session = session;
    this.stream = new UnidirectionalStream(session);
    this.out = out;
  }

  @Override
  public void channelRead(ChannelHandlerContext channel, Object message) {
    QuicStreamFrame frame = (QuicStreamFrame) message;
    try {
      session.turn(() -> read(frame.content(), frame.hasFin()));
    } finally {
      frame.release();
    }
  }

  private void read(ByteBuf in, boolean last) {
    byte[] scratch = session.loop().scratch();
    received += in.readableBytes();
    try {
      while (in.isReadable() && !over) {
        int count = Math.min(in.readableBytes(), scratch.length);
        in.readBytes(scratch, 0, count);
        stream.read(scratch, 0, count);
      }
      if (last && !over) {
        ended();
      }
    } catch (ViolationException violation) {
      over = true;
      session.violated(violation);
    }
    if (!over && stream.isUnknown() && received > MAX_DISCARDED) {
      over = true;
      out.refuse(ErrorCode.STREAM_CREATION_ERROR);
      session.leftBehind();
    }
  }

  private void ended() throws ViolationException {
    over = true;
    if (stream.isCritical()) {
      throw ViolationException.ofConnection(
          ErrorCode.CLOSED_CRITICAL_STREAM, "the end of a stream that must stay");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
    if (over) {
      return;
    }
    session.turn(() -> {
      try {
        session.leftBehind();
        session.idle(1);
        ended();
      } catch (ViolationException violation) {
        session.violated(violation);
      }
    });
    var _ = channel.close();
  }
}
