package io.lokstra.testkit.fault;

import io.lokstra.testkit.internal.fault.Faults;
import io.lokstra.testkit.internal.fault.ProxiedConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A TCP proxy with the faults of a network, for tests of what must survive them. It begins without
 * any; they are put in and taken out while connections are open.
 *
 * <pre>{@code
 * try (FaultProxy proxy = FaultProxy.to("127.0.0.1", 5432)) {
 *   Client client = Client.connect("127.0.0.1", proxy.port());
 *   proxy.stall(Direction.TO_CLIENT);           // the server seems to hang
 *   …
 *   proxy.heal();
 * }
 * }</pre>
 *
 * <p>A cut is a reset in both directions, so that neither side takes it for a regular end.
 * Thread-safe.
 */
public final class FaultProxy implements AutoCloseable {
  private static final int BACKLOG = 512;

  private final InetSocketAddress server;
  private final int port;
  private final Faults faults = new Faults();
  private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
  private Optional<ServerSocket> listening = Optional.empty();
  private Optional<Thread> acceptor = Optional.empty();
  private final AtomicInteger accepted = new AtomicInteger();
  private boolean closed;

  private FaultProxy(InetSocketAddress server) throws IOException {
    this.server = server;
    this.port = listen(0);
  }

  /** A proxy on a free port of the loopback address, before the server at {@code host:port}. */
  public static FaultProxy to(String host, int port) {
    try {
      return new FaultProxy(new InetSocketAddress(host, port));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where clients are to connect, on 127.0.0.1. */
  public int port() {
    return port;
  }

  /**
   * Each piece of bytes arrives later. Order stays, and so does throughput.
   *
   * @param least how much later
   * @param jitter up to how much more, at random but the same in each run
   * @throws IllegalArgumentException when one of them is negative
   */
  public FaultProxy delay(Direction direction, Duration least, Duration jitter) {
    if (least.isNegative() || jitter.isNegative()) {
      throw new IllegalArgumentException(
          "a delay cannot be negative: least is " + least + ", jitter is " + jitter);
    }
    faults.way(direction).delay(least.toNanos(), jitter.toNanos());
    return this;
  }

  /** Nothing arrives any more until {@link #heal}; it waits, and whoever sends has to wait too. */
  public FaultProxy stall(Direction direction) {
    faults.way(direction).stall();
    return this;
  }

  /** What is sent from now on is lost without a word. */
  public FaultProxy drop(Direction direction) {
    faults.way(direction).drop();
    return this;
  }

  /**
   * Each connection passes so many more bytes, and is cut where another follows.
   *
   * @param bytes counted for each connection from now on, or from its beginning
   * @throws IllegalArgumentException when it is negative
   */
  public FaultProxy cutAfter(Direction direction, long bytes) {
    if (bytes < 0) {
      throw new IllegalArgumentException("bytes must be at least 0, not " + bytes);
    }
    faults.way(direction).cutAfter(bytes);
    return this;
  }

  /** Cuts all connections that were accepted. New ones are as they would be. */
  public FaultProxy cut() {
    connections.forEach(ProxiedConnection::cut);
    return this;
  }

  /**
   * Refuses new connections, as a machine does on which nothing listens. Those that there are stay.
   */
  public synchronized FaultProxy refuse() {
    stopListening();
    return this;
  }

  /** Accepts connections again. */
  public synchronized FaultProxy accept() {
    if (listening.isEmpty() && !closed) {
      try {
        var _ = listen(port);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return this;
  }

  /**
   * Divides what passes into messages, on connections that are made from now on; each passes as a
   * whole, by itself.
   *
   * @param framing gives the framing for a direction of a new connection
   */
  public FaultProxy messages(Function<Direction, Framing> framing) {
    faults.messages(framing);
    return this;
  }

  /**
   * Counts messages from here, and cuts the connection on which the {@code number}th comes by
   * before anything of it passes. Only that one: connections that are made afterwards are whole.
   *
   * @param number from 0, over both directions and all connections
   */
  public FaultProxy cutBeforeMessage(long number) {
    faults.cutAt(number, false);
    return this;
  }

  /** {@link #cutBeforeMessage}, but half of the message passes. */
  public FaultProxy cutWithinMessage(long number) {
    faults.cutAt(number, true);
    return this;
  }

  /** The messages that have come by since the last call that began to count. */
  public List<Message> seen() {
    return faults.seen();
  }

  /** The message at which a connection was cut, if there was one. */
  public Optional<Message> cutAt() {
    return faults.cutAt();
  }

  /** No fault any more: what was held up arrives, connections are accepted. */
  public FaultProxy heal() {
    faults.heal();
    return accept();
  }

  /** How many connections were accepted and have neither ended nor been cut. */
  public int open() {
    int open = 0;
    for (ProxiedConnection each : connections) {
      open += each.isCut() ? 0 : 1;
    }
    return open;
  }

  /** How many connections were accepted so far. */
  public int accepted() {
    return accepted.get();
  }

  /** Cuts all connections and listens no more. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
      stopListening();
    }
    cut();
    faults.heal();
  }

  private synchronized int listen(int wanted) throws IOException {
    ServerSocket socket = new ServerSocket();
    socket.setReuseAddress(true);
    socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), wanted), BACKLOG);
    listening = Optional.of(socket);
    acceptor = Optional.of(Thread.ofVirtual().name("fault-proxy").start(() -> accept(socket)));
    return socket.getLocalPort();
  }

  private void stopListening() {
    if (listening.isPresent()) {
      try {
        listening.get().close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      listening = Optional.empty();
    }
    // The system listens on until the thread that accepts has let go of the closed socket.
    acceptor.ifPresent(FaultProxy::awaitEnd);
    acceptor = Optional.empty();
  }

  private static void awaitEnd(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  // Never takes this proxy's lock: who holds it waits for the end of the thread that is in here.

  private void accept(ServerSocket socket) {
    while (true) {
      Socket client;
      try {
        client = socket.accept();
      } catch (IOException e) {
        return; // it is closed
      }
      int number = accepted.getAndIncrement();
      ProxiedConnection connection = new ProxiedConnection(number, client, faults);
      connections.add(connection);
      Thread.ofVirtual().name("fault-proxy-" + number).start(() -> pass(connection));
    }
  }

  private void pass(ProxiedConnection connection) {
    try {
      connection.run(server);
    } finally {
      connections.remove(connection);
    }
  }
}
