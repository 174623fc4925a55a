package io.lokstra.testkit.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lokstra.engine.HttpEngine;
import io.lokstra.engine.ListenAddress;
import io.lokstra.engine.Listener;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.http.ResponseHeaders;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.testkit.RawClient;
import io.lokstra.testkit.internal.Transport;
import io.lokstra.testkit.internal.http2.OverHttp2;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Assumptions;

/** One engine with one listener and a scripted handler behind it. */
final class Fixture implements AutoCloseable {
  final HttpEngine engine;
  final Listener listener;
  final ScriptedHandler handler;
  private final EngineUnderTest test;
  private final Transport transport;

  private Fixture(
      EngineUnderTest test, HttpEngine engine, Listener listener, ScriptedHandler handler) {
    this.test = test;
    this.engine = engine;
    this.listener = listener;
    this.handler = handler;
    this.transport = transport(test, listener);
  }

  /** A new way to {@code listener}, with connections of its own. */
  static Transport transport(EngineUnderTest test, Listener listener) {
    Transport plain = Transport.to(listener);
    if (!plain.overTheWire()) {
      return plain;
    }
    boolean tls = test.tls().isPresent();
    return switch (test.protocol()) {
      case HTTP_1_1 -> tls ? Transport.secure(listener.address()) : plain;
      case HTTP_2 -> new OverHttp2(listener.address(), tls);
    };
  }

  /** Listens as the test is to be reached. */
  static Listener listen(
      EngineUnderTest test,
      HttpEngine engine,
      ListenAddress address,
      Limits limits,
      ScriptedHandler handler)
      throws IOException {
    return test.tls().isPresent()
        ? engine.listen(address, limits.toOptions(), test.tls().get(), handler)
        : engine.listen(address, limits.toOptions(), handler);
  }

  static Fixture of(EngineUnderTest test, ScriptedHandler.Script script) throws IOException {
    return of(test, Limits.defaults(), new ScriptedHandler(script));
  }

  static Fixture of(EngineUnderTest test, Limits limits, ScriptedHandler handler)
      throws IOException {
    HttpEngine engine = test.engine();
    try {
      Listener listener =
          listen(test, engine, new ListenAddress.Tcp("127.0.0.1", 0), limits, handler);
      return new Fixture(test, engine, listener, handler);
    } catch (IOException | RuntimeException e) {
      engine.close();
      throw e;
    }
  }

  Transport.Reply send(MemoryRequest request) throws IOException {
    return transport.send(request);
  }

  Transport.Reply get(String target) throws IOException {
    return send(MemoryRequest.of("GET", target));
  }

  /** Sends and reads the whole answer. */
  Answer answer(MemoryRequest request) throws IOException {
    return read(send(request));
  }

  /** Sends and reads the whole answer, on a connection that is not open yet. */
  Answer answerOnNewConnection(MemoryRequest request) throws IOException {
    return read(transport(test, listener).send(request));
  }

  /** Whether the client speaks HTTP/2. */
  boolean speaksHttp2() {
    return transport instanceof OverHttp2;
  }

  /**
   * A connection to send the bytes of HTTP/1.1 on; the test is left out where there are no sockets,
   * or the client is to speak HTTP/2.
   */
  RawClient raw() {
    assumeSockets();
    Assumptions.assumeFalse(speaksHttp2(), "HTTP/2 has other bytes");
    return test.tls().isPresent()
        ? RawClient.connectTls(listener.address())
        : RawClient.connect(listener.address());
  }

  void assumeSockets() {
    Assumptions.assumeTrue(transport.overTheWire(), "this engine has no sockets");
  }

  boolean overTheWire() {
    return transport.overTheWire();
  }

  static Answer read(Transport.Reply reply) throws IOException {
    Transport.Head head = reply.head();
    try (InputStream body = head.body()) {
      return new Answer(head, body.readAllBytes());
    } finally {
      reply.close();
    }
  }

  /** Waits until {@code reached}. */
  static void await(BooleanSupplier reached) throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(15).toNanos();
    while (!reached.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError("waited 15 s in vain");
      }
      Thread.sleep(5);
    }
  }

  /** A response whose body is written by {@code writer}. */
  static Response stream(long length, ResponseBody.Stream.Writer writer) {
    return Response.of(200, ResponseHeaders.empty(), new ResponseBody.Stream(length, writer));
  }

  @Override
  public void close() {
    engine.close();
  }

  /**
   * A whole answer.
   *
   * @param head status and fields
   * @param body the body
   */
  record Answer(Transport.Head head, byte[] body) {
    int status() {
      return head.status();
    }

    String text() {
      return new String(body, UTF_8);
    }
  }
}
