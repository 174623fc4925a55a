package io.lokstra.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Thousands of keep-alive connections to one server, from one thread. */
final class Connections implements AutoCloseable {
  /** Fewer than a server's backlog, so that no connect waits for a retransmission. */
  private static final int CONNECTING_AT_A_TIME = 200;

  private static final int SENT_BETWEEN_READS = 64;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Selector selector;
  private final List<Connection> connections = new ArrayList<>();
  private final ByteBuffer input = ByteBuffer.allocateDirect(64 * 1024);

  private static final class Connection {
    private final SocketChannel channel;
    private final StringBuilder received = new StringBuilder();

    Connection(SocketChannel channel) {
      this.channel = channel;
    }
  }

  private Connections(Selector selector) {
    this.selector = selector;
  }

  static Connections open(int port, int count) throws IOException {
    Connections connections = new Connections(Selector.open());
    while (connections.connections.size() < count) {
      int batch = Math.min(CONNECTING_AT_A_TIME, count - connections.connections.size());
      connections.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), batch);
    }
    return connections;
  }

  private void connect(InetSocketAddress address, int count) throws IOException {
    List<SocketChannel> batch = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      SocketChannel channel = SocketChannel.open();
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.configureBlocking(false);
      channel.connect(address);
      batch.add(channel);
    }
    for (SocketChannel channel : batch) {
      while (!channel.finishConnect()) {
        Thread.onSpinWait();
      }
      Connection connection = new Connection(channel);
      channel.register(selector, SelectionKey.OP_READ, connection);
      connections.add(connection);
    }
  }

  /**
   * Sends one GET on every connection and waits until each was answered with 200. Returns how long
   * that took.
   */
  Duration getOnEach(String path) throws IOException {
    byte[] request = ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(ISO_8859_1);
    long started = System.nanoTime();
    int answered = 0;
    int sent = 0;
    for (Connection connection : connections) {
      connection.channel.write(ByteBuffer.wrap(request));
      if (++sent % SENT_BETWEEN_READS == 0 && selector.selectNow() > 0) {
        answered += readAll();
      }
    }
    while (answered < connections.size()) {
      selector.select(1000);
      answered += readAll();
      if (System.nanoTime() - started > PATIENCE.toNanos()) {
        throw new IOException(
            "GET "
                + path
                + ": "
                + answered
                + " of "
                + connections.size()
                + " answered within "
                + PATIENCE);
      }
    }
    return Duration.ofNanos(System.nanoTime() - started);
  }

  /** Reads what is there and counts the answers that are now whole. */
  private int readAll() throws IOException {
    int answered = 0;
    for (SelectionKey key : selector.selectedKeys()) {
      Connection connection = (Connection) key.attachment();
      input.clear();
      if (connection.channel.read(input) < 0) {
        throw new IOException("the server closed a connection after: " + connection.received);
      }
      input.flip();
      while (input.hasRemaining()) {
        connection.received.append((char) input.get());
      }
      if (isWhole(connection.received)) {
        connection.received.setLength(0);
        connection.received.trimToSize();
        answered++;
      }
    }
    selector.selectedKeys().clear();
    return answered;
  }

  static boolean isWhole(StringBuilder received) throws IOException {
    int end = received.indexOf("\r\n\r\n");
    if (end < 0) {
      return false;
    }
    if (!received.substring(0, end).startsWith("HTTP/1.1 200 ")) {
      throw new IOException("not a 200: " + received);
    }
    for (String line : received.substring(0, end).split("\r\n", -1)) {
      if (line.regionMatches(true, 0, "content-length:", 0, 15)) {
        return received.length() - end - 4 >= Integer.parseInt(line.substring(15).strip());
      }
    }
    throw new IOException("no Content-Length: " + received);
  }

  @Override
  public void close() throws IOException {
    for (Connection connection : connections) {
      connection.channel.close();
    }
    selector.close();
  }
}
