package io.lokstra.netty;

import static io.lokstra.netty.WebSocketTest.ASKS;
import static io.lokstra.netty.WebSocketTest.concat;
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
import io.lokstra.websocket.WebSocket;
import io.lokstra.websocket.WebSocketClose;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How sessions end when both ends, or neither, are at a good place, through sockets. */
class WebSocketEndTest {
  private static final int MESSAGES = 300;

  /** So much is no room for, so that reading is paused. */
  private static final int QUEUE = 1_024;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void handlesAllThatCameBeforeAHalfCloseThoughReadingWasPaused(boolean closes) throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    Queue<String> handled = new ConcurrentLinkedQueue<>();
    LinkedBlockingQueue<WebSocketClose> ends = new LinkedBlockingQueue<>();
    Router router =
        Router.named("r")
            .webSocket(
                "/echo",
                ctx ->
                    WebSocket.text(
                            (session, text) -> {
                              goOn.await();
                              handled.add(text);
                            })
                        .onClose((session, how) -> ends.add(how)),
                ws(ws -> ws.receiveQueue(QUEUE).closeTimeout(Duration.ofMinutes(1))));
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < MESSAGES; i++) {
      all.writeBytes(masked(0x81, "message %090d".formatted(i).getBytes(UTF_8)));
    }
    if (closes) {
      all.writeBytes(masked(0x88, new byte[] {0x0F, (byte) 0xA0}));
    }
    try (TestServer server = start(router);
        RawClient raw = server.raw()) {
      raw.send(ASKS);
      assertThat(raw.receive().status()).isEqualTo(101);
      raw.send(all.toByteArray()).halfClose();
      // Until the server has seen that; earlier it would say less, but nothing else.
      Thread.sleep(300);
      goOn.countDown();
      byte[] said = raw.receiveAll();
      assertThat(ends.poll(30, TimeUnit.SECONDS))
          .isEqualTo(new WebSocketClose(closes ? 4000 : 1006, ""));
      assertThat(handled).hasSize(MESSAGES);
      assertThat(said)
          .isEqualTo(closes ? new byte[] {(byte) 0x88, 2, 0x0F, (byte) 0xA0} : new byte[0]);
    }
  }

  @Test
  void handlesNothingThatCameAfterAMessageThatCannotBeUnpacked() {
    Queue<String> handled = new ConcurrentLinkedQueue<>();
    Router router =
        Router.named("r")
            .webSocket("/echo", ctx -> WebSocket.text((session, text) -> handled.add(text)));
    byte[] packet =
        concat(
            masked(0x81, "before".getBytes(UTF_8)),
            masked(0xC1, new byte[] {-1, -1, -1, -1}),
            masked(0x81, "after".getBytes(UTF_8)));
    try (TestServer server = start(router)) {
      // So many that some are on the event loop, and some are not.
      for (int i = 1; i <= 40; i++) {
        try (RawClient raw = server.raw()) {
          raw.send(
              ASKS.replace("\r\n\r\n", "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n"));
          assertThat(raw.receive().status()).isEqualTo(101);
          raw.send(packet);
          byte[] said = raw.receiveAll();
          assertThat(Arrays.copyOf(said, 4))
              .isEqualTo(new byte[] {(byte) 0x88, (byte) (said.length - 2), 3, (byte) 0xEF});
          assertThat(handled).hasSize(i).containsOnly("before");
        }
      }
    }
  }

  @Test
  void cutsAClientThatReadsNothingBeforeACloseWhicheverThreadSaidIt() throws Exception {
    LinkedBlockingQueue<WebSocketClose> ends = new LinkedBlockingQueue<>();
    Router router =
        Router.named("r")
            .webSocket(
                "/echo",
                ctx ->
                    WebSocket.text(
                            (session, text) -> {
                              if (text.equals("warm")) {
                                session.send("up");
                              } else {
                                // More than the kernel takes.
                                session.send(new byte[48 << 20]);
                                session.close(4001, "enough");
                              }
                            })
                        .onClose((session, how) -> ends.add(how)),
                ws(ws ->
                    ws.sendTimeout(Duration.ofMillis(200)).closeTimeout(Duration.ofMillis(200))));
    Server described =
        Server.named("test")
            .app(App.named("test", ":0").mount(router))
            .set("server.http.write-timeout", "10m");
    try (TestServer server = TestServer.of(described, Via.OVER_THE_WIRE);
        TestWebSocket warm = server.webSocket("/echo")) {
      // The first calls of a route are off its event loop.
      for (int i = 0; i < 100; i++) {
        warm.send("warm").expectText("up");
      }
      try (RawClient raw = server.raw()) {
        raw.send(ASKS);
        assertThat(raw.receive().status()).isEqualTo(101);
        raw.send(masked(0x81, "flood".getBytes(UTF_8)));
        assertThat(ends.poll(30, TimeUnit.SECONDS)).isEqualTo(new WebSocketClose(4001, "enough"));
      }
    }
  }
}
