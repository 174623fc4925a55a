package io.lokstra.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.http.HttpException;
import io.lokstra.http.RouteOption;
import io.lokstra.http.Router;
import io.lokstra.websocket.WebSocket;
import io.lokstra.websocket.WebSocketClose;
import io.lokstra.websocket.WebSocketSession;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The client's end of a WebSocket, in memory. */
class TestWebSocketTest {

  record Point(int x, int y) {}

  private final CountDownLatch lost = new CountDownLatch(1);

  private final Router router =
      Router.named("sockets")
          .webSocket(
              "/echo",
              ctx ->
                  WebSocket.text(WebSocketSession::send)
                      .onBinary(WebSocketSession::send)
                      .onClose((session, how) -> {
                        if (!how.clean()) {
                          lost.countDown();
                        }
                      })
                      .protocols("echo"))
          .webSocket("/json", ctx -> WebSocket.json(Point.class, WebSocketSession::sendJson))
          .webSocket(
              "/guarded/{name}",
              ctx -> {
                if (ctx.header("authorization").isEmpty()) {
                  throw HttpException.unauthorized("Bearer");
                }
                return WebSocket.silent()
                    .onOpen(session ->
                        session.send(ctx.path("name") + " " + ctx.query("q").orElse("")));
              })
          .webSocket(
              "/bye", ctx -> WebSocket.silent().onOpen(session -> session.close(4000, "bye")))
          .webSocket(
              "/pings",
              ctx -> WebSocket.text(WebSocketSession::send),
              RouteOption.webSocket(ws ->
                  ws.pingInterval(Duration.ofMillis(50)).idleTimeout(Duration.ofSeconds(20))));

  @AutoClose private final TestServer server = TestServer.of(router, Via.IN_MEMORY);

  @Test
  void sendsAndAwaitsMessagesOfEveryKind() {
    try (TestWebSocket socket = server.webSocket("/echo")) {
      socket.send("one").send("two").expectText("one");
      assertThat(socket.text()).isEqualTo("two");
      byte[] octets = "x".repeat(70_000).substring(0, 60_000).getBytes(UTF_8);
      socket.send(octets);
      assertThat(socket.binary()).isEqualTo(octets);
      assertThat(socket.headers().contains("sec-websocket-accept")).isTrue();
    }
    try (TestWebSocket socket = server.webSocket("/json")) {
      assertThat(socket.sendJson(new Point(1, 2)).json(Point.class)).isEqualTo(new Point(1, 2));
    }
  }

  @Test
  void asksAsAnyRequestDoes() {
    try (TestWebSocket socket =
        server.get("/guarded/ann").query("q", "a b").bearer("token").webSocket()) {
      socket.expectText("ann a b");
    }
    try (TestWebSocket socket =
        server.get("/echo").header("sec-websocket-protocol", "echo").webSocket()) {
      assertThat(socket.protocol()).isEqualTo("echo");
    }
    assertThatThrownBy(() -> server.webSocket("/guarded/ann"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("expected a WebSocket for GET /guarded/ann, but got 401")
        .hasMessageContaining("unauthorized");
    TestWebSocket.handshake(server.get("/guarded/ann")).send().expectStatus(401);
  }

  @Test
  void packsWhereThatWasAgreedOn() {
    try (TestWebSocket socket =
        server.get("/echo").header("sec-websocket-extensions", "permessage-deflate").webSocket()) {
      String text = "again and again ".repeat(200);
      socket.send(text).expectText(text).send("short").expectText("short");
    }
  }

  @Test
  void tellsHowTheServerCloses() {
    try (TestWebSocket socket = server.webSocket("/bye")) {
      assertThat(socket.closed()).isEqualTo(new WebSocketClose(4000, "bye"));
    }
    try (TestWebSocket socket = server.webSocket("/echo")) {
      socket.close(4001, "enough").expectClose(4001);
    }
    try (TestWebSocket socket = server.webSocket("/echo")) {
      socket.sendRaw(new byte[] {(byte) 0x81, 0}).expectClose(1002);
    }
  }

  @Test
  void goesAwayWithoutAWord() throws Exception {
    TestWebSocket socket = server.webSocket("/echo");
    socket.send("x").expectText("x");
    socket.abort();
    assertThat(lost.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(socket.closed().code()).isEqualTo(1006);
  }

  @Test
  void passesOverPings() throws Exception {
    try (TestWebSocket socket = server.webSocket("/pings")) {
      Thread.sleep(300);
      socket.send("alive").expectText("alive");
    }
  }

  @Test
  void saysWhatCameInsteadOfWhatWasExpected() {
    try (TestWebSocket socket = server.webSocket("/echo")) {
      assertThatThrownBy(() -> socket.send("this").expectText("that"))
          .isInstanceOf(AssertionError.class)
          .hasMessage("expected \"that\" on GET /echo, but got \"this\"");
      socket.send("text");
      assertThatThrownBy(socket::binary)
          .hasMessage("expected octets on GET /echo, but got text \"text\"");
      socket.send(new byte[3]);
      assertThatThrownBy(socket::text).hasMessage("expected text on GET /echo, but got 3 octets");
      socket.send("x");
      assertThatThrownBy(socket::closed).hasMessageContaining("expected a close on GET /echo");
      socket.patience(Duration.ofMillis(50));
      assertThatThrownBy(socket::text).hasMessage("nothing came on GET /echo within PT0.05S");
      socket.patience(Duration.ofSeconds(10)).close(4000, "");
      assertThatThrownBy(() -> socket.expectClose(4001))
          .hasMessageContaining("expected GET /echo to be closed with 4001, but it was");
    }
  }
}
