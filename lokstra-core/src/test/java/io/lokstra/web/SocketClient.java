package io.lokstra.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lokstra.http.ResponseHeaders;
import io.lokstra.internal.memory.MemoryReply;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.internal.websocket.Frame;
import io.lokstra.internal.websocket.FrameParser;
import io.lokstra.internal.websocket.Masking;
import io.lokstra.internal.websocket.Packing;
import io.lokstra.internal.websocket.ViolationException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A WebSocket client without a network, which sends what it is told, right or wrong. */
final class SocketClient implements AutoCloseable {
  private static final int MASK = 0x0102_0304;

  private final MemoryReply reply;
  private final ResponseHeaders headers;
  private final boolean packs;
  private final Packing packing = new Packing();
  private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();

  private SocketClient(MemoryReply reply, ResponseHeaders headers) {
    this.reply = reply;
    this.headers = headers;
    this.packs = headers.contains("sec-websocket-extensions");
  }

  /** What asks for a WebSocket. */
  static MemoryRequest asks(String target) {
    return MemoryRequest.of("GET", target)
        .header("upgrade", "websocket")
        .header("connection", "keep-alive, Upgrade")
        .header("sec-websocket-version", "13")
        .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
  }

  static SocketClient connect(InMemory server, String target) throws IOException {
    return connect(server, asks(target));
  }

  static SocketClient connect(InMemory server, MemoryRequest request) throws IOException {
    SocketClient client = connectUnread(server, request);
    client.reads();
    return client;
  }

  /** Connects, and reads nothing. */
  static SocketClient connectUnread(InMemory server, MemoryRequest request) throws IOException {
    MemoryReply reply = server.begin("test", request);
    MemoryReply.Head head = reply.head();
    if (head.status() != 101) {
      throw new AssertionError(
          "expected 101, but got "
              + head.status()
              + " "
              + new String(head.body().readAllBytes(), UTF_8));
    }
    return new SocketClient(reply, head.headers());
  }

  /** From now on it reads. */
  void reads() {
    InputStream input = reply.duplex().input();
    Thread.ofVirtual().name("socket client").start(() -> read(input));
  }

  private void read(InputStream input) {
    FrameParser parser = new FrameParser(false, packs, 64 << 20, new Sink());
    byte[] octets = new byte[8 * 1024];
    try {
      for (int count = input.read(octets); count >= 0; count = input.read(octets)) {
        parser.parse(octets, 0, count);
      }
      events.add("end");
    } catch (IOException e) {
      events.add("cut");
    } catch (ViolationException e) {
      events.add("broken " + e.reason());
    }
  }

  private final class Sink implements FrameParser.Sink {
    @Override
    public boolean message(int opcode, boolean packed, byte[] content) {
      try {
        String text = new String(packed ? packing.unpack(content, 64 << 20) : content, UTF_8);
        events.add((packed ? "packed " : "") + (opcode == Frame.TEXT ? "text " : "binary ") + text);
      } catch (ViolationException e) {
        events.add("broken " + e.reason());
      }
      return true;
    }

    @Override
    public void ping(byte[] content) {
      events.add("ping " + new String(content, UTF_8));
    }

    @Override
    public void pong(byte[] content) {
      events.add("pong " + new String(content, UTF_8));
    }

    @Override
    public void peerClosed(int code, String reason) {
      events.add("close " + code + (reason.isEmpty() ? "" : " " + reason));
    }
  }

  ResponseHeaders headers() {
    return headers;
  }

  /** The next thing that comes, within ten seconds. */
  String next() throws InterruptedException {
    String next = events.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing came in ten seconds");
    }
    return next;
  }

  SocketClient text(String text) throws IOException {
    return frame(Frame.FIN | Frame.TEXT, text.getBytes(UTF_8));
  }

  SocketClient packed(String text) throws IOException {
    return frame(Frame.FIN | Frame.RSV1 | Frame.TEXT, packing.pack(text.getBytes(UTF_8)));
  }

  SocketClient close(int code, String reason) throws IOException {
    ByteArrayOutputStream payload = new ByteArrayOutputStream();
    payload.write(code >>> 8);
    payload.write(code);
    payload.writeBytes(reason.getBytes(UTF_8));
    return frame(Frame.FIN | Frame.CLOSE, payload.toByteArray());
  }

  SocketClient frame(int first, byte[] payload) throws IOException {
    byte[] frame = new byte[14 + payload.length];
    frame[0] = (byte) first;
    int at = Frame.length(payload.length, 0x80, frame, 1);
    for (int i = 0; i < 4; i++) {
      frame[at++] = (byte) (MASK >>> (24 - 8 * i));
    }
    Masking.copy(payload, 0, frame, at, payload.length, MASK, 0);
    return raw(java.util.Arrays.copyOf(frame, at + payload.length));
  }

  SocketClient raw(byte[] octets) throws IOException {
    reply.duplex().output().write(octets);
    return this;
  }

  /** Says that nothing more comes. */
  void endOutput() throws IOException {
    reply.duplex().output().close();
  }

  /** Goes away without a word. */
  @Override
  public void close() {
    reply.abort();
  }
}
