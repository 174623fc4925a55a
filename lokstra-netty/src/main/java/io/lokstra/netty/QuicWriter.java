package io.lokstra.netty;

import io.lokstra.netty.http3.ErrorCode;
import io.lokstra.netty.http3.FrameWriter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.handler.codec.quic.DefaultQuicStreamFrame;
import io.netty.handler.codec.quic.QuicStreamChannel;

/** Writes to one stream of QUIC, and ends it. Confined to the event loop. */
final class QuicWriter {
  private final QuicStreamChannel channel;

  QuicWriter(QuicStreamChannel channel) {
    this.channel = channel;
  }

  /**
   * Writes all that {@code frames} holds.
   *
   * @param last whether nothing follows
   * @return done when the transport has taken it, which may be at once
   */
  ChannelFuture write(FrameWriter frames, boolean last) {
    ByteBuf buffer = channel.alloc().directBuffer(Math.max(1, frames.length()));
    buffer.writeBytes(frames.bytes(), 0, frames.length());
    return channel.writeAndFlush(new DefaultQuicStreamFrame(buffer, last));
  }

  /**
   * Whether the transport has forgotten the stream, for the client wanted nothing of it, and the
   * channel does not know: what is written waits, though there is room for it.
   */
  boolean isForgotten() {
    return channel.bytesBeforeUnwritable() > 0;
  }

  /** Lets the client send on, or not. */
  void read(boolean on) {
    if (channel.config().isAutoRead() != on) {
      channel.config().setAutoRead(on);
    }
  }

  /** Whether what the client sends is read. */
  boolean isReading() {
    return channel.config().isAutoRead();
  }

  /** Ends both ways at once. */
  void reset(ErrorCode code) {
    var _ = channel.shutdown(code.number());
    var _ = channel.close();
  }

  /** Tells the client to send no more on a stream that only it sends on. */
  void refuse(ErrorCode code) {
    var _ = channel.shutdownInput(code.number());
    var _ = channel.close();
  }

  /** Tells the client to send no more of a request whose response is whole. */
  void stopReading() {
    refuse(ErrorCode.NO_ERROR);
  }
}
