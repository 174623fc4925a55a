package io.lokstra.internal.websocket;

import java.util.Arrays;

/**
 * Reads frames as they come, in whatever pieces, and gives whole messages (RFC 6455 §5). Strict:
 * what breaks a rule ends it at the octet that does. It holds nothing between frames, and of a
 * message no more than came, and at most the limit.
 */
public final class FrameParser {
  private static final byte[] NOTHING = {};

  /** What was read. */
  public interface Sink {
    /**
     * A whole message.
     *
     * @param opcode {@link Frame#TEXT} or {@link Frame#BINARY}
     * @param packed whether it is to be inflated; text that is not is known to be UTF-8
     * @param content the message, the sink's from now on
     * @return whether there is room for more: else parsing stops here
     */
    boolean message(int opcode, boolean packed, byte[] content);

    /** The peer asks for a sign of life, to be answered with the same octets. */
    void ping(byte[] content);

    /** The peer gives one. */
    void pong(byte[] content);

    /**
     * The peer closes. Nothing is read after it.
     *
     * @param code the code, {@link CloseCodes#NO_CODE} without one
     */
    void peerClosed(int code, String reason);
  }

  private enum State {
    /** FIN, RSV and opcode. */
    FIRST,
    /** Mask bit and length. */
    SECOND,
    /** More of the length. */
    LENGTH,
    /** The key. */
    MASK,
    /** The payload. */
    PAYLOAD,
    /** Nothing any more. */
    CLOSED
  }

  private final Sink sink;
  private final boolean masked;
  private final boolean packs;
  private final int maxMessage;

  private State state = State.FIRST;
  private boolean stopped;

  // The frame.
  private int first;
  private int lengthForm;
  private int lengthLeft;
  private long length;
  private int maskLeft;
  private int mask;
  private int read;
  private byte[] control = NOTHING;

  // The message.
  private int opcode;
  private boolean packed;
  private byte[] content = NOTHING;
  private int filled;
  private final Utf8Check utf8 = new Utf8Check();

  /**
   * A parser of one direction.
   *
   * @param masked whether frames must be masked, as those of a client; else they must not be
   * @param packs whether permessage-deflate was agreed on
   * @param maxMessage the longest message in octets as it comes over the wire
   */
  public FrameParser(boolean masked, boolean packs, int maxMessage, Sink sink) {
    this.masked = masked;
    this.packs = packs;
    this.maxMessage = maxMessage;
    this.sink = sink;
  }

  /**
   * Reads on.
   *
   * @return where it stopped: {@code to}, or less when the sink had no more room
   * @throws ViolationException when the peer broke a rule; nothing is to be read after it
   */
  public int parse(byte[] in, int from, int to) throws ViolationException {
    int at = from;
    stopped = false;
    while (at < to && !stopped) {
      switch (state) {
        case FIRST -> first(in[at++] & 0xFF);
        case SECOND -> second(in[at++] & 0xFF);
        case LENGTH -> {
          length = length << 8 | (in[at++] & 0xFF);
          if (--lengthLeft == 0) {
            checkLength();
          }
        }
        case MASK -> {
          mask = mask << 8 | (in[at++] & 0xFF);
          if (--maskLeft == 0) {
            beginPayload();
          }
        }
        case PAYLOAD -> at = payload(in, at, to);
        case CLOSED -> {
          return to;
        }
      }
    }
    return at;
  }

  private boolean isControl() {
    return (first & 0x8) != 0;
  }

  private void first(int octet) throws ViolationException {
    first = octet;
    int code = octet & 0xF;
    boolean fin = (octet & Frame.FIN) != 0;
    if ((octet & 0x30) != 0) {
      throw ViolationException.protocol("a reserved bit is set");
    }
    if ((octet & Frame.RSV1) != 0 && !(packs && (code == Frame.TEXT || code == Frame.BINARY))) {
      throw ViolationException.protocol("the bit of a packed message is set where none can be");
    }
    switch (code) {
      case Frame.CONTINUATION -> {
        if (opcode == 0) {
          throw ViolationException.protocol("a continuation of no message");
        }
      }
      case Frame.TEXT, Frame.BINARY -> {
        if (opcode != 0) {
          throw ViolationException.protocol("a message within a message");
        }
      }
      case Frame.CLOSE, Frame.PING, Frame.PONG -> {
        if (!fin) {
          throw ViolationException.protocol("a control frame in pieces");
        }
      }
      default -> throw ViolationException.protocol("an opcode that is not defined");
    }
    state = State.SECOND;
  }

  private void second(int octet) throws ViolationException {
    if ((octet & 0x80) != 0 != masked) {
      throw ViolationException.protocol(
          masked ? "a frame of a client that is not masked" : "a frame of a server that is masked");
    }
    int small = octet & 0x7F;
    if (isControl() && small > Frame.MAX_CONTROL) {
      throw ViolationException.protocol("a control frame of more than 125 octets");
    }
    length = small;
    lengthForm = small == 126 ? 2 : small == 127 ? 8 : 0;
    lengthLeft = lengthForm;
    if (lengthForm > 0) {
      length = 0;
      state = State.LENGTH;
    } else {
      checkLength();
    }
  }

  private void checkLength() throws ViolationException {
    int least = lengthForm == 2 ? Frame.MAX_CONTROL + 1 : lengthForm == 8 ? 0x10000 : 0;
    if (length < least) {
      throw ViolationException.protocol("a length that is not in its shortest form");
    }
    if (!isControl() && length > maxMessage - filled) {
      throw new ViolationException(
          CloseCodes.TOO_BIG, "a message of more than " + maxMessage + " octets");
    }
    maskLeft = masked ? 4 : 0;
    mask = 0;
    if (masked) {
      state = State.MASK;
    } else {
      beginPayload();
    }
  }

  private void beginPayload() throws ViolationException {
    read = 0;
    state = State.PAYLOAD;
    if (isControl()) {
      control = length == 0 ? NOTHING : new byte[(int) length];
    } else if ((first & 0xF) != Frame.CONTINUATION) {
      opcode = first & 0xF;
      packed = (first & Frame.RSV1) != 0;
    }
    if (length == 0) {
      endFrame();
    }
  }

  private int payload(byte[] in, int at, int to) throws ViolationException {
    int count = (int) Math.min(to - at, length - read);
    if (isControl()) {
      Masking.copy(in, at, control, read, count, mask, read);
    } else {
      room(count);
      Masking.copy(in, at, content, filled, count, mask, read);
      if (opcode == Frame.TEXT && !packed && !utf8.accepts(content, filled, filled + count)) {
        throw new ViolationException(CloseCodes.INVALID, "text that is not UTF-8");
      }
      filled += count;
    }
    read += count;
    if (read == length) {
      endFrame();
    }
    return at + count;
  }

  /**
   * What is announced is not believed: the message takes room as it comes, twice as much each time,
   * so that one in many small pieces is not copied for each of them.
   */
  private void room(int count) {
    if (content.length - filled < count) {
      int most = (first & Frame.FIN) != 0 ? filled + (int) (length - read) : maxMessage;
      int size = Math.min(most, Math.max(filled + count, 2 * content.length));
      content = Arrays.copyOf(content, size);
    }
  }

  private void endFrame() throws ViolationException {
    state = State.FIRST;
    if (isControl()) {
      endControl();
    } else if ((first & Frame.FIN) != 0) {
      endMessage();
    }
  }

  private void endMessage() throws ViolationException {
    if (opcode == Frame.TEXT && !packed && !utf8.end()) {
      throw new ViolationException(CloseCodes.INVALID, "text that ends within a character");
    }
    byte[] whole = content.length == filled ? content : Arrays.copyOf(content, filled);
    int code = opcode;
    content = NOTHING;
    filled = 0;
    opcode = 0;
    stopped = !sink.message(code, packed, whole);
  }

  private void endControl() throws ViolationException {
    byte[] payload = control;
    control = NOTHING;
    switch (first & 0xF) {
      case Frame.PING -> sink.ping(payload);
      case Frame.PONG -> sink.pong(payload);
      default -> endClose(payload);
    }
  }

  private void endClose(byte[] payload) throws ViolationException {
    if (payload.length == 0) {
      state = State.CLOSED;
      sink.peerClosed(CloseCodes.NO_CODE, "");
      return;
    }
    if (payload.length == 1) {
      throw ViolationException.protocol("a close code of one octet");
    }
    int code = (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
    if (!(masked ? CloseCodes.isOfClient(code) : CloseCodes.isSendable(code))) {
      throw ViolationException.protocol("a close code that is not to be sent");
    }
    Utf8Check check = new Utf8Check();
    if (!check.accepts(payload, 2, payload.length) || !check.end()) {
      throw new ViolationException(CloseCodes.INVALID, "a reason that is not UTF-8");
    }
    state = State.CLOSED;
    sink.peerClosed(
        code, new String(payload, 2, payload.length - 2, java.nio.charset.StandardCharsets.UTF_8));
  }
}
