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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongConsumer;

/** Thousands of WebSocket connections to one server, from one thread. */
final class SocketClients implements AutoCloseable {
  /** Fewer than a server's backlog, so that no connect waits for a retransmission. */
  private static final int CONNECTING_AT_A_TIME = 200;

  private static final int MASK = 0x37FA213D;

  private final Selector selector;
  private final List<Client> clients = new ArrayList<>();
  private final ByteBuffer input = ByteBuffer.allocateDirect(256 * 1024);

  /** One connection, and how much of its answer has come. */
  private static final class Client {
    final SocketChannel channel;
    int received;

    Client(SocketChannel channel) {
      this.channel = channel;
    }
  }

  private SocketClients(Selector selector) {
    this.selector = selector;
  }

  /** Opens {@code count} connections to {@code path}. */
  static SocketClients open(int port, String path, int count) throws IOException {
    SocketClients all = new SocketClients(Selector.open());
    InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    byte[] handshake =
        ("GET "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
            .getBytes(ISO_8859_1);
    while (all.clients.size() < count) {
      List<SocketChannel> batch = new ArrayList<>();
      int size = Math.min(CONNECTING_AT_A_TIME, count - all.clients.size());
      for (int i = 0; i < size; i++) {
        SocketChannel channel = SocketChannel.open(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.write(ByteBuffer.wrap(handshake));
        batch.add(channel);
      }
      for (SocketChannel channel : batch) {
        readHead(channel);
        channel.configureBlocking(false);
        Client client = new Client(channel);
        channel.register(all.selector, SelectionKey.OP_READ, client);
        all.clients.add(client);
      }
    }
    return all;
  }

  /** Reads the head; what was broadcast meanwhile may come with it, and is forgotten. */
  private static void readHead(SocketChannel channel) throws IOException {
    ByteBuffer octets = ByteBuffer.allocate(4096);
    String head = "";
    while (!head.contains("\r\n\r\n")) {
      if (channel.read(octets) <= 0) {
        throw new IOException("the server closed after: " + head);
      }
      head = new String(octets.array(), 0, octets.position(), ISO_8859_1);
    }
    if (!head.startsWith("HTTP/1.1 101 ")) {
      throw new IOException("not a 101: " + head);
    }
  }

  /** A masked text frame of fewer than 126 octets. */
  private static byte[] frame(int size) {
    byte[] frame = new byte[6 + size];
    frame[0] = (byte) 0x81;
    frame[1] = (byte) (0x80 | size);
    for (int i = 0; i < 4; i++) {
      frame[2 + i] = (byte) (MASK >>> (24 - 8 * i));
    }
    for (int i = 0; i < size; i++) {
      frame[6 + i] = (byte) ('a' + i % 26 ^ frame[2 + i % 4]);
    }
    return frame;
  }

  /**
   * Has every connection send {@code burst} messages of {@code size} octets and, when all of them
   * came back, again.
   *
   * @return how many came back within {@code seconds}
   */
  long echo(int size, int burst, double seconds) throws IOException {
    byte[] one = frame(size);
    byte[] all = new byte[one.length * burst];
    for (int i = 0; i < burst; i++) {
      System.arraycopy(one, 0, all, i * one.length, one.length);
    }
    ByteBuffer output = ByteBuffer.allocateDirect(all.length).put(all);
    int answer = burst * (2 + size);
    for (Client client : clients) {
      client.received = 0;
      client.channel.write(output.flip());
    }
    long end = System.nanoTime() + (long) (seconds * 1e9);
    long rounds = 0;
    int open = clients.size();
    while (open > 0) {
      selector.select(1000);
      boolean goesOn = System.nanoTime() < end;
      for (SelectionKey key : selector.selectedKeys()) {
        Client client = (Client) key.attachment();
        client.received += read(client);
        if (client.received >= answer) {
          client.received = 0;
          rounds++;
          if (goesOn) {
            client.channel.write(output.flip());
          } else {
            open--;
          }
        }
      }
      selector.selectedKeys().clear();
    }
    return rounds * burst;
  }

  private int read(Client client) throws IOException {
    input.clear();
    int count = client.channel.read(input);
    if (count < 0) {
      throw new IOException("the server closed a connection");
    }
    return count;
  }

  /**
   * Reads what is broadcast for so long; each message begins with the time it was sent, on the
   * clock of {@link System#nanoTime()}, in 19 digits.
   *
   * @param delays is given the nanoseconds that each message took
   */
  void listen(int size, double seconds, LongConsumer delays) throws IOException {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    byte[] digits = new byte[19];
    while (System.nanoTime() < end) {
      selector.select(100);
      for (SelectionKey key : selector.selectedKeys()) {
        Client client = (Client) key.attachment();
        int count = read(client);
        // A message is far smaller than what is read at once, so none is cut.
        for (int at = 0; at + 4 + size <= count; at += 4 + size) {
          input.get(at + 4, digits);
          delays.accept(System.nanoTime() - Long.parseLong(new String(digits, ISO_8859_1)));
        }
      }
      selector.selectedKeys().clear();
    }
  }

  /** Reads and forgets what has come. */
  void skip(double seconds) throws IOException {
    long end = System.nanoTime() + (long) (seconds * 1e9);
    while (System.nanoTime() < end) {
      selector.select(10);
      for (SelectionKey key : selector.selectedKeys()) {
        read((Client) key.attachment());
      }
      selector.selectedKeys().clear();
    }
  }

  @Override
  public void close() throws IOException {
    for (Client client : clients) {
      client.channel.close();
    }
    selector.close();
  }

  /** The value below which so many of a hundred lie. */
  static long percentile(long[] sorted, double percent) {
    return sorted.length == 0
        ? 0
        : sorted[(int) Math.min(sorted.length - 1, Math.ceil(sorted.length * percent / 100) - 1)];
  }

  /** The first {@code count} of {@code values}, sorted. */
  static long[] sorted(long[] values, int count) {
    long[] all = Arrays.copyOf(values, count);
    Arrays.sort(all);
    return all;
  }
}
