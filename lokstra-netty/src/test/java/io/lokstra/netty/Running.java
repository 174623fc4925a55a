package io.lokstra.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.lokstra.engine.EngineOptions;
import io.lokstra.engine.Http2Options;
import io.lokstra.engine.HttpHandler;
import io.lokstra.engine.HttpOptions;
import io.lokstra.engine.ListenAddress;
import io.lokstra.engine.Listener;
import io.lokstra.engine.TlsOptions;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import java.io.IOException;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** An engine with one listener on a port the system chose. */
final class Running implements AutoCloseable {
  /** What the tests run on: {@code -Dlokstra.test.transport=IO_URING}. */
  static final EngineOptions.Transport TRANSPORT =
      EngineOptions.Transport.valueOf(System.getProperty("lokstra.test.transport", "AUTO"));

  final NettyEngine engine;
  final Listener listener;

  Running(EngineOptions engineOptions, HttpOptions options, HttpHandler handler)
      throws IOException {
    engine = new NettyEngine(engineOptions);
    listener = engine.listen(new ListenAddress.Tcp("127.0.0.1", 0), options, handler);
  }

  /** With carried threads and TLS. */
  Running(TlsOptions tls, HttpHandler handler) throws IOException {
    this(tls, new Limits().options(), handler);
  }

  /** With carried threads and TLS. */
  Running(TlsOptions tls, HttpOptions options, HttpHandler handler) throws IOException {
    engine = new NettyEngine(engine(EngineOptions.CarriedThreads.REQUIRED));
    try {
      listener = engine.listen(new ListenAddress.Tcp("127.0.0.1", 0), options, tls, handler);
    } catch (IOException e) {
      engine.close();
      throw e;
    }
  }

  /** With carried threads, which must be there. */
  static Running carried(HttpOptions options, HttpHandler handler) throws IOException {
    return new Running(engine(EngineOptions.CarriedThreads.REQUIRED), options, handler);
  }

  /** With the threads that {@code mode} says. */
  static Running of(EngineOptions.CarriedThreads mode, HttpHandler handler) throws IOException {
    return new Running(engine(mode), new Limits().options(), handler);
  }

  /** Skips a test where the machine does not have {@code transport}. */
  static void assumeThereIs(EngineOptions.Transport transport) {
    switch (transport) {
      case EPOLL ->
          assumeTrue(Epoll.isAvailable(), () -> "no epoll: " + Epoll.unavailabilityCause());
      case IO_URING ->
          assumeTrue(IoUring.isAvailable(), () -> "no io_uring: " + IoUring.unavailabilityCause());
      case AUTO, NIO -> {}
    }
  }

  static EngineOptions engine(EngineOptions.CarriedThreads mode) {
    return new EngineOptions("auto", TRANSPORT, 2, mode);
  }

  int port() {
    return ((ListenAddress.Tcp) listener.address()).port();
  }

  Wire connect() throws IOException {
    return new Wire(port());
  }

  /** How many calls wait for others to end. */
  int waiting() {
    return ((NettyListener) listener).gate().waiting();
  }

  /** Waits until {@code reached}, at most ten seconds. */
  static void await(BooleanSupplier reached) throws InterruptedException {
    for (int i = 0; !reached.getAsBoolean(); i++) {
      assertThat(i).as("waited ten seconds in vain").isLessThan(2_000);
      Thread.sleep(5);
    }
  }

  /** Whether another connection of HTTP/3 is still served. */
  boolean connects() {
    try (QuicWire other = QuicWire.http3(port())) {
      return other.isAlive();
    } catch (Exception | AssertionError refused) {
      return false;
    }
  }

  /** Whether another connection is still served. */
  boolean servesOthers() throws IOException {
    try (Wire other = connect()) {
      return other.get("/").answer().status() == 200;
    }
  }

  @Override
  public void close() {
    engine.close();
  }

  /** The options of a listener, with the defaults until a test says otherwise. */
  static final class Limits {
    int maxRequestLine = 8 << 10;
    int maxHeaderSize = 16 << 10;
    int maxHeaders = 100;
    long maxBodySize = 1 << 20;
    int bufferedBody = 64 << 10;
    Duration headersTimeout = Duration.ofSeconds(10);
    int minBodyRate = 1 << 10;
    Duration bodyGrace = Duration.ofSeconds(5);
    Duration idleTimeout = Duration.ofSeconds(60);
    Duration writeTimeout = Duration.ofSeconds(30);
    Duration requestTimeout = Duration.ofSeconds(60);
    int maxConnections;
    int maxRequests = 10_000;
    int maxQueuedRequests = 1_000;
    Duration queueTimeout = Duration.ofSeconds(2);
    int maxPipelined = 64;
    Http2Options http2 = Http2Options.defaults();

    HttpOptions options() {
      return new HttpOptions(
          maxRequestLine,
          maxHeaderSize,
          maxHeaders,
          maxBodySize,
          bufferedBody,
          headersTimeout,
          minBodyRate,
          bodyGrace,
          idleTimeout,
          writeTimeout,
          requestTimeout,
          maxConnections,
          maxRequests,
          maxQueuedRequests,
          queueTimeout,
          maxPipelined,
          1024,
          http2);
    }
  }
}
