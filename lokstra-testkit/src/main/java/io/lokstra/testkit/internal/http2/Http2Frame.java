package io.lokstra.testkit.internal.http2;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A frame (RFC 9113 §4.1).
 *
 * @param type what it is: {@link #DATA} and so on, or one that nobody knows
 * @param flags its flags
 * @param stream which stream it is about, 0 for the connection
 * @param payload what it holds
 */
public record Http2Frame(int type, int flags, int stream, byte[] payload) {
  /** Content. */
  public static final int DATA = 0;

  /** Opens a stream, or ends a message. */
  public static final int HEADERS = 1;

  /** What nobody heeds any more. */
  public static final int PRIORITY = 2;

  /** Ends a stream at once. */
  public static final int RST_STREAM = 3;

  /** How the peers wish it. */
  public static final int SETTINGS = 4;

  /** What a server sends that was not asked. */
  public static final int PUSH_PROMISE = 5;

  /** Asks whether somebody is there. */
  public static final int PING = 6;

  /** Ends a connection. */
  public static final int GOAWAY = 7;

  /** Lets more content come. */
  public static final int WINDOW_UPDATE = 8;

  /** The rest of a header block. */
  public static final int CONTINUATION = 9;

  /** The last of its stream. */
  public static final int END_STREAM = 1;

  /** An answer to SETTINGS or PING. */
  public static final int ACK = 1;

  /** The last of its header block. */
  public static final int END_HEADERS = 4;

  private static final int PADDED = 8;
  private static final int PRIORITISED = 32;
  private static final int LONGEST = 16_384;

  /** Its octets on the wire. */
  public byte[] octets() {
    ByteArrayOutputStream out = new ByteArrayOutputStream(9 + payload.length);
    int length = payload.length;
    out.writeBytes(new byte[] {(byte) (length >> 16), (byte) (length >> 8), (byte) length});
    out.write(type);
    out.write(flags);
    out.writeBytes(number(stream));
    out.writeBytes(payload);
    return out.toByteArray();
  }

  /** Four octets. */
  public static byte[] number(int number) {
    return ByteBuffer.allocate(4).putInt(number).array();
  }

  /**
   * Reads the next.
   *
   * @throws ProtocolException when it is longer than a client allows that says nothing of it
   */
  public static Http2Frame read(DataInputStream in) throws IOException {
    int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt() & Integer.MAX_VALUE;
    if (length > LONGEST) {
      throw new ProtocolException("a frame of " + length + " octets (RFC 9113 §4.2)");
    }
    byte[] payload = new byte[length];
    in.readFully(payload);
    return new Http2Frame(type, flags, stream, payload);
  }

  /** Whether it has a flag. */
  public boolean has(int flag) {
    return (flags & flag) != 0;
  }

  /** Four octets of it as a number without its highest bit. */
  public int numberAt(int position) throws IOException {
    if (payload.length < position + 4) {
      throw new ProtocolException("a frame of type " + type + " that is too short");
    }
    return ByteBuffer.wrap(payload).getInt(position) & Integer.MAX_VALUE;
  }

  /** The error code of RST_STREAM and GOAWAY. */
  public int code() throws IOException {
    return numberAt(type == GOAWAY ? 4 : 0);
  }

  /** The payload without padding and priority. */
  byte[] content() throws IOException {
    int from = has(PADDED) ? 1 : 0;
    int to = payload.length - (from > 0 && payload.length > 0 ? payload[0] & 0xff : 0);
    from += type == HEADERS && has(PRIORITISED) ? 5 : 0;
    if (from > to) {
      throw new ProtocolException("more padding than frame (RFC 9113 §6.1)");
    }
    return from == 0 && to == payload.length ? payload : Arrays.copyOfRange(payload, from, to);
  }
}
