package io.lokstra.internal.websocket;

import java.nio.charset.StandardCharsets;

/**
 * A frame to be sent, with the whole of its message. Shared by the queues of all who get it.
 *
 * @param first FIN, RSV1 and the opcode
 * @param payload the payload; not copied, not to be changed by anyone
 */
public record Frame(int first, byte[] payload) {
  /** The opcode of a further frame of a message. */
  public static final int CONTINUATION = 0;

  /** The opcode of text. */
  public static final int TEXT = 1;

  /** The opcode of octets. */
  public static final int BINARY = 2;

  /** The opcode that closes. */
  public static final int CLOSE = 8;

  /** The opcode that asks for a sign of life. */
  public static final int PING = 9;

  /** The opcode that gives one. */
  public static final int PONG = 10;

  /** The last frame of a message. */
  public static final int FIN = 0x80;

  /** The message is packed (RFC 7692 §6). */
  public static final int RSV1 = 0x40;

  /** The most a control frame carries (RFC 6455 §5.5). */
  public static final int MAX_CONTROL = 125;

  /** The longest header of a frame that is not masked. */
  public static final int MAX_HEADER = 10;

  /** What a frame in a queue holds besides its payload, or nearly. */
  private static final int OVERHEAD = 64;

  /** A whole message in one frame. */
  static Frame of(int opcode, byte[] payload) {
    return new Frame(FIN | opcode, payload);
  }

  /** In the place of a close to a peer that sends no more: the connection closes without one. */
  static final Frame END = new Frame(0, new byte[0]);

  /** A close; without a code where it is {@link CloseCodes#NO_CODE}. */
  static Frame close(int code, String reason) {
    if (code == CloseCodes.LOST) {
      return END;
    }
    if (code == CloseCodes.NO_CODE) {
      return of(CLOSE, new byte[0]);
    }
    byte[] text = reason.getBytes(StandardCharsets.UTF_8);
    byte[] payload = new byte[2 + text.length];
    payload[0] = (byte) (code >>> 8);
    payload[1] = (byte) code;
    System.arraycopy(text, 0, payload, 2, text.length);
    return of(CLOSE, payload);
  }

  /** Whether nothing goes out after it. */
  boolean ends() {
    return (first & 0xF) == CLOSE || isEnd();
  }

  boolean isEnd() {
    return first == 0;
  }

  /** What it counts for in a queue. */
  int cost() {
    return payload.length + OVERHEAD;
  }

  /** Writes the header of an unmasked frame to the front of {@code out}; returns its length. */
  int header(byte[] out) {
    out[0] = (byte) first;
    return length(payload.length, 0, out, 1);
  }

  /**
   * Writes the length of a payload, and whether it is masked, at {@code at}; returns what follows.
   */
  public static int length(int length, int maskBit, byte[] out, int at) {
    if (length <= MAX_CONTROL) {
      out[at] = (byte) (maskBit | length);
      return at + 1;
    }
    if (length <= 0xFFFF) {
      out[at] = (byte) (maskBit | 126);
      out[at + 1] = (byte) (length >>> 8);
      out[at + 2] = (byte) length;
      return at + 3;
    }
    out[at] = (byte) (maskBit | 127);
    for (int i = 0; i < 4; i++) {
      out[at + 1 + i] = 0;
      out[at + 5 + i] = (byte) (length >>> (24 - 8 * i));
    }
    return at + 9;
  }
}
