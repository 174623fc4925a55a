package io.lokstra.bench.attack;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;

/** A process that attacks: its arguments are which attack, the port, seconds, connections. */
final class Attacker {
  private final int port;
  private final long end;
  private final AtomicLong connections = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong rounds = new AtomicLong();

  private Attacker(int port, int seconds) {
    this.port = port;
    this.end = System.nanoTime() + seconds * 1_000_000_000L;
  }

  public static void main(String[] arguments) throws Exception {
    Locale.setDefault(Locale.ROOT);
    String name = arguments[0];
    Attacker attacker =
        new Attacker(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]));
    int connections = Integer.parseInt(arguments[3]);
    if (name.equals("sockets")) {
      attacker.hold(connections);
    } else {
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < connections; i++) {
        clients.add(Thread.ofPlatform().start(() -> attacker.flood(Flood.named(name))));
      }
      for (Thread each : clients) {
        each.join();
      }
    }
    System.out.println(
        attacker.connections.get()
            + " connections, "
            + attacker.refused.get()
            + " ended by the server, "
            + attacker.rounds.get()
            + " rounds");
    System.exit(0);
  }

  private boolean isOver() {
    return System.nanoTime() >= end;
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 2_000);
    connections.incrementAndGet();
    return socket;
  }

  private void flood(Flood flood) {
    while (!isOver()) {
      try (Socket socket = connect()) {
        socket.setSoTimeout(100);
        Thread reader =
            Thread.startVirtualThread(() -> {
              if (flood.reads()) {
                drain(socket);
              }
            });
        OutputStream out = socket.getOutputStream();
        // A writer that a server holds back must still come to its end.
        Thread watch =
            Thread.startVirtualThread(() -> {
              try {
                Thread.sleep(Math.max(0, (end - System.nanoTime()) / 1_000_000));
                close(socket);
              } catch (InterruptedException _) {
                // The connection is over.
              }
            });
        for (int round = 0; !isOver(); round++) {
          byte[] bytes = flood.round(round);
          if (bytes.length == 0) {
            if (!reader.isAlive()) {
              throw new IOException("closed");
            }
            Thread.sleep(20);
            continue;
          }
          out.write(bytes);
          rounds.incrementAndGet();
        }
        watch.interrupt();
      } catch (IOException _) {
        refused.incrementAndGet();
        // As fast as one attacker can open connections, within reason.
        pause(2);
      } catch (InterruptedException _) {
        return;
      }
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // It is closed either way.
    }
  }

  private void drain(Socket socket) {
    byte[] buffer = new byte[65_536];
    try {
      InputStream in = socket.getInputStream();
      while (!isOver()) {
        try {
          if (in.read(buffer) < 0) {
            socket.close();
            return;
          }
        } catch (java.net.SocketTimeoutException _) {
          // Nothing came.
        }
      }
    } catch (IOException _) {
      // Closed by the server, as the writer sees.
    }
  }

  /** Opens sockets, sends half a request on each, and holds what the server lets it hold. */
  private void hold(int count) throws InterruptedException {
    List<Socket> held = new ArrayList<>();
    for (int i = 0; i < count && !isOver(); i++) {
      try {
        Socket socket = connect();
        held.add(socket);
        socket
            .getOutputStream()
            .write("GET / HT".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      } catch (IOException _) {
        refused.incrementAndGet();
      }
    }
    Thread.sleep(Math.max(0, (end - System.nanoTime()) / 1_000_000));
    for (Socket socket : held) {
      try {
        socket.close();
      } catch (IOException _) {
        // Closed already.
      }
    }
  }

  private static void pause(int ms) {
    try {
      Thread.sleep(ms);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
