package io.lokstra.netty;

import static io.lokstra.netty.WebSocketTest.ASKS;
import static io.lokstra.netty.WebSocketTest.concat;
import static io.lokstra.netty.WebSocketTest.echo;
import static io.lokstra.netty.WebSocketTest.masked;
import static io.lokstra.netty.WebSocketTest.start;
import static io.lokstra.netty.WebSocketTest.ws;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.http.App;
import io.lokstra.http.Router;
import io.lokstra.http.Server;
import io.lokstra.testkit.RawClient;
import io.lokstra.testkit.TestServer;
import io.lokstra.testkit.TestWebSocket;
import io.lokstra.testkit.Via;
import io.lokstra.websocket.Topics;
import io.lokstra.websocket.WebSocket;
import io.lokstra.websocket.WebSocketClose;
import io.lokstra.websocket.WebSocketClosedException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What clients of WebSocket can do that is slow, much, wrong or abrupt, through sockets. */
class WebSocketLimitsTest {

  @Test
  void holdsAClientBackWhileItsHandlerIsBusy() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    AtomicInteger handled = new AtomicInteger();
    Router router =
        Router.named("r")
            .webSocket(
                "/slow",
                ctx ->
                    WebSocket.binary((session, octets) -> {
                      goOn.await();
                      handled.incrementAndGet();
                    }));
    int messages = 2_000;
    try (TestServer server = start(router);
        TestWebSocket socket = server.webSocket("/slow")) {
      Thread sends =
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < messages; i++) {
                  socket.send(new byte[32_000]);
                }
              });
      // 64 MB are more than the kernel takes, and than the server may.
      assertThat(sends.join(Duration.ofMillis(500))).isFalse();
      goOn.countDown();
      Running.await(() -> handled.get() == messages);
      sends.join();
    }
  }

  @Test
  void closesTheOneThatDoesNotReadATopicAndServesTheOthers() throws Exception {
    Topics topics = Topics.create();
    LinkedBlockingQueue<WebSocketClose> ends = new LinkedBlockingQueue<>();
    Router router =
        Router.named("r")
            .webSocket(
                "/ticks",
                ctx ->
                    WebSocket.silent()
                        .onOpen(session -> topics.join("ticks", session))
                        .onClose((session, how) -> ends.add(how)),
                ws(ws -> ws.closeTimeout(Duration.ofMillis(300))));
    try (TestServer server = start(router);
        RawClient slow = server.raw();
        TestWebSocket quick = server.webSocket("/ticks")) {
      slow.send(ASKS.replace("/echo", "/ticks"));
      Running.await(() -> topics.size("ticks") == 2);
      String tick = "x".repeat(60_000);
      int reached = 2;
      for (int i = 0; reached == 2; i++) {
        assertThat(i).isLessThan(10_000);
        reached = topics.send("ticks", tick);
        quick.expectText(tick);
      }
      assertThat(ends.poll(30, TimeUnit.SECONDS)).isEqualTo(new WebSocketClose(1008, "too slow"));
      assertThat(topics.send("ticks", "still here")).isEqualTo(1);
      quick.expectText("still here");
    }
  }

  @Test
  void cutsAClientThatReadsNothingOfWhatWaits() throws Exception {
    LinkedBlockingQueue<Object> ends = new LinkedBlockingQueue<>();
    Router router =
        Router.named("r")
            .webSocket(
                "/flood",
                ctx ->
                    WebSocket.silent()
                        .onOpen(session -> {
                          try {
                            while (true) {
                              session.send(new byte[60_000]);
                            }
                          } catch (WebSocketClosedException e) {
                            ends.add("stopped");
                            throw e;
                          }
                        })
                        .onClose((session, how) -> ends.add(how.code())));
    Server described = Server.named("test").app(App.named("test", ":0").mount(router));
    try (TestServer server =
            TestServer.of(described.set("server.http.write-timeout", "300ms"), Via.OVER_THE_WIRE);
        RawClient slow = server.raw()) {
      slow.send(ASKS.replace("/echo", "/flood"));
      assertThat(ends.poll(30, TimeUnit.SECONDS)).isEqualTo("stopped");
      assertThat(ends.poll(30, TimeUnit.SECONDS)).isEqualTo(1006);
    }
  }

  @Test
  void interruptsTheHandlerOfAClientThatResets() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    LinkedBlockingQueue<Object> seen = new LinkedBlockingQueue<>();
    Router router =
        Router.named("r")
            .webSocket(
                "/slow",
                ctx ->
                    WebSocket.text(
                            (session, text) -> {
                              began.countDown();
                              try {
                                Thread.sleep(60_000);
                              } catch (InterruptedException e) {
                                seen.add("interrupted");
                                throw e;
                              }
                            })
                        .onClose((session, how) -> seen.add(how.code())));
    try (TestServer server = start(router)) {
      TestWebSocket socket = server.webSocket("/slow");
      socket.send("work");
      assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();
      socket.abort();
      assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo("interrupted");
      assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(1006);
      Running.await(() -> server.running().webSocketSessions() == 0);
    }
  }

  @Test
  void answersWhatCameBeforeAHalfClose() {
    try (TestServer server = start(echo());
        RawClient raw = server.raw()) {
      raw.send(ASKS).send(masked(0x81, "last".getBytes(UTF_8))).halfClose();
      assertThat(raw.receive().status()).isEqualTo(101);
      assertThat(raw.receiveAll())
          .isEqualTo(concat(new byte[] {(byte) 0x81, 4}, "last".getBytes(UTF_8)));
    }
  }

  @Test
  void closesAConnectionThatBreaksARuleSoThatTheReasonArrives() {
    try (TestServer server = start(echo());
        RawClient raw = server.raw()) {
      raw.send(ASKS);
      assertThat(raw.receive().status()).isEqualTo(101);
      // Much is on its way after the frame that breaks a rule: no reset overtakes the close.
      byte[] broken = masked(0x83, new byte[10]);
      raw.send(Arrays.copyOf(broken, broken.length + 1_000_000));
      byte[] said = raw.receiveAll();
      assertThat(said[0]).isEqualTo((byte) 0x88);
      assertThat(said[2] << 8 | (said[3] & 0xFF)).isEqualTo(1002);
    }
  }

  @Test
  void closesAClientThatGivesNoSignOfLife() throws Exception {
    LinkedBlockingQueue<WebSocketClose> ends = new LinkedBlockingQueue<>();
    Router router =
        Router.named("r")
            .webSocket(
                "/quiet",
                ctx -> WebSocket.silent().onClose((session, how) -> ends.add(how)),
                ws(ws ->
                    ws.pingInterval(Duration.ofMillis(100))
                        .idleTimeout(Duration.ofMillis(800))
                        .closeTimeout(Duration.ofMillis(300))));
    try (TestServer server = start(router);
        RawClient raw = server.raw()) {
      raw.send(ASKS.replace("/echo", "/quiet"));
      assertThat(raw.receive().status()).isEqualTo(101);
      assertThat(ends.poll(30, TimeUnit.SECONDS))
          .isEqualTo(new WebSocketClose(1001, "no sign of life"));
    }
  }

  @Test
  void packsAcrossTheWire() {
    String text = "again and again ".repeat(1_000);
    try (TestServer server = start(echo());
        TestWebSocket socket =
            server
                .get("/echo")
                .header("sec-websocket-extensions", "permessage-deflate")
                .webSocket()) {
      assertThat(socket.headers().contains("sec-websocket-extensions")).isTrue();
      for (int i = 0; i < 100; i++) {
        socket.send(text).expectText(text);
      }
    }
  }
}
