package io.lokstra.netty;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Ends a turn with each read. Where reading is a request to the kernel that is answered later, a
 * channel says that reading is complete only after its next read came back empty, and other
 * connections of the loop have turns before that. What a connection encoded must have left by then:
 * they encode into the same buffer.
 */
final class TurnPerRead extends ChannelInboundHandlerAdapter {
  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    context.fireChannelRead(message);
    context.fireChannelReadComplete();
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext context) {
    // Said already.
  }
}
