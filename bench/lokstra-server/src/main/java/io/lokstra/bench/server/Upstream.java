package io.lokstra.bench.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.concurrent.ConcurrentLinkedDeque;
import org.jspecify.annotations.Nullable;

/** Blocking connections to the echo server, used again and again, as a database's driver would. */
final class Upstream {
  private static final byte[] MESSAGE =
      "what a small query to a database or a cache looks like: 64 bytes".getBytes(US_ASCII);

  private final int port;
  private final ConcurrentLinkedDeque<Socket> idle = new ConcurrentLinkedDeque<>();

  Upstream(int port) {
    this.port = port;
  }

  /** Sends a message and reads it back, {@code count} times on one connection. */
  String trips(int count) throws IOException {
    @Nullable Socket pooled = idle.pollFirst();
    Socket socket = pooled != null ? pooled : connect();
    for (int trip = 0; trip < count; trip++) {
      socket.getOutputStream().write(MESSAGE);
      byte[] echo = socket.getInputStream().readNBytes(MESSAGE.length);
      if (!Arrays.equals(echo, MESSAGE)) {
        socket.close();
        throw new IOException("the echo server sent something else back");
      }
    }
    idle.addFirst(socket);
    return "done";
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    return socket;
  }
}
