package io.lokstra.netty;

import io.lokstra.engine.HttpOptions;
import io.lokstra.netty.http1.Http2HeadBuilder;
import io.lokstra.netty.http2.ErrorCode;
import io.lokstra.netty.http2.Frame;
import io.lokstra.netty.http2.ViolationException;

/**
 * Reads the frames of one connection (RFC 9113 §4, §6): what each must look like, and where it may
 * stand. What they mean is done by {@link Http2Session}. Confined to the event loop.
 */
final class Http2Frames {
  private static final int SETTINGS_COST = 10;
  private static final int PRIORITY_LENGTH = 5;

  private final Http2Session session;
  private final HttpOptions options;
  private final HeaderBlocks blocks;
  private boolean prefaceSeen;
  private boolean settingsSeen;
  private long partialSince;
  private int partialData;
  private int partialStream;

  Http2Frames(Http2Session session, HttpOptions options) {
    this.session = session;
    this.options = options;
    this.blocks = new HeaderBlocks(options);
  }

  /** Reads a frame, if a whole one has arrived; whether one had. */
  boolean readOne(InputBuffer input) throws ViolationException {
    byte[] bytes = input.bytes();
    int from = input.from();
    if (!prefaceSeen) {
      if (!Frame.mayBePreface(bytes, from, input.to())) {
        throw wrong("no preface of HTTP/2");
      }
      if (input.size() < Frame.PREFACE_LENGTH) {
        return false;
      }
      prefaceSeen = true;
      input.use(Frame.PREFACE_LENGTH);
      return true;
    }
    if (input.size() < Frame.HEADER) {
      return partial(input);
    }
    int length = Frame.length(bytes, from);
    if (length > Frame.MAX_PAYLOAD) {
      throw ViolationException.ofConnection(ErrorCode.FRAME_SIZE_ERROR, "a frame too large");
    }
    if (input.size() < Frame.HEADER + length) {
      return partial(input);
    }
    partialSince = 0;
    partialData = 0;
    input.use(Frame.HEADER + length);
    int type = bytes[from + 3] & 0xff;
    int flags = bytes[from + 4] & 0xff;
    int stream = Frame.getInt(bytes, from + 5) & Integer.MAX_VALUE;
    int at = from + Frame.HEADER;
    if (!settingsSeen && (type != Frame.SETTINGS || (flags & Frame.ACK) != 0)) {
      throw wrong("the first frame is not SETTINGS");
    }
    if (blocks.open() != 0 && (type != Frame.CONTINUATION || stream != blocks.open())) {
      throw wrong("another frame within a header block");
    }
    frame(type, flags, stream, bytes, at, at + length);
    return true;
  }

  private boolean partial(InputBuffer input) {
    if (!input.isEmpty() && partialSince == 0) {
      partialSince = session.loop().time();
    }
    int from = input.from();
    if (blocks.open() == 0
        && input.size() > Frame.HEADER
        && input.bytes()[from + 3] == Frame.DATA) {
      partialData = input.size() - Frame.HEADER;
      partialStream = Frame.getInt(input.bytes(), from + 5) & Integer.MAX_VALUE;
    }
    return false;
  }

  /**
   * Whether what has begun, a frame, a header block or the connection itself, has taken too long.
   * Content has as much more time as its least rate gives it.
   *
   * @param opened when the connection was opened, as long as its settings have not come
   */
  boolean isLate(long now, long opened) {
    long limit = options.headersTimeout().toNanos();
    if (!settingsSeen && now - opened >= limit) {
      return true;
    }
    long graced = now - partialSince - limit;
    return partialSince != 0
        && graced >= 0
        && partialData <= options.minBodyRate() * (graced / 1e9);
  }

  /** It is we who do not read: the clock of what has begun starts anew when we do again. */
  void notReading(long now) {
    if (partialSince != 0) {
      partialSince = now;
    }
  }

  /** How much has arrived of content of a stream that its frame has not let through yet. */
  int arriving(int stream) {
    return stream == partialStream ? partialData : 0;
  }

  private void frame(int type, int flags, int stream, byte[] bytes, int from, int to)
      throws ViolationException {
    switch (type) {
      case Frame.DATA -> data(flags, stream, bytes, from, to);
      case Frame.HEADERS -> headers(flags, stream, bytes, from, to);
      case Frame.CONTINUATION -> continuation(flags, stream, bytes, from, to);
      case Frame.SETTINGS -> settings(flags, stream, bytes, from, to);
      case Frame.RST_STREAM -> {
        size(to - from == 4);
        ofStream(stream);
        if (session.isIdle(stream)) {
          throw wrong("a reset of a stream that was never begun");
        }
        session.wasReset(stream);
      }
      case Frame.WINDOW_UPDATE -> windowUpdate(stream, bytes, from, to);
      case Frame.PING -> {
        ofConnection(stream);
        size(to - from == 8);
        idle(1);
        if ((flags & Frame.ACK) == 0) {
          session.pong(bytes, from);
        }
      }
      case Frame.PRIORITY -> {
        ofStream(stream);
        size(to - from == PRIORITY_LENGTH);
        idle(1);
        if ((Frame.getInt(bytes, from) & Integer.MAX_VALUE) == stream) {
          throw wrong("a stream that depends on itself");
        }
      }
      case Frame.GOAWAY -> {
        ofConnection(stream);
        size(to - from >= 8);
        idle(1);
        session.peerLeaves();
      }
      case Frame.PUSH_PROMISE -> throw wrong("a client does not push");
      default -> idle(1);
    }
  }

  private void data(int flags, int stream, byte[] bytes, int from, int to)
      throws ViolationException {
    ofStream(stream);
    boolean padded = (flags & Frame.PADDED) != 0;
    boolean last = (flags & Frame.END_STREAM) != 0;
    int start = from;
    int end = to;
    if (padded) {
      size(from < to);
      end = to - (bytes[from] & 0xff);
      start = from + 1;
      if (end < start) {
        throw wrong("padding longer than its frame");
      }
    }
    session.received(to - from);
    if (session.budget().content(end - start, last, session.loop().time())) {
      throw tooIdle();
    }
    Http2Stream of = session.stream(stream);
    if (of != null) {
      of.content(bytes, start, end - start, to - from - (end - start), last);
      return;
    }
    closed(stream, "content of a stream that was never begun");
  }

  private void headers(int flags, int stream, byte[] bytes, int from, int to)
      throws ViolationException {
    ofStream(stream);
    if ((stream & 1) == 0) {
      throw wrong("a client's streams have odd numbers");
    }
    int start = from;
    int end = to;
    if ((flags & Frame.PADDED) != 0) {
      size(from < to);
      end = to - (bytes[from] & 0xff);
      start++;
    }
    boolean itself = false;
    if ((flags & Frame.WITH_PRIORITY) != 0) {
      size(to - start >= PRIORITY_LENGTH);
      itself = (Frame.getInt(bytes, start) & Integer.MAX_VALUE) == stream;
      start += PRIORITY_LENGTH;
    }
    if (end < start) {
      throw wrong("padding longer than its frame");
    }
    if (itself) {
      throw wrong("a stream that depends on itself");
    }
    Http2Stream of = session.stream(stream);
    if (of == null && !session.isIdle(stream) && !session.closedStreams().wereReset(stream)) {
      throw ViolationException.ofConnection(
          session.closedStreams().contains(stream)
              ? ErrorCode.STREAM_CLOSED
              : ErrorCode.PROTOCOL_ERROR,
          "a stream that was begun before");
    }
    blocks.begin(stream, (flags & Frame.END_STREAM) != 0, bytes, start, end);
    blockMayEnd(flags, stream);
  }

  private void continuation(int flags, int stream, byte[] bytes, int from, int to)
      throws ViolationException {
    if (blocks.open() == 0) {
      throw wrong("a header block that goes on and never began");
    }
    blocks.goOn(bytes, from, to);
    blockMayEnd(flags, stream);
  }

  private void blockMayEnd(int flags, int stream) throws ViolationException {
    if ((flags & Frame.END_HEADERS) == 0) {
      partialSince = session.loop().time();
      return;
    }
    Http2HeadBuilder fields = endOfBlock(stream);
    Http2Stream of = session.stream(stream);
    if (of != null) {
      // Trailers are checked, and dropped.
      if (of.isRemoteEnded()) {
        throw ViolationException.ofStream(stream, ErrorCode.STREAM_CLOSED, "fields after the end");
      }
      if (!blocks.endsStream() || !fields.areTrailers()) {
        throw ViolationException.ofStream(
            stream, ErrorCode.PROTOCOL_ERROR, "fields that are no trailers");
      }
      of.end();
    } else if (session.isIdle(stream)) {
      session.begin(stream, fields, blocks.endsStream());
    } else {
      idle(1);
    }
  }

  private Http2HeadBuilder endOfBlock(int stream) throws ViolationException {
    try {
      return blocks.end(session.stream(stream) != null || session.takes(stream));
    } catch (ViolationException violation) {
      if (violation.stream() != 0 && session.isIdle(stream)) {
        session.begun(stream);
      }
      throw violation;
    }
  }

  private void settings(int flags, int stream, byte[] bytes, int from, int to)
      throws ViolationException {
    ofConnection(stream);
    if ((flags & Frame.ACK) != 0) {
      size(from == to);
      idle(1);
      return;
    }
    size((to - from) % 6 == 0);
    idle(settingsSeen ? SETTINGS_COST : 0);
    settingsSeen = true;
    session.growAll(session.peer().apply(bytes, from, to));
    session.settingsTaken();
  }

  private void windowUpdate(int stream, byte[] bytes, int from, int to) throws ViolationException {
    size(to - from == 4);
    idle(1);
    int by = Frame.getInt(bytes, from) & Integer.MAX_VALUE;
    if (stream == 0) {
      if (by == 0) {
        throw wrong("a window that grows by nothing");
      }
      session.grow(by);
      return;
    }
    Http2Stream of = session.stream(stream);
    if (of == null) {
      if (session.isIdle(stream)) {
        throw wrong("a window of a stream that was never begun");
      }
      return;
    }
    if (by == 0) {
      throw ViolationException.ofStream(
          stream, ErrorCode.PROTOCOL_ERROR, "a window that grows by nothing");
    }
    if (!of.output().grow(by)) {
      throw ViolationException.ofStream(
          stream, ErrorCode.FLOW_CONTROL_ERROR, "a window that is too large");
    }
  }

  /** A frame for a stream that is not there. */
  private void closed(int stream, String neverBegun) throws ViolationException {
    if (session.isIdle(stream)) {
      throw wrong(neverBegun);
    }
    idle(1);
    if (!session.closedStreams().wereReset(stream)) {
      throw ViolationException.ofConnection(ErrorCode.STREAM_CLOSED, "the stream is closed");
    }
  }

  private void idle(int cost) throws ViolationException {
    if (session.budget().spendIdle(cost, session.loop().time())) {
      throw tooIdle();
    }
  }

  private static ViolationException tooIdle() {
    return ViolationException.ofConnection(
        ErrorCode.ENHANCE_YOUR_CALM, "too many frames that carry nothing");
  }

  private static void ofStream(int stream) throws ViolationException {
    if (stream == 0) {
      throw wrong("a frame without its stream");
    }
  }

  private static void ofConnection(int stream) throws ViolationException {
    if (stream != 0) {
      throw wrong("a frame of the connection on a stream");
    }
  }

  private static void size(boolean right) throws ViolationException {
    if (!right) {
      throw ViolationException.ofConnection(ErrorCode.FRAME_SIZE_ERROR, "a frame of a wrong size");
    }
  }

  private static ViolationException wrong(String what) {
    return ViolationException.ofConnection(ErrorCode.PROTOCOL_ERROR, what);
  }
}
