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
  private final Transport transport;

  private Fixture(HttpEngine engine, Listener listener, ScriptedHandler handler) {
    this.engine = engine;
    this.listener = listener;
    this.handler = handler;
    this.transport = Transport.to(listener);
  }

  static Fixture of(EngineUnderTest test, ScriptedHandler.Script script) throws IOException {
    return of(test, Limits.defaults(), new ScriptedHandler(script));
  }

  static Fixture of(EngineUnderTest test, Limits limits, ScriptedHandler handler)
      throws IOException {
    HttpEngine engine = test.engine();
    try {
      Listener listener =
          engine.listen(new ListenAddress.Tcp("127.0.0.1", 0), limits.toOptions(), handler);
      return new Fixture(engine, listener, handler);
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

  /** A connection to send bytes on; the test is left out where there are no sockets. */
  RawClient raw() {
    assumeSockets();
    return RawClient.connect(listener.address());
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
