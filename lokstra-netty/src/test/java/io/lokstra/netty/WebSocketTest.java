package io.lokstra.netty;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.TlsOptions;
import io.lokstra.http.App;
import io.lokstra.http.RouteOption;
import io.lokstra.http.Router;
import io.lokstra.http.RunningServer;
import io.lokstra.http.Server;
import io.lokstra.netty.tls.TestCertificates;
import io.lokstra.testkit.RawClient;
import io.lokstra.testkit.RawResponse;
import io.lokstra.testkit.TestServer;
import io.lokstra.testkit.TestWebSocket;
import io.lokstra.testkit.Via;
import io.lokstra.websocket.WebSocket;
import io.lokstra.websocket.WebSocketClose;
import io.lokstra.websocket.WebSocketClosedException;
import io.lokstra.websocket.WebSocketOptions;
import io.lokstra.websocket.WebSocketSession;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WebSocket through sockets, on the engine of production. */
class WebSocketTest {
  static final String ASKS =
      """
      GET /echo HTTP/1.1\r
      Host: test\r
      Upgrade: websocket\r
      Connection: Upgrade\r
      Sec-WebSocket-Version: 13\r
      Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
      \r
      """;

  static Router echo(RouteOption... options) {
    return Router.named("echo")
        .webSocket(
            "/echo",
            ctx -> WebSocket.text(WebSocketSession::send).onBinary(WebSocketSession::send),
            options);
  }

  static TestServer start(Router router) {
    return TestServer.of(router, Via.OVER_THE_WIRE);
  }

  static RouteOption ws(UnaryOperator<WebSocketOptions> options) {
    return RouteOption.webSocket(options);
  }

  @Test
  void echoesTextAndOctetsOfEverySize() {
    try (TestServer server = start(echo(ws(ws -> ws.maxMessageSize(1 << 20))));
        TestWebSocket socket = server.webSocket("/echo")) {
      assertThat(socket.headers().first("sec-websocket-accept"))
          .contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      Random random = new Random(1);
      for (int size : new int[] {0, 1, 125, 126, 127, 65_535, 65_536, 1 << 20}) {
        String text = "ä€😀x".repeat(size / 10);
        socket.send(text);
        assertThat(socket.text()).isEqualTo(text);
        byte[] octets = new byte[size];
        random.nextBytes(octets);
        socket.send(octets);
        assertThat(socket.binary()).isEqualTo(octets);
      }
    }
  }

  @Test
  void echoesThousandsInOrderOnAndOffTheLoop() {
    for (boolean offLoop : new boolean[] {false, true}) {
      Router router = offLoop ? echo(RouteOption.offLoop()) : echo();
      try (TestServer server = start(router);
          TestWebSocket socket = server.webSocket("/echo")) {
        for (int i = 0; i < 5_000; i++) {
          socket.send("message " + i);
        }
        for (int i = 0; i < 5_000; i++) {
          socket.expectText("message " + i);
        }
      }
    }
  }

  @Test
  void takesFramesThatComeWithTheRequestAndInPieces() throws Exception {
    try (TestServer server = start(echo());
        RawClient raw = server.raw()) {
      byte[] hello = masked(0x81, "hello".getBytes(UTF_8));
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      all.writeBytes(ASKS.getBytes(UTF_8));
      all.writeBytes(hello);
      raw.send(all.toByteArray());
      RawResponse agreed = raw.receive();
      assertThat(agreed.status()).isEqualTo(101);
      for (byte octet : masked(0x81, "piecemeal".getBytes(UTF_8))) {
        raw.send(new byte[] {octet});
      }
      raw.send(masked(0x88, new byte[] {3, (byte) 0xE8}));
      byte[] expected =
          concat(
              new byte[] {(byte) 0x81, 5},
              "hello".getBytes(UTF_8),
              new byte[] {(byte) 0x81, 9},
              "piecemeal".getBytes(UTF_8),
              new byte[] {(byte) 0x88, 2, 3, (byte) 0xE8});
      assertThat(raw.receiveAll()).isEqualTo(expected);
    }
  }

  @Test
  void sendsAtOnceWhatIsSentWhenASessionBegins() {
    for (boolean offLoop : new boolean[] {false, true}) {
      RouteOption[] options =
          offLoop ? new RouteOption[] {RouteOption.offLoop()} : new RouteOption[0];
      Router router =
          Router.named("r")
              .webSocket(
                  "/greets",
                  ctx -> WebSocket.silent().onOpen(session -> session.send("welcome")),
                  options);
      try (TestServer server = start(router)) {
        for (int i = 0; i < 300; i++) {
          try (TestWebSocket socket = server.webSocket("/greets")) {
            socket.expectText("welcome");
          }
        }
      }
    }
  }

  @Test
  void handlesWhatCameBeforeACloseFirst() throws Exception {
    CountDownLatch slow = new CountDownLatch(1);
    Queue<WebSocketClose> ends = new ConcurrentLinkedQueue<>();
    Router router =
        Router.named("r")
            .webSocket(
                "/slow",
                ctx ->
                    WebSocket.text(
                            (session, text) -> {
                              slow.await();
                              session.send("late " + text);
                            })
                        .onClose((session, how) -> ends.add(how)));
    try (TestServer server = start(router);
        TestWebSocket socket = server.webSocket("/slow")) {
      socket.send("one").send("two").close(4000, "done");
      slow.countDown();
      socket.expectText("late one").expectText("late two").expectClose(4000);
      Running.await(() -> ends.contains(new WebSocketClose(4000, "done")));
    }
  }

  @Test
  void closesWhenTheServerStopsAfterWhatItsClientsSent() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    CountDownLatch told = new CountDownLatch(1);
    AtomicReference<WebSocketClose> end = new AtomicReference<>();
    Router router =
        Router.named("r")
            .webSocket(
                "/slow",
                ctx ->
                    WebSocket.text(
                            (session, text) -> {
                              began.countDown();
                              goOn.await();
                              session.send("did " + text);
                            })
                        .onClose((session, how) -> end.set(how)))
            .webSocket(
                "/tells",
                ctx ->
                    WebSocket.silent()
                        .onOpen(session -> {
                          try {
                            while (true) {
                              session.send("news");
                              Thread.sleep(1);
                            }
                          } catch (WebSocketClosedException closed) {
                            told.countDown();
                            throw closed;
                          }
                        }));
    try (TestServer server = start(router)) {
      TestWebSocket idle = server.webSocket("/slow");
      TestWebSocket busy = server.webSocket("/slow");
      server.webSocket("/tells").expectText("news");
      busy.sendRaw(
          concat(masked(0x81, "one".getBytes(UTF_8)), masked(0x81, "two".getBytes(UTF_8))));
      assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();
      Thread stops = Thread.ofVirtual().start(() -> server.running().stop());
      idle.expectClose(1001);
      // Who sends for as long as it can is told at once, and not at the deadline.
      assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(server.running().webSocketSessions()).isPositive();
      goOn.countDown();
      busy.expectText("did one").expectText("did two").expectClose(1001);
      stops.join();
      assertThat(server.running().stop()).isEmpty();
      assertThat(end.get()).isEqualTo(new WebSocketClose(1001, "the server stops"));
    }
  }

  @Test
  void namesTheHandlerThatOutlivesTheDrain() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Router router =
        Router.named("r")
            .webSocket(
                "/stubborn",
                ctx ->
                    WebSocket.text((session, text) -> {
                      began.countDown();
                      while (end.getCount() > 0) {
                        try {
                          end.await();
                        } catch (InterruptedException _) {
                          // It does not listen.
                        }
                      }
                    }));
    Server server = Server.named("test").app(App.named("test", ":0").mount(router));
    try (TestServer running =
        TestServer.of(server.set("server.shutdown-timeout", "200ms"), Via.OVER_THE_WIRE)) {
      TestWebSocket socket = running.webSocket("/stubborn");
      socket.send("x");
      assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(running.running().stop())
          .singleElement()
          .satisfies(stuck -> assertThat(stuck.request()).isEqualTo("WebSocket /stubborn"));
    } finally {
      end.countDown();
    }
  }

  @Test
  void speaksWebSocketOverTls(@TempDir Path folder) throws Exception {
    TestCertificates made = new TestCertificates(folder).pair("ws", "EC", "ip:127.0.0.1");
    App app =
        App.named("tls", ":0")
            .mount(echo())
            .tls(TlsOptions.pem(made.certificatePem("ws"), made.keyPem("ws")));
    try (RunningServer server = Server.named("test").app(app).start();
        Wire wire = new TlsClient().wire(server.port("tls"), "")) {
      assertThat(wire.send(ASKS.replace("Host: test", "Host: 127.0.0.1")).answer().status())
          .isEqualTo(101);
      wire.send(masked(0x81, "secret".getBytes(UTF_8)));
      for (byte octet : concat(new byte[] {(byte) 0x81, 6}, "secret".getBytes(UTF_8))) {
        assertThat((byte) wire.read()).isEqualTo(octet);
      }
      wire.send(masked(0x88, new byte[] {3, (byte) 0xE8}));
      for (byte octet : new byte[] {(byte) 0x88, 2, 3, (byte) 0xE8}) {
        assertThat((byte) wire.read()).isEqualTo(octet);
      }
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Test
  void tellsAClientThatDoesNotAskForIt() throws Exception {
    try (TestServer server = start(echo());
        RawClient raw = server.raw()) {
      RawResponse answer = raw.send("GET /echo HTTP/1.1\r\nHost: test\r\n\r\n").receive();
      assertThat(answer.status()).isEqualTo(426);
      assertThat(answer.headers().first("upgrade")).contains("websocket");
    }
  }

  static byte[] masked(int first, byte[] payload) {
    byte[] frame = new byte[6 + payload.length];
    frame[0] = (byte) first;
    frame[1] = (byte) (0x80 | payload.length);
    System.arraycopy(new byte[] {1, 2, 3, 4}, 0, frame, 2, 4);
    for (int i = 0; i < payload.length; i++) {
      frame[6 + i] = (byte) (payload[i] ^ (i % 4 + 1));
    }
    return frame;
  }

  static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }
}
