package io.lokstra.netty;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** A raw client of HTTP/2: writes frames as it is told, right or wrong, and reads what comes. */
final class Http2Wire implements AutoCloseable {
  static final int DATA = 0;
  static final int HEADERS = 1;
  static final int PRIORITY = 2;
  static final int RST = 3;
  static final int SETTINGS = 4;
  static final int PING = 6;
  static final int GOAWAY = 7;
  static final int WINDOW_UPDATE = 8;
  static final int CONTINUATION = 9;
  static final int END_STREAM = 1;
  static final int END_HEADERS = 4;

  /** A frame. */
  record Frame(int type, int flags, int stream, byte[] payload) {
    /** The error code of RST_STREAM and GOAWAY. */
    int code() {
      return number(type == GOAWAY ? 4 : 0);
    }

    int number(int at) {
      return java.nio.ByteBuffer.wrap(payload).getInt(at);
    }

    boolean ends() {
      return (flags & END_STREAM) != 0;
    }

    String text() {
      return new String(payload, StandardCharsets.ISO_8859_1);
    }
  }

  /** An answer. */
  record Answer(int status, Map<String, String> headers, String body) {}

  private final Socket socket;
  private final DataInputStream in;
  private boolean acknowledges = true;
  private final List<Frame> seen = new ArrayList<>();

  /** Connects and sends nothing. */
  Http2Wire(Socket connected) throws IOException {
    socket = connected;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(10_000);
    in = new DataInputStream(socket.getInputStream());
  }

  static Http2Wire silent(int port) throws IOException {
    return new Http2Wire(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  /** Connects, and says what a client says first. */
  static Http2Wire open(int port) throws IOException {
    return silent(port).preface().frame(SETTINGS, 0, 0);
  }

  /** Leaves settings without an answer. */
  Http2Wire withoutAcknowledging() {
    acknowledges = false;
    return this;
  }

  Http2Wire preface() throws IOException {
    return raw("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
  }

  Http2Wire raw(byte[] octets) throws IOException {
    socket.getOutputStream().write(octets);
    return this;
  }

  Http2Wire frame(int type, int flags, int stream, byte... payload) throws IOException {
    return raw(bytes(type, flags, stream, payload));
  }

  static byte[] bytes(int type, int flags, int stream, byte... payload) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    int length = payload.length;
    frame.writeBytes(new byte[] {(byte) (length >> 16), (byte) (length >> 8), (byte) length});
    frame.write(type);
    frame.write(flags);
    frame.writeBytes(number(stream));
    frame.writeBytes(payload);
    return frame.toByteArray();
  }

  static byte[] number(int number) {
    return java.nio.ByteBuffer.allocate(4).putInt(number).array();
  }

  /** A header block of literals: name, value, name, value. */
  static byte[] block(String... fields) {
    ByteArrayOutputStream block = new ByteArrayOutputStream();
    for (int i = 0; i < fields.length; i += 2) {
      block.write(0);
      text(block, fields[i]);
      text(block, fields[i + 1]);
    }
    return block.toByteArray();
  }

  private static void text(ByteArrayOutputStream block, String text) {
    byte[] octets = text.getBytes(StandardCharsets.ISO_8859_1);
    if (octets.length < 127) {
      block.write(octets.length);
    } else {
      block.write(127);
      int rest = octets.length - 127;
      while (rest >= 128) {
        block.write(128 | (rest & 127));
        rest >>= 7;
      }
      block.write(rest);
    }
    block.writeBytes(octets);
  }

  /** The fields of a request, with more after them. */
  static byte[] request(String method, String path, String... more) {
    String[] fields = new String[8 + more.length];
    String[] pseudo = {":method", method, ":scheme", "http", ":path", path, ":authority", "test"};
    System.arraycopy(pseudo, 0, fields, 0, 8);
    System.arraycopy(more, 0, fields, 8, more.length);
    return block(fields);
  }

  Http2Wire get(int stream, String path) throws IOException {
    return frame(HEADERS, END_STREAM | END_HEADERS, stream, request("GET", path));
  }

  Http2Wire post(int stream, String path, String... more) throws IOException {
    return frame(HEADERS, END_HEADERS, stream, request("POST", path, more));
  }

  Http2Wire data(int stream, byte[] content, boolean last) throws IOException {
    return frame(DATA, last ? END_STREAM : 0, stream, content);
  }

  Http2Wire grow(int stream, int by) throws IOException {
    return frame(WINDOW_UPDATE, 0, stream, number(by));
  }

  Frame read() throws IOException {
    int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
    int type = in.readUnsignedByte();
    int flags = in.readUnsignedByte();
    int stream = in.readInt();
    Frame frame = new Frame(type, flags, stream, in.readNBytes(length));
    seen.add(frame);
    if (type == SETTINGS && (flags & 1) == 0 && acknowledges) {
      frame(SETTINGS, 1, 0);
    }
    return frame;
  }

  /** Reads on until a frame is what is wanted. */
  Frame await(Predicate<Frame> wanted) throws IOException {
    while (true) {
      Frame frame = read();
      if (wanted.test(frame)) {
        return frame;
      }
      if (frame.type() == GOAWAY && frame.code() != 0) {
        throw new IOException("GOAWAY " + frame.code() + " " + frame.text().substring(8));
      }
    }
  }

  Frame await(int type, int stream) throws IOException {
    return await(frame -> frame.type() == type && frame.stream() == stream);
  }

  /** The whole answer on a stream; windows are given back as content comes. */
  Answer answer(int stream) throws IOException {
    Frame head = await(HEADERS, stream);
    Map<String, String> fields = fields(head.payload());
    StringBuilder body = new StringBuilder();
    Frame frame = head;
    while (!frame.ends()) {
      frame =
          await(f ->
              f.stream() == stream && (f.type() == DATA || f.type() == HEADERS || f.type() == RST));
      if (frame.type() == RST) {
        throw new IOException("RST_STREAM " + frame.code());
      }
      body.append(frame.text());
      if (frame.payload().length > 0) {
        grow(0, frame.payload().length);
        if (!frame.ends()) {
          grow(stream, frame.payload().length);
        }
      }
    }
    return new Answer(
        Integer.parseInt(fields.getOrDefault(":status", "0")), fields, body.toString());
  }

  /** The error code of the GOAWAY that ends the connection; -1 when it is closed without one. */
  int closedWith() throws IOException {
    try {
      while (true) {
        Frame frame = read();
        if (frame.type() == GOAWAY && frame.code() != 0) {
          return frame.code();
        }
      }
    } catch (EOFException | SocketException closed) {
      return -1;
    }
  }

  /** Whether the server answers a PING: all that came before was read, and is no offence. */
  boolean isAlive() throws IOException {
    frame(PING, 0, 0, new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
    return await(PING, 0).flags() == 1;
  }

  List<Frame> seen() {
    return seen;
  }

  Http2Wire timeout(int millis) throws IOException {
    socket.setSoTimeout(millis);
    return this;
  }

  Socket socket() {
    return socket;
  }

  /**
   * Decodes what the server's encoder writes: static table and literals, no Huffman, and no table.
   */
  static Map<String, String> fields(byte[] block) {
    Map<String, String> fields = new LinkedHashMap<>();
    int[] at = {0};
    while (at[0] < block.length) {
      int first = block[at[0]] & 0xff;
      if (first >= 0x80) {
        at[0]++;
        int[] statuses = {200, 204, 206, 304, 400, 404, 500};
        fields.put(":status", Integer.toString(statuses[(first & 0x7f) - 8]));
      } else if ((first & 0xe0) == 0x20) {
        number(block, at, 31);
      } else {
        int index = number(block, at, 15);
        String name = index == 0 ? text(block, at) : STATIC.getOrDefault(index, "?" + index);
        fields.merge(name, text(block, at), (a, b) -> a + "|" + b);
      }
    }
    return fields;
  }

  private static final Map<Integer, String> STATIC =
      Map.of(
          8,
          ":status",
          24,
          "cache-control",
          28,
          "content-length",
          31,
          "content-type",
          33,
          "date",
          53,
          "retry-after",
          55,
          "set-cookie",
          46,
          "location");

  private static int number(byte[] block, int[] at, int mask) {
    int value = block[at[0]++] & mask;
    if (value == mask) {
      int shift = 0;
      int octet;
      do {
        octet = block[at[0]++];
        value += (octet & 0x7f) << shift;
        shift += 7;
      } while ((octet & 0x80) != 0);
    }
    return value;
  }

  private static String text(byte[] block, int[] at) {
    int length = number(block, at, 127);
    String text = new String(block, at[0], length, StandardCharsets.ISO_8859_1);
    at[0] += length;
    return text;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
