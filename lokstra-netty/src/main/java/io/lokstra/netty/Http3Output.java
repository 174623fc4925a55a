package io.lokstra.netty;

import io.lokstra.http.Header;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.http.ResponseHeaders;
import io.lokstra.netty.http3.FieldSectionEncoder;
import io.lokstra.netty.http3.FrameType;
import io.lokstra.netty.http3.FrameWriter;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The way out of one request stream of HTTP/3: its head, and its content as QUIC takes it (RFC 9114
 * §4.1). Holds what the call has handed over; no more than one frame of it waits in the transport.
 * Confined to the event loop.
 */
final class Http3Output {
  private static final byte[] NOTHING = {};

  /** Most content of one frame. */
  private static final int FRAME = 16 * 1024;

  /** What one stream sends before the others of its loop have their turn. */
  private static final int TURN = 256 * 1024;

  /**
   * Octets that wait.
   *
   * @param bytes where
   * @param count how many, from index 0
   */
  private record Piece(byte[] bytes, int count) {}

  private final Http3Session session;
  private final Http3Stream stream;
  private final QuicWriter out;
  private final ArrayDeque<Piece> pieces = new ArrayDeque<>(2);
  private @Nullable NettyExchange exchange;
  private @Nullable StreamedResponse streaming;
  private int at;
  private boolean whole;
  private boolean ended;
  private boolean lastWritten;
  private boolean waiting;
  private boolean scheduled;
  private long sent;
  private final HeldBack heldBack = new HeldBack();

  Http3Output(Http3Session session, Http3Stream stream, QuicWriter out) {
    this.session = session;
    this.stream = stream;
    this.out = out;
  }

  /** The interim response that asks for the body. */
  void continueWithBody() {
    session.fields().begin(100);
    written(out.write(head(), false), 0, false, false);
  }

  /**
   * Asks whether the client still wants what has not begun yet. The transport says nothing of a
   * STOP_SENDING until something is written, so this writes a frame that says nothing (RFC 9114
   * §7.2.8).
   */
  void probe() {
    if (ended || waiting || exchange != null) {
      return;
    }
    ChannelFuture probe = out.write(session.frames().clear().frame(FrameType.RESERVED, 0), false);
    waiting = !probe.isDone();
    var _ =
        probe.addListener(taken -> {
          waiting = false;
          probed(probe.cause());
        });
    if (waiting && out.isForgotten()) {
      probed(new IOException("the client wants no response"));
    }
  }

  private void probed(@Nullable Throwable problem) {
    if (!ended && problem != null) {
      stream.notRead(problem);
    } else {
      pump();
    }
  }

  /** Sends a whole response; {@code of} is null where there is no call. */
  void send(@Nullable NettyExchange of, Response response) {
    exchange = of;
    ResponseBody body = response.body();
    byte[] content = body instanceof ResponseBody.Bytes bytes ? bytes.content() : NOTHING;
    long length = body instanceof ResponseBody.Stream piped ? piped.length() : content.length;
    boolean sent = of == null || of.bodyIsSent(response.status());
    boolean measured =
        sent || (length >= 0 && response.status() != 204 && response.status() != 304);
    boolean empty = !sent || content.length == 0;
    fields(response, measured ? length : -1);
    FrameWriter frames = head();
    whole = true;
    if (empty) {
      lastWritten = true;
      written(out.write(frames, true), 0, false, true);
    } else if (content.length <= FRAME) {
      lastWritten = true;
      frames.frame(FrameType.DATA, content.length).octets(content, 0, content.length);
      written(out.write(frames, true), content.length, true, true);
    } else {
      pieces.add(new Piece(content, content.length));
      written(out.write(frames, false), 0, false, false);
    }
    pump();
  }

  /** Sends the head of a response whose content comes in pieces. */
  void begin(StreamedResponse piped) {
    exchange = piped.exchange();
    streaming = piped;
    fields(piped.response(), piped.length());
    written(out.write(head(), false), 0, false, false);
  }

  /** Adds a piece. */
  void piece(byte[] bytes, int count) {
    pieces.add(new Piece(bytes, count));
    pump();
  }

  /** There are no further pieces. */
  void endPieces() {
    whole = true;
    pump();
  }

  private void fields(Response response, long length) {
    if (exchange != null) {
      exchange.sending(response.status());
    }
    FieldSectionEncoder fields = session.fields();
    fields.begin(response.status());
    ResponseHeaders headers = response.headers();
    for (int i = 0; i < headers.size(); i++) {
      Header field = headers.get(i);
      if (!field.isFraming() && !Http2Output.isOfConnection(field.name())) {
        fields.field(field.name(), field.value());
      }
    }
    fields.field("date", session.loop().date());
    if (length >= 0) {
      fields.field("content-length", Long.toString(length));
    }
  }

  /** The frame with the fields that were encoded. */
  private FrameWriter head() {
    FieldSectionEncoder fields = session.fields();
    return session
        .frames()
        .clear()
        .frame(FrameType.HEADERS, fields.length())
        .octets(fields.section(), 0, fields.length());
  }

  /** Sends as much as the transport takes, a frame at a time. */
  private void pump() {
    int left = TURN;
    while (!ended && !waiting && !lastWritten && (whole || !pieces.isEmpty())) {
      if (left <= 0) {
        goOnAfterOthers();
        return;
      }
      left -= sendFrame();
    }
  }

  private void goOnAfterOthers() {
    if (!scheduled) {
      scheduled = true;
      var _ =
          session
              .loop()
              .eventLoop()
              .schedule(
                  () -> {
                    scheduled = false;
                    pump();
                  },
                  1,
                  TimeUnit.NANOSECONDS);
    }
  }

  /** Sends one frame; returns how long it is. */
  private int sendFrame() {
    FrameWriter frames = session.frames().clear();
    Piece piece = pieces.peek();
    int count = 0;
    boolean endOfPiece = false;
    if (piece != null) {
      count = Math.min(FRAME, piece.count() - at);
      frames.frame(FrameType.DATA, count).octets(piece.bytes(), at, count);
      at += count;
      endOfPiece = at == piece.count();
      if (endOfPiece) {
        pieces.remove();
        at = 0;
      }
    }
    lastWritten = whole && pieces.isEmpty();
    int length = frames.length();
    written(out.write(frames, lastWritten), count, endOfPiece, lastWritten);
    return Math.max(1, length);
  }

  /** Goes on when {@code write} is taken: at once, or later. */
  private void written(ChannelFuture write, int content, boolean endOfPiece, boolean last) {
    if (write.isDone()) {
      done(write, content, endOfPiece, last);
      return;
    }
    waiting = true;
    var _ =
        write.addListener(taken -> {
          waiting = false;
          done(write, content, endOfPiece, last);
          pump();
        });
  }

  private void done(ChannelFuture write, int content, boolean endOfPiece, boolean last) {
    if (ended) {
      return;
    }
    if (!write.isSuccess()) {
      stream.notRead(write.cause());
      return;
    }
    sent += content;
    if (exchange != null) {
      exchange.sent(content);
    }
    if (streaming != null && content > 0) {
      streaming.written(content, endOfPiece);
    }
    session.budget().earn(2);
    if (last) {
      ended = true;
      streaming = null;
      stream.responded();
    }
  }

  /** Whether the client, or the way to it, has held back what waits for {@code limit}. */
  boolean isStalled(long now, long limit) {
    if (!waiting) {
      heldBack.none(sent, now);
      return false;
    }
    return heldBack.look(true, sent, now) >= limit;
  }

  /** Whether the response is sent whole, or nothing more is. */
  boolean isEnded() {
    return ended;
  }

  /** The stream is no more. */
  void gone() {
    ended = true;
    streaming = null;
    pieces.clear();
  }
}
