package io.lokstra.testkit.internal.fault;

import io.lokstra.testkit.fault.Direction;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.util.concurrent.atomic.AtomicBoolean;

/** A client's connection and the one to the server that belongs to it. */
public final class ProxiedConnection {
  private static final int CONNECT_MILLIS = 10_000;

  private final int number;
  private final Socket client;
  private final Socket server = new Socket();
  private final Faults faults;
  private final AtomicBoolean cut = new AtomicBoolean();

  /** A connection that was accepted. */
  public ProxiedConnection(int number, Socket client, Faults faults) {
    this.number = number;
    this.client = client;
    this.faults = faults;
  }

  /** Connects to the server and passes bytes both ways until both ways have ended. */
  public void run(InetSocketAddress to) {
    try {
      server.connect(to, CONNECT_MILLIS);
      client.setOption(StandardSocketOptions.TCP_NODELAY, true);
      server.setOption(StandardSocketOptions.TCP_NODELAY, true);
    } catch (IOException e) {
      cut();
      return;
    }
    Pipe there = new Pipe(this, Direction.TO_SERVER, client, server);
    Pipe back = new Pipe(this, Direction.TO_CLIENT, server, client);
    Thread other = Thread.ofVirtual().name("fault-proxy-" + number + "-back").start(back::run);
    there.run();
    try {
      other.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    end();
  }

  int number() {
    return number;
  }

  Faults faults() {
    return faults;
  }

  /** Whether it was cut. */
  public boolean isCut() {
    return cut.get();
  }

  /** Both directions have ended by themselves; what was sent last is still on its way. */
  private void end() {
    if (!isCut()) {
      close(client);
      close(server);
    }
  }

  /** Resets both sides. */
  public void cut() {
    if (!cut.compareAndSet(false, true)) {
      return;
    }
    reset(client);
    reset(server);
    for (Direction direction : Direction.values()) {
      faults.way(direction).wake();
    }
  }

  private static void reset(Socket socket) {
    try {
      if (!socket.isClosed()) {
        socket.setSoLinger(true, 0);
      }
    } catch (IOException e) {
      // The other side has closed it.
    }
    close(socket);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is of no use any more.
    }
  }
}
