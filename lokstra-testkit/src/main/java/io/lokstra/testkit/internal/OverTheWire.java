package io.lokstra.testkit.internal;

import io.lokstra.engine.Duplex;
import io.lokstra.engine.ListenAddress;
import io.lokstra.internal.memory.MemoryRequest;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/**
 * Sends HTTP/1.1 through a socket, exactly as the request says.
 *
 * @param address where the server listens
 * @param tls whether the connections are encrypted
 */
record OverTheWire(ListenAddress address, boolean tls) implements Transport {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Override
  public Reply send(MemoryRequest request) throws IOException {
    Wire wire = tls ? Wire.secure(address, "http/1.1") : Wire.connect(address);
    wire.timeout(PATIENCE);
    try {
      wire.output().write(head(request));
    } catch (IOException e) {
      wire.close();
      throw e;
    }
    if (request.length() != 0) {
      Thread.ofVirtual().name("request body").start(() -> sendBody(request, wire.output()));
    }
    return new WireReply(request, wire);
  }

  @Override
  public boolean overTheWire() {
    return true;
  }

  private static byte[] head(MemoryRequest request) {
    StringBuilder head = new StringBuilder(256);
    head.append(request.method()).append(' ').append(request.target());
    head.append(" HTTP/1.").append(request.version()).append("\r\n");
    for (Map.Entry<String, String> field : request.fields()) {
      head.append(field.getKey()).append(": ").append(field.getValue()).append("\r\n");
    }
    if (request.length() > 0) {
      head.append("content-length: ").append(request.length()).append("\r\n");
    } else if (request.length() < 0) {
      head.append("transfer-encoding: chunked\r\n");
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void sendBody(MemoryRequest request, OutputStream out) {
    byte[] buffer = new byte[16 * 1024];
    try (InputStream body = request.body()) {
      for (int count = body.read(buffer); count >= 0; count = body.read(buffer)) {
        out.write(
            request.length() < 0 ? chunk(buffer, count) : java.util.Arrays.copyOf(buffer, count));
      }
      if (request.length() < 0) {
        out.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
      }
    } catch (IOException _) {
      // A server may answer and close before it has read everything; its answer says why.
    }
  }

  private static byte[] chunk(byte[] content, int length) {
    ByteArrayOutputStream chunk = new ByteArrayOutputStream(length + 16);
    chunk.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    chunk.write(content, 0, length);
    chunk.writeBytes(new byte[] {'\r', '\n'});
    return chunk.toByteArray();
  }

  private record WireReply(MemoryRequest request, Wire wire) implements Reply {
    @Override
    public Head head() throws IOException {
      ResponseReader reader = new ResponseReader(wire.input());
      while (true) {
        ResponseReader.Head head =
            reader
                .head()
                .orElseThrow(() -> new EOFException("the connection was closed without an answer"));
        if (head.status() >= 200 || head.status() == 101) {
          return new Head(head.status(), head.headers(), reader.body(head, request.method()));
        }
      }
    }

    @Override
    public Duplex duplex() {
      return new Duplex() {
        @Override
        public InputStream input() {
          return wire.input();
        }

        @Override
        public OutputStream output() {
          return wire.output();
        }
      };
    }

    @Override
    public void abort() {
      try {
        wire.reset();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      try {
        wire.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
