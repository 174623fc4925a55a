package io.lokstra.netty;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * Closes a connection whose client asks for a second TLS handshake. TLS 1.2 allows it, it costs the
 * server many times what it costs the client, and nobody needs it; TLS 1.3 has done away with it.
 *
 * <p>It looks at the types of records alone. After its first change of cipher a client has one
 * handshake record to send: its Finished, or, in TLS 1.3, its second ClientHello.
 */
final class RenegotiationGuard extends ChannelInboundHandlerAdapter {
  private static final int HEADER = 5;
  private static final int CHANGE_CIPHER = 20;
  private static final int HANDSHAKE = 22;

  private int header;
  private int type;
  private int rest;
  private boolean changed;
  private boolean finished;

  @Override
  public void channelRead(ChannelHandlerContext channel, Object message) {
    if (asksAgain((ByteBuf) message)) {
      ((ByteBuf) message).release();
      var _ = channel.close();
    } else {
      channel.fireChannelRead(message);
    }
  }

  private boolean asksAgain(ByteBuf in) {
    int at = in.readerIndex();
    int end = in.writerIndex();
    while (at < end) {
      if (header == HEADER) {
        int skipped = Math.min(rest, end - at);
        at += skipped;
        rest -= skipped;
        if (rest == 0) {
          header = 0;
        }
        continue;
      }
      int octet = in.getUnsignedByte(at++);
      switch (header++) {
        case 0 -> type = octet;
        case 3 -> rest = octet << 8;
        case 4 -> {
          rest |= octet;
          if (again()) {
            return true;
          }
          if (rest == 0) {
            header = 0;
          }
        }
        default -> {
          // the version, which is the TLS engine's to judge
        }
      }
    }
    return false;
  }

  /** A record's header is complete; whether its record begins a second handshake. */
  private boolean again() {
    if (type == CHANGE_CIPHER) {
      changed = true;
    } else if (type == HANDSHAKE && changed) {
      if (finished) {
        return true;
      }
      finished = true;
    }
    return false;
  }
}
