package io.lokstra.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.lokstra.engine.HttpEngine;
import io.lokstra.engine.HttpHandler;
import io.lokstra.engine.HttpOptions;
import io.lokstra.engine.ListenAddress;
import io.lokstra.engine.Listener;
import io.lokstra.internal.memory.MemoryEngine;
import io.lokstra.internal.memory.MemoryListener;
import io.lokstra.internal.memory.MemoryReply;
import io.lokstra.internal.memory.MemoryRequest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

/**
 * The least engine with sockets: one request per connection, only what the test kit itself sends,
 * every response until the connection closes. The engine in memory does the rest.
 */
final class SocketEngine implements HttpEngine {
  private final MemoryEngine memory = new MemoryEngine();

  @Override
  public String description() {
    return "sockets for the tests of the test kit";
  }

  @Override
  public Listener listen(ListenAddress address, HttpOptions options, HttpHandler handler)
      throws IOException {
    int port = ((ListenAddress.Tcp) address).port();
    ServerSocket socket = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
    ListenAddress bound = new ListenAddress.Tcp("127.0.0.1", socket.getLocalPort());
    MemoryListener listener = memory.listen(bound, options, handler);
    Thread.ofVirtual().start(() -> accept(socket, listener));
    return new SocketListener(socket, listener);
  }

  @Override
  public void close() {
    memory.close();
  }

  private static void accept(ServerSocket server, MemoryListener listener) {
    try {
      while (true) {
        Socket client = server.accept();
        Thread.ofVirtual().start(() -> serve(client, listener));
      }
    } catch (IOException _) {
      // closed
    }
  }

  private static void serve(Socket socket, MemoryListener listener) {
    try (socket) {
      MemoryReply reply = listener.send(request(socket.getInputStream()));
      MemoryReply.Head head = reply.head();
      StringBuilder text = new StringBuilder("HTTP/1.1 " + head.status() + " \r\n");
      head.headers()
          .without("content-length")
          .without("transfer-encoding")
          .forEach((name, value) -> text.append(name).append(": ").append(value).append("\r\n"));
      socket.getOutputStream().write(text.append("\r\n").toString().getBytes(ISO_8859_1));
      if (head.status() == 101) {
        Thread.ofVirtual().start(() -> copy(socket, reply));
        reply.duplex().input().transferTo(socket.getOutputStream());
      } else {
        head.body().transferTo(socket.getOutputStream());
      }
    } catch (IOException _) {
      // The client sees its connection end.
    }
  }

  private static void copy(Socket socket, MemoryReply reply) {
    try {
      socket.getInputStream().transferTo(reply.duplex().output());
    } catch (IOException _) {
      reply.abort();
    }
  }

  private static MemoryRequest request(InputStream in) throws IOException {
    String[] line = line(in).split(" ");
    MemoryRequest request = MemoryRequest.of(line[0], line[1]);
    request =
        new MemoryRequest(
            line[0], line[1], 1, List.of(), request.body(), 0, request.remoteAddress(), false);
    int length = 0;
    for (String field = line(in); !field.isEmpty(); field = line(in)) {
      int colon = field.indexOf(':');
      String value = field.substring(colon + 1).strip();
      switch (field.substring(0, colon)) {
        case "content-length" -> length = Integer.parseInt(value);
        case "transfer-encoding" -> length = -1;
        default -> request = request.header(field.substring(0, colon), value);
      }
    }
    return length < 0
        ? request.body(new ByteArrayInputStream(chunks(in)), -1)
        : request.body(in.readNBytes(length));
  }

  private static byte[] chunks(InputStream in) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int size = Integer.parseInt(line(in), 16);
        size > 0;
        size = Integer.parseInt(line(in), 16)) {
      all.write(in.readNBytes(size));
      line(in);
    }
    return all.toByteArray();
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0) {
        throw new IOException("the client is gone");
      }
      line.append((char) next);
    }
    return line.substring(0, line.length() - 1);
  }

  private record SocketListener(ServerSocket socket, MemoryListener listener) implements Listener {
    @Override
    public ListenAddress address() {
      return listener.address();
    }

    @Override
    public void stopAccepting() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      listener.stopAccepting();
    }

    @Override
    public List<Stuck> drain(Duration deadline) throws InterruptedException {
      return listener.drain(deadline);
    }

    @Override
    public int inFlight() {
      return listener.inFlight();
    }

    @Override
    public void close() {
      stopAccepting();
      listener.close();
    }
  }
}
