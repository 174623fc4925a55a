package io.lokstra.netty;

import io.lokstra.http.Header;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.http.ResponseHeaders;
import io.lokstra.netty.http1.HopByHop;
import io.lokstra.netty.http1.ResponseHead;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The way out of one stream: its head, and its content as the windows allow (RFC 9113 §5.2, §8.1).
 * Holds what the call has handed over and no copy of it. Confined to the event loop.
 */
final class Http2Output {
  private static final byte[] NOTHING = {};

  /**
   * Octets that wait.
   *
   * @param bytes where
   * @param count how many, from index 0
   */
  private record Piece(byte[] bytes, int count) {}

  private final Http2Session session;
  private final Http2Stream stream;
  private final ArrayDeque<Piece> pieces = new ArrayDeque<>(2);
  private @Nullable NettyExchange exchange;
  private @Nullable StreamedResponse streaming;
  private long window;
  private int at;
  private boolean whole;
  private boolean ended;
  private long sent;
  private final HeldBack heldBack = new HeldBack();

  Http2Output(Http2Session session, Http2Stream stream, int window) {
    this.session = session;
    this.stream = stream;
    this.window = window;
  }

  /** The interim response that asks for the body. */
  void continueWithBody() {
    session.heads().begin(100);
    session.head(stream.id(), false);
  }

  /** Passes on an interim response of another server, less what is of its own connection. */
  void interim(ResponseHead head) {
    session.heads().begin(head.status());
    for (int i = 0; i < head.size(); i++) {
      if (!HopByHop.is(head, i)) {
        session.heads().field(head.name(i), head.value(i));
      }
    }
    session.head(stream.id(), false);
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
    head(response, measured ? length : -1, empty);
    if (empty) {
      end();
      return;
    }
    whole = true;
    pieces.add(new Piece(content, content.length));
    session.wantsToSend(this);
  }

  /** Sends the head of a response whose content comes in pieces. */
  void begin(StreamedResponse piped) {
    exchange = piped.exchange();
    streaming = piped;
    head(piped.response(), piped.length(), false);
  }

  /** Adds a piece. */
  void piece(byte[] bytes, int count) {
    pieces.add(new Piece(bytes, count));
    session.wantsToSend(this);
  }

  /** There are no further pieces. */
  void endPieces() {
    whole = true;
    session.wantsToSend(this);
  }

  private void head(Response response, long length, boolean last) {
    if (exchange != null) {
      exchange.sending(response.status());
    }
    session.heads().begin(response.status());
    ResponseHeaders fields = response.headers();
    for (int i = 0; i < fields.size(); i++) {
      Header field = fields.get(i);
      if (!field.isFraming() && !isOfConnection(field.name())) {
        session.heads().field(field.name(), field.value());
      }
    }
    session.heads().field("date", session.loop().date());
    if (length >= 0) {
      session.heads().field("content-length", Long.toString(length));
    }
    session.head(stream.id(), last);
  }

  /** Whether a field has no place in HTTP/2 (§8.2.2), nor in HTTP/3. */
  static boolean isOfConnection(String name) {
    return name.equalsIgnoreCase("upgrade") || name.equalsIgnoreCase("proxy-connection");
  }

  /**
   * Sends one frame.
   *
   * @param most the most that the connection's window allows
   * @return how many bytes of content it took
   */
  int sendFrame(int most) {
    Piece piece = pieces.peek();
    if (piece == null) {
      if (whole && !ended) {
        session.data(stream.id(), NOTHING, 0, 0, true);
        end();
      }
      return 0;
    }
    int rest = piece.count() - at;
    int count = (int) Math.min(Math.min(rest, most), window);
    if (count <= 0) {
      return 0;
    }
    boolean last = whole && count == rest && pieces.size() == 1;
    session.data(stream.id(), piece.bytes(), at, count, last);
    window -= count;
    at += count;
    sent += count;
    boolean end = at == piece.count();
    if (end) {
      pieces.remove();
      at = 0;
    }
    if (exchange != null) {
      exchange.sent(count);
    }
    if (streaming != null) {
      streaming.written(count, end);
    }
    if (last) {
      end();
    }
    return count;
  }

  private void end() {
    ended = true;
    streaming = null;
    session.sent(exchange);
    stream.responded();
  }

  /** Whether all is sent but the end. */
  boolean hasOnlyToEnd() {
    return !ended && pieces.isEmpty() && whole;
  }

  /** Whether there is something that the stream's window lets go. */
  boolean canSend() {
    return hasOnlyToEnd() || (!ended && !pieces.isEmpty() && window > 0);
  }

  /**
   * Whether the stream's window has held back what waits for {@code limit}. What waits for its
   * turn, or for the connection's window, is not held back by the stream's.
   */
  boolean isStalled(long now, long limit) {
    if (pieces.isEmpty()) {
      heldBack.none(sent, now);
      return false;
    }
    return heldBack.look(window <= 0 && !session.isPaused(), sent, now) >= limit;
  }

  /** Whether it has something that a window holds back: its own or that of the connection. */
  boolean waitsForWindow(long ofConnection) {
    return !pieces.isEmpty() && (window <= 0 || ofConnection <= 0);
  }

  /** The window grows, or shrinks with the client's settings; false when it grows too large. */
  boolean grow(int by) {
    window += by;
    if (window > Integer.MAX_VALUE) {
      return false;
    }
    if (canSend()) {
      session.wantsToSend(this);
    }
    return true;
  }

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
