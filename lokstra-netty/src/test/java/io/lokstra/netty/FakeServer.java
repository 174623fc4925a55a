package io.lokstra.netty;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A server of which every octet is a test's: each connection is handed to its script. */
final class FakeServer implements AutoCloseable {
  /** What is done with one connection, which closes afterwards. */
  interface Script {
    void play(Wire client) throws Exception;
  }

  /** Puts something around each connection. */
  interface Around {
    Socket put(Socket accepted) throws IOException;
  }

  private final ServerSocket listening;
  private final Around around;
  private final Script script;
  private final List<Wire> open = new CopyOnWriteArrayList<>();
  final AtomicInteger accepted = new AtomicInteger();
  final List<String> heads = new CopyOnWriteArrayList<>();

  FakeServer(Script script) throws IOException {
    this(accepted -> accepted, script);
  }

  FakeServer(Around around, Script script) throws IOException {
    this.around = around;
    this.script = script;
    this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  /** Answers every request on every connection with these octets. */
  static FakeServer answering(String... responses) throws IOException {
    AtomicInteger next = new AtomicInteger();
    return new FakeServer(client -> {
      while (true) {
        client.head();
        client.send(responses[Math.min(next.getAndIncrement(), responses.length - 1)]);
      }
    });
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listening.accept();
        accepted.incrementAndGet();
        Thread.ofVirtual().start(() -> play(socket));
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private void play(Socket socket) {
    try (Wire client = new Wire(around.put(socket))) {
      socket.setTcpNoDelay(true);
      client.heads = heads;
      open.add(client);
      script.play(client);
    } catch (Exception over) {
      // The peer went away, or the test is over.
    }
  }

  int port() {
    return listening.getLocalPort();
  }

  String url() {
    return "http://127.0.0.1:" + port();
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Wire each : open) {
      each.close();
    }
  }
}
