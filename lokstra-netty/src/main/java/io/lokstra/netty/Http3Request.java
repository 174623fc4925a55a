package io.lokstra.netty;

import io.lokstra.engine.Refusal;
import io.lokstra.netty.http1.Http2HeadBuilder;
import io.lokstra.netty.http1.Refusals;
import io.lokstra.netty.http1.RequestHead;
import io.lokstra.netty.http3.ErrorCode;
import io.lokstra.netty.http3.FrameReader;
import io.lokstra.netty.http3.FrameType;
import io.lokstra.netty.http3.ViolationException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.quic.QuicStreamFrame;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the frames of one request stream (RFC 9114 §4.1): what may stand where. What they mean is
 * done by {@link Http3Stream}. Confined to the event loop.
 */
final class Http3Request extends ChannelInboundHandlerAdapter implements FrameReader.Receiver {
  private enum Place {
    /** The head comes next. */
    HEAD,
    /** Content, or trailers. */
    CONTENT,
    /** Nothing but frames that mean nothing. */
    END
  }

  private final Http3Session session;
  private final Http3Stream stream;
  private final FrameReader frames = new FrameReader(this);
  private Place place = Place.HEAD;
  private @Nullable Http2HeadBuilder head;
  private boolean tooLarge;
  private boolean over;

  Http3Request(Http3Session session, Http3Stream stream) {
    this.session = session;
    this.stream = stream;
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
    try {
      while (in.isReadable() && !over) {
        int count = Math.min(in.readableBytes(), scratch.length);
        in.readBytes(scratch, 0, count);
        frames.read(scratch, 0, count);
      }
      if (!over) {
        boolean ends = last && frames.isBetweenFrames();
        beginCall(ends);
        if (last && !over) {
          end(ends);
        }
      }
    } catch (ViolationException violation) {
      over = true;
      session.violated(stream, violation);
    }
  }

  /** The call begins when it is known whether anything follows its head. */
  private void beginCall(boolean ends) throws ViolationException {
    Http2HeadBuilder fields = head;
    if (fields == null) {
      return;
    }
    head = null;
    RequestHead built = fields.build(ends);
    if (fields.malformed() != null) {
      throw ViolationException.ofStream(ErrorCode.MESSAGE_ERROR, fields.malformed());
    }
    if (built == null) {
      Refusal refusal = fields.refusal();
      stream.refuse(refusal == null ? Refusals.FAILED : refusal, ends);
    } else {
      stream.begin(built, ends, session.loop().time());
    }
  }

  private void end(boolean whole) throws ViolationException {
    over = true;
    if (!whole) {
      throw ViolationException.ofConnection(
          ErrorCode.FRAME_ERROR, "a stream that ends within a frame");
    }
    if (place == Place.HEAD) {
      throw ViolationException.ofStream(
          ErrorCode.REQUEST_INCOMPLETE, "a request that ends before its head");
    }
    if (!stream.isRemoteEnded()) {
      stream.end();
    } else {
      session.closeIfOver(stream);
    }
  }

  @Override
  public FrameReader.Handling begins(long type, long length) throws ViolationException {
    beginCall(false);
    if (type == FrameType.DATA) {
      if (place != Place.CONTENT) {
        throw misplaced();
      }
      session.content(length);
      return FrameReader.Handling.PASS;
    }
    if (type == FrameType.HEADERS) {
      if (place == Place.END) {
        throw misplaced();
      }
      tooLarge = length > session.maxFieldSection();
      if (!tooLarge) {
        return FrameReader.Handling.COLLECT;
      }
      fieldsTooLarge();
      return FrameReader.Handling.SKIP;
    }
    if (FrameType.isKnown(type) || FrameType.isOfHttp2(type)) {
      throw misplaced();
    }
    session.idle(1);
    return FrameReader.Handling.SKIP;
  }

  private void fieldsTooLarge() throws ViolationException {
    if (place == Place.CONTENT) {
      throw ViolationException.ofStream(ErrorCode.MESSAGE_ERROR, "trailers that are too large");
    }
    place = Place.CONTENT;
    stream.refuse(Refusals.HEADER_SIZE, false);
  }

  private static ViolationException misplaced() {
    return ViolationException.ofConnection(
        ErrorCode.FRAME_UNEXPECTED, "a frame that must not stand there");
  }

  @Override
  public void passed(byte[] bytes, int from, int count) throws ViolationException {
    stream.content(bytes, from, count);
  }

  @Override
  public void collected(long type, byte[] bytes, int length) throws ViolationException {
    Http2HeadBuilder fields = session.decode(bytes, length);
    if (place == Place.HEAD) {
      place = Place.CONTENT;
      head = fields;
      return;
    }
    place = Place.END;
    // Trailers are checked, and dropped.
    if (!fields.areTrailers()) {
      throw ViolationException.ofStream(ErrorCode.MESSAGE_ERROR, "fields that are no trailers");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext channel, Throwable cause) {
    if (over && stream.isOver()) {
      return;
    }
    over = true;
    session.turn(
        () -> session.cancelled(stream, new IOException("the client reset the stream", cause)));
  }

  @Override
  public void channelInactive(ChannelHandlerContext channel) {
    over = true;
    session.gone(stream);
  }
}
