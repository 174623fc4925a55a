package io.lokstra.netty.http2;

import java.nio.charset.StandardCharsets;

/** The layout of frames (RFC 9113 §4.1, §6). */
public final class Frame {
  /** What a client sends first (§3.4). */
  private static final byte[] PREFACE =
      "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /** Length of the preface in bytes. */
  public static final int PREFACE_LENGTH = 24;

  /** Length of a frame's header in bytes. */
  public static final int HEADER = 9;

  /** Largest payload everyone must take, and the largest taken here. */
  public static final int MAX_PAYLOAD = 16_384;

  /** Content. */
  public static final int DATA = 0;

  /** Begins a stream, or ends its body with trailers. */
  public static final int HEADERS = 1;

  /** Deprecated. */
  public static final int PRIORITY = 2;

  /** Ends a stream at once. */
  public static final int RST_STREAM = 3;

  /** What an end can do. */
  public static final int SETTINGS = 4;

  /** Not for clients. */
  public static final int PUSH_PROMISE = 5;

  /** Are you there. */
  public static final int PING = 6;

  /** No further streams. */
  public static final int GOAWAY = 7;

  /** More may be sent. */
  public static final int WINDOW_UPDATE = 8;

  /** Goes on with a header block. */
  public static final int CONTINUATION = 9;

  /** Flag of DATA and HEADERS: nothing follows on this stream. */
  public static final int END_STREAM = 0x1;

  /** Flag of SETTINGS and PING: an answer. */
  public static final int ACK = 0x1;

  /** Flag of HEADERS and CONTINUATION: the block is whole. */
  public static final int END_HEADERS = 0x4;

  /** Flag of DATA and HEADERS: padded. */
  public static final int PADDED = 0x8;

  /** Flag of HEADERS: with a priority. */
  public static final int WITH_PRIORITY = 0x20;

  private Frame() {}

  /** Whether the octets are the preface, or may still become it. */
  public static boolean mayBePreface(byte[] bytes, int from, int to) {
    int length = Math.min(PREFACE_LENGTH, to - from);
    for (int i = 0; i < length; i++) {
      if (bytes[from + i] != PREFACE[i]) {
        return false;
      }
    }
    return true;
  }

  /** Writes the header of a frame to the first nine octets of {@code target}. */
  public static void header(byte[] target, int length, int type, int flags, int stream) {
    target[0] = (byte) (length >>> 16);
    target[1] = (byte) (length >>> 8);
    target[2] = (byte) length;
    target[3] = (byte) type;
    target[4] = (byte) flags;
    putInt(target, 5, stream);
  }

  /** The length of the payload of the frame at {@code at}. */
  public static int length(byte[] bytes, int at) {
    return ((bytes[at] & 0xff) << 16) | ((bytes[at + 1] & 0xff) << 8) | (bytes[at + 2] & 0xff);
  }

  /** The number at {@code at}, 32 bits. */
  public static int getInt(byte[] bytes, int at) {
    return ((bytes[at] & 0xff) << 24)
        | ((bytes[at + 1] & 0xff) << 16)
        | ((bytes[at + 2] & 0xff) << 8)
        | (bytes[at + 3] & 0xff);
  }

  /** Writes a number of 32 bits. */
  public static void putInt(byte[] target, int at, int number) {
    target[at] = (byte) (number >>> 24);
    target[at + 1] = (byte) (number >>> 16);
    target[at + 2] = (byte) (number >>> 8);
    target[at + 3] = (byte) number;
  }
}
