package io.lokstra.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.lokstra.bind.PathParam;
import io.lokstra.bind.QueryParam;
import io.lokstra.engine.Listener.Stuck;
import io.lokstra.http.App;
import io.lokstra.http.Attribute;
import io.lokstra.http.HttpException;
import io.lokstra.http.RequestContext;
import io.lokstra.http.Response;
import io.lokstra.http.RouteOption;
import io.lokstra.http.Router;
import io.lokstra.http.Server;
import io.lokstra.http.StartupException;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.websocket.Topics;
import io.lokstra.websocket.WebSocket;
import io.lokstra.websocket.WebSocketClose;
import io.lokstra.websocket.WebSocketClosedException;
import io.lokstra.websocket.WebSocketOptions;
import io.lokstra.websocket.WebSocketOptions.SlowReader;
import io.lokstra.websocket.WebSocketSession;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.NotBlank;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSocket routes, sessions and topics, on an engine that knows nothing of them. */
class WebSocketTest {

  sealed interface Command {
    record Say(@NotBlank String text) implements Command {}

    record Roll(@Max(6) int dice) implements Command {}
  }

  record Join(@PathParam String room, @QueryParam Optional<String> name) {}

  private final LinkedBlockingQueue<Object> seen = new LinkedBlockingQueue<>();

  private static Router router() {
    return Router.named("sockets");
  }

  private static RouteOption ws(UnaryOperator<WebSocketOptions> options) {
    return RouteOption.webSocket(options);
  }

  private InMemory serve(WebSocket socket, RouteOption... options) {
    return InMemory.of(router().webSocket("/ws", ctx -> socket, options));
  }

  private WebSocket echo() {
    return WebSocket.text(WebSocketSession::send)
        .onBinary(WebSocketSession::send)
        .onClose((session, how) -> seen.add(how));
  }

  private Object seen() throws InterruptedException {
    Object next = seen.poll(10, TimeUnit.SECONDS);
    if (next == null) {
      throw new AssertionError("nothing was seen in ten seconds");
    }
    return next;
  }

  private static void await(BooleanSupplier reached) throws InterruptedException {
    for (int i = 0; !reached.getAsBoolean(); i++) {
      assertThat(i).as("waited ten seconds in vain").isLessThan(1_000);
      Thread.sleep(10);
    }
  }

  // ---------------------------------------------------------------- the handshake

  @Test
  void agreesByTheKeyOfTheClient() throws Exception {
    try (InMemory server = serve(echo());
        SocketClient client = SocketClient.connect(server, "/ws")) {
      assertThat(client.headers().first("sec-websocket-accept"))
          .contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
      assertThat(client.headers().contains("sec-websocket-extensions")).isFalse();
      assertThat(client.headers().contains("sec-websocket-protocol")).isFalse();
    }
  }

  private static MemoryRequest asks(String but) {
    MemoryRequest request = MemoryRequest.of(but.equals("POST") ? "POST" : "GET", "/ws");
    if (!but.equals("no upgrade")) {
      request = request.header("upgrade", but.equals("h2c") ? "h2c" : "WebSocket");
    }
    request = request.header("connection", but.equals("close") ? "close" : "Upgrade");
    if (!but.equals("no version")) {
      request = request.header("sec-websocket-version", but.equals("old") ? "8" : "13");
    }
    return switch (but) {
      case "no key" -> request;
      case "short key" -> request.header("sec-websocket-key", "c2hvcnQ=");
      case "odd key" -> request.header("sec-websocket-key", "!!!!");
      case "two keys" ->
          request
              .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
              .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
      case "extensions" ->
          request
              .header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==")
              .header("sec-websocket-extensions", "permessage deflate");
      default -> request.header("sec-websocket-key", "dGhlIHNhbXBsZSBub25jZQ==");
    };
  }

  @ParameterizedTest
  @CsvSource({
    "no upgrade, 426",
    "h2c, 426",
    "close, 426",
    "no version, 426",
    "old, 426",
    "no key, 400",
    "short key, 400",
    "odd key, 400",
    "two keys, 400",
    "extensions, 400",
    "POST, 405",
  })
  void refusesWhatDoesNotAskForIt(String but, int status) throws Exception {
    try (InMemory server = serve(echo())) {
      InMemory.Answer answer = server.send(asks(but));
      assertThat(answer.status()).isEqualTo(status);
      if (status == 426) {
        assertThat(answer.header("upgrade")).contains("websocket");
        assertThat(answer.header("sec-websocket-version")).contains("13");
        assertThat(answer.body()).contains("upgrade_required");
      }
    }
  }

  @Test
  void takesPagesOfItsOwnHostAndThoseThatAreAllowed() throws Exception {
    try (InMemory server = serve(echo(), ws(ws -> ws.allowedOrigins("https://shop.example")))) {
      for (String origin :
          List.of("http://localhost", "https://localhost", "https://shop.example")) {
        try (SocketClient client =
            SocketClient.connect(server, SocketClient.asks("/ws").header("origin", origin))) {
          assertThat(client.text("x").next()).isEqualTo("text x");
        }
      }
      for (String origin :
          List.of(
              "https://evil.example",
              "null",
              "http://localhost.evil.example",
              "http://localhost:81")) {
        InMemory.Answer answer = server.send(SocketClient.asks("/ws").header("origin", origin));
        assertThat(answer.status()).as(origin).isEqualTo(403);
        assertThat(answer.body()).contains("origin_refused");
      }
    }
  }

  @Test
  void isInsideOfMiddlewareAndItsHandlerMayRefuse() throws Exception {
    Attribute<String> user = Attribute.of("user", String.class);
    Router router =
        router()
            .use((ctx, next) -> {
              if (ctx.header("authorization").isEmpty()) {
                return Response.unauthorized("Bearer");
              }
              ctx.set(user, ctx.header("authorization").get());
              return next.handle(ctx).withHeader("x-around", "yes");
            })
            .webSocket(
                "/ws/{room}",
                Join.class,
                (ctx, join) -> {
                  if (join.room().equals("secret")) {
                    throw HttpException.forbidden("Not here.");
                  }
                  return WebSocket.text((session, text) ->
                      session.send(
                          text
                              + " from "
                              + join.name().orElse("nobody")
                              + " in "
                              + join.room()
                              + " as "
                              + session.context().get(user).orElse("?")
                              + " "
                              + RequestContext.current().map(session.context()::equals)));
                });
    try (InMemory server = InMemory.of(router)) {
      assertThat(server.send(SocketClient.asks("/ws/lobby")).status()).isEqualTo(401);
      MemoryRequest secret = SocketClient.asks("/ws/secret").header("authorization", "ann");
      assertThat(server.send(secret).status()).isEqualTo(403);
      MemoryRequest lobby = SocketClient.asks("/ws/lobby?name=Ann").header("authorization", "ann");
      try (SocketClient client = SocketClient.connect(server, lobby)) {
        assertThat(client.headers().first("x-around")).contains("yes");
        assertThat(client.text("hi").next())
            .isEqualTo("text hi from Ann in lobby as ann Optional[true]");
      }
    }
  }

  @Test
  void agreesOnTheFirstProtocolThatBothSpeak() throws Exception {
    AtomicReference<String> agreed = new AtomicReference<>();
    WebSocket socket = echo().protocols("v2.chat", "v1.chat").onOpen(s -> agreed.set(s.protocol()));
    try (InMemory server = serve(socket)) {
      MemoryRequest asks =
          SocketClient.asks("/ws").header("sec-websocket-protocol", "v1.chat, v2.chat");
      try (SocketClient client = SocketClient.connect(server, asks)) {
        assertThat(client.headers().first("sec-websocket-protocol")).contains("v2.chat");
        assertThat(client.text("x").next()).isEqualTo("text x");
        assertThat(agreed.get()).isEqualTo("v2.chat");
      }
      MemoryRequest other = SocketClient.asks("/ws").header("sec-websocket-protocol", "v3.chat");
      try (SocketClient client = SocketClient.connect(server, other)) {
        assertThat(client.headers().contains("sec-websocket-protocol")).isFalse();
      }
    }
    assertThatThrownBy(() -> echo().protocols("no token"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("protocols[0]");
  }

  // ---------------------------------------------------------------- messages

  @Test
  void bindsJsonToSealedTypesAndValidatesIt() throws Exception {
    WebSocket socket =
        WebSocket.json(Command.class, (session, command) -> session.sendJson(command))
            .onRefused((session, problem) -> session.send("refused: " + problem.getMessage()));
    try (InMemory server = serve(socket);
        SocketClient client = SocketClient.connect(server, "/ws")) {
      assertThat(client.text("{\"type\":\"say\",\"text\":\"hi\"}").next())
          .isEqualTo("text {\"type\":\"say\",\"text\":\"hi\"}");
      assertThat(client.text("{\"dice\":3,\"type\":\"roll\"}").next())
          .isEqualTo("text {\"type\":\"roll\",\"dice\":3}");
      assertThat(client.text("{\"type\":\"roll\",\"dice\":7}").next())
          .contains("refused: ", "dice");
      assertThat(client.text("{\"type\":\"say\"}").next()).contains("refused: ", "text");
      assertThat(client.text("{").next()).contains("refused: not JSON");
    }
  }

  @Test
  void closesOverJsonThatDoesNotFit() throws Exception {
    WebSocket socket =
        WebSocket.json(Command.class, (session, command) -> session.sendJson(command));
    try (InMemory server = serve(socket);
        SocketClient client = SocketClient.connect(server, "/ws")) {
      assertThat(client.text("[]").next()).startsWith("close 1007");
    }
  }

  @Test
  void closesOverKindsThatAreNotTaken() throws Exception {
    try (InMemory server = serve(WebSocket.silent());
        SocketClient client = SocketClient.connect(server, "/ws")) {
      assertThat(client.text("x").next()).startsWith("close 1003");
    }
    try (InMemory server = serve(WebSocket.text(WebSocketSession::send));
        SocketClient client = SocketClient.connect(server, "/ws")) {
      assertThat(client.frame(0x82, new byte[1]).next()).startsWith("close 1003");
    }
    assertThatThrownBy(() ->
            WebSocket.json(Command.class, (session, command) -> {}).onText((session, text) -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("sealed type");
  }

  @Test
  void answersPingsWithTheirContent() throws Exception {
    try (InMemory server = serve(echo());
        SocketClient client = SocketClient.connect(server, "/ws")) {
      assertThat(client.frame(0x89, "there?".getBytes(UTF_8)).next()).isEqualTo("pong there?");
      // What nobody asked for is no error.
      assertThat(client.frame(0x8A, "here".getBytes(UTF_8)).text("x").next()).isEqualTo("text x");
    }
  }

  @Test
  void packsAndUnpacksWhereItWasOffered() throws Exception {
    String longText = "all work and no play ".repeat(200);
    MemoryRequest asks =
        SocketClient.asks("/ws")
            .header("sec-websocket-extensions", "permessage-deflate; client_max_window_bits");
    try (InMemory server = serve(echo());
        SocketClient client = SocketClient.connect(server, asks)) {
      assertThat(client.headers().first("sec-websocket-extensions"))
          .contains("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
      assertThat(client.packed(longText).next()).isEqualTo("packed text " + longText);
      assertThat(client.text("short").next()).isEqualTo("text short");
    }
    try (InMemory server = serve(echo(), ws(ws -> ws.compression(false)));
        SocketClient client = SocketClient.connect(server, asks)) {
      assertThat(client.headers().contains("sec-websocket-extensions")).isFalse();
      assertThat(client.packed(longText).next()).startsWith("close 1002");
    }
  }

  @Test
  void boundsAndChecksWhatItUnpacks() throws Exception {
    MemoryRequest asks =
        SocketClient.asks("/ws").header("sec-websocket-extensions", "permessage-deflate");
    try (InMemory server = serve(echo())) {
      try (SocketClient client = SocketClient.connect(server, asks)) {
        assertThat(client.packed("x".repeat(65_536)).next()).startsWith("packed text xxx");
        assertThat(client.packed("x".repeat(65_537)).next()).startsWith("close 1009");
      }
      try (SocketClient client = SocketClient.connect(server, asks)) {
        assertThat(client.frame(0xC1, new byte[] {-1, -1, -1, -1}).next()).startsWith("close 1007");
      }
      try (SocketClient client = SocketClient.connect(server, asks)) {
        // One block that is not packed: the octet ff, which is no UTF-8.
        assertThat(client.frame(0xC1, new byte[] {0, 1, 0, -2, -1, -1, 0}).next())
            .startsWith("close 1007");
      }
    }
  }

  // ---------------------------------------------------------------- the end

  @ParameterizedTest
  @CsvSource({
    "83 80 00000000, 1002",
    "81 00, 1002",
    "82 ff 0000000000010001 00000000, 1009",
    "81 81 00000000 ff, 1007",
    "88 81 00000000 00, 1002",
  })
  void failsOnWhatBreaksARuleAfterWhatCameBefore(String octets, int code) throws Exception {
    try (InMemory server = serve(echo());
        SocketClient client = SocketClient.connect(server, "/ws")) {
      client.text("before").raw(java.util.HexFormat.of().parseHex(octets.replace(" ", "")));
      assertThat(client.next()).isEqualTo("text before");
      assertThat(client.next()).startsWith("close " + code + " ");
      assertThat(client.next()).isEqualTo("end");
      assertThat(seen())
          .isInstanceOfSatisfying(
              WebSocketClose.class, how -> assertThat(how.code()).isEqualTo(code));
    }
  }

  @Test
  void answersACloseWithItsCodeAndTellsTheHandler() throws Exception {
    try (InMemory server = serve(echo());
        SocketClient client = SocketClient.connect(server, "/ws")) {
      client.text("last").close(4001, "enough").text("too late");
      assertThat(client.next()).isEqualTo("text last");
      assertThat(client.next()).startsWith("close 4001");
      assertThat(client.next()).isEqualTo("end");
      WebSocketClose how = (WebSocketClose) seen();
      assertThat(how).isEqualTo(new WebSocketClose(4001, "enough"));
      assertThat(how.clean()).isTrue();
      await(() -> server.running().webSocketSessions() == 0);
    }
  }

  @Test
  void answersACloseWithoutACode() throws Exception {
    try (InMemory server = serve(echo());
        SocketClient client = SocketClient.connect(server, "/ws")) {
      client.frame(0x88, new byte[0]);
      assertThat(client.next()).isEqualTo("close 1005");
      assertThat(seen()).isEqualTo(new WebSocketClose(1005, ""));
    }
  }

  @Test
  void tellsOfAClientThatWentAway() throws Exception {
    CountDownLatch began = new CountDownLatch(1);
    WebSocket socket =
        WebSocket.text(
                (session, text) -> {
                  began.countDown();
                  try {
                    Thread.sleep(60_000);
                  } catch (InterruptedException e) {
                    seen.add("interrupted " + session.context().cancelled());
                    throw e;
                  }
                })
            .onClose((session, how) -> {
              seen.add(how.code() + " " + how.clean() + " " + session.context().cancelled());
              assertThatThrownBy(() -> session.send("x"))
                  .isInstanceOf(WebSocketClosedException.class);
              assertThat(session.trySend("x")).isFalse();
              assertThat(session.trySend(new byte[1])).isFalse();
              assertThat(session.isOpen()).isFalse();
              Thread.sleep(1); // It is not interrupted any more.
              seen.add("done");
            });
    try (InMemory server = serve(socket)) {
      SocketClient client = SocketClient.connect(server, "/ws");
      client.text("work").text("never begun");
      assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();
      client.close();
      assertThat(seen()).isEqualTo("interrupted true");
      assertThat(seen()).isEqualTo("1006 false false");
      assertThat(seen()).isEqualTo("done");
    }
  }

  @Test
  void handlesWhatCameBeforeTheEndOfInput() throws Exception {
    try (InMemory server = serve(echo());
        SocketClient client = SocketClient.connect(server, "/ws")) {
      client.text("one").endOutput();
      assertThat(client.next()).isEqualTo("text one");
      assertThat(client.next()).isEqualTo("end");
      assertThat(seen()).isEqualTo(new WebSocketClose(1006, ""));
    }
  }

  @Test
  void closesForTheServerAndDropsWhatComesAfter() throws Exception {
    WebSocket socket =
        WebSocket.text(
                (session, text) -> {
                  seen.add(text);
                  session.send("bye");
                  session.close(4002, "that was all");
                  session.close(4003, "not again");
                })
            .onClose((session, how) -> seen.add(how));
    try (InMemory server = serve(socket);
        SocketClient client = SocketClient.connect(server, "/ws")) {
      client.text("first").text("second");
      assertThat(client.next()).isEqualTo("text bye");
      assertThat(client.next()).isEqualTo("close 4002 that was all");
      client.close(4002, "");
      assertThat(client.next()).isEqualTo("end");
      assertThat(seen()).isEqualTo("first");
      assertThat(seen()).isEqualTo(new WebSocketClose(4002, "that was all"));
    }
  }

  @Test
  void cutsAClientThatDoesNotAnswerAClose() throws Exception {
    WebSocket socket = echo().onOpen(WebSocketSession::close);
    try (InMemory server = serve(socket, ws(ws -> ws.closeTimeout(Duration.ofSeconds(2))));
        SocketClient client = SocketClient.connect(server, "/ws")) {
      assertThat(client.next()).isEqualTo("close 1000");
      assertThat(client.next()).isEqualTo("cut");
      assertThat(seen()).isEqualTo(new WebSocketClose(1000, ""));
    }
  }

  @Test
  void doesNotWaitForeverForAHandlerWhenTheClientCloses() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    WebSocket socket =
        WebSocket.text((session, text) -> goOn.await()).onClose((session, how) -> seen.add(how));
    try (InMemory server = serve(socket, ws(ws -> ws.closeTimeout(Duration.ofMillis(100))));
        SocketClient client = SocketClient.connect(server, "/ws")) {
      client.text("work").close(1000, "");
      assertThat(client.next()).startsWith("close 1001");
      assertThat(client.next()).isEqualTo("end");
      goOn.countDown();
      assertThat(seen()).isEqualTo(new WebSocketClose(1001, ""));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 65_536})
  void refusesToSendCodesThatAreNotToBeSent(int code) throws Exception {
    AtomicReference<Throwable> refused = new AtomicReference<>();
    WebSocket socket =
        WebSocket.text((session, text) -> {
          try {
            session.close(code, "");
          } catch (IllegalArgumentException e) {
            refused.set(e);
          }
          session.send("still here");
        });
    try (InMemory server = serve(socket);
        SocketClient client = SocketClient.connect(server, "/ws")) {
      assertThat(client.text("x").next()).isEqualTo("text still here");
      assertThat(refused.get()).hasMessageContaining("expected 1000 to 1014");
    }
  }

  @Test
  void refusesReasonsThatDoNotFit() throws Exception {
    WebSocket socket =
        WebSocket.text((session, text) -> {
          assertThatThrownBy(() -> session.close(1000, "ä".repeat(62)))
              .hasMessageContaining("at most 123");
          session.close(1000, "ä".repeat(61));
        });
    try (InMemory server = serve(socket);
        SocketClient client = SocketClient.connect(server, "/ws")) {
      assertThat(client.text("x").next()).isEqualTo("close 1000 " + "ä".repeat(61));
    }
  }

  @Test
  void closesWhenAHandlerFailsAndLogsIt() throws Exception {
    WebSocket socket =
        WebSocket.text(
                (session, text) -> {
                  throw new IllegalStateException("the password is hunter2");
                })
            .onClose((session, how) -> seen.add(how));
    try (Logged log = new Logged("io.lokstra.websocket");
        InMemory server = serve(socket);
        SocketClient client = SocketClient.connect(server, "/ws")) {
      assertThat(client.text("x").next()).isEqualTo("close 1011");
      ILoggingEvent event = log.first();
      assertThat(event.getFormattedMessage()).startsWith("a handler of GET /ws failed [");
      assertThat(event.getThrowableProxy().getMessage()).contains("hunter2");
      client.close(1011, "");
      assertThat(seen()).isEqualTo(new WebSocketClose(1011, ""));
    }
  }

  // ---------------------------------------------------------------- time

  @Test
  void asksForASignOfLifeAndClosesWithoutOne() throws Exception {
    RouteOption quick =
        ws(ws -> ws.pingInterval(Duration.ofMillis(100)).idleTimeout(Duration.ofSeconds(3)));
    try (InMemory server = serve(echo(), quick);
        SocketClient client = SocketClient.connect(server, "/ws")) {
      assertThat(client.next()).isEqualTo("ping ");
      String next = client.next();
      while (next.equals("ping ")) {
        next = client.next();
      }
      assertThat(next).isEqualTo("close 1001 no sign of life");
    }
  }

  @Test
  void keepsASessionThatGivesSignsOfLife() throws Exception {
    RouteOption quick =
        ws(ws -> ws.pingInterval(Duration.ofMillis(100)).idleTimeout(Duration.ofSeconds(20)));
    try (InMemory server = serve(echo(), quick);
        SocketClient client = SocketClient.connect(server, "/ws")) {
      for (int i = 0; i < 5; i++) {
        assertThat(client.next()).isEqualTo("ping ");
        client.frame(0x8A, new byte[0]);
      }
    }
    try (InMemory server = serve(echo(), ws(ws -> ws.pingInterval(Duration.ZERO)));
        SocketClient client = SocketClient.connect(server, "/ws")) {
      assertThat(client.text("x").next()).isEqualTo("text x");
    }
  }

  @Test
  void hasNoDeadlineOnceItIsASession() throws Exception {
    WebSocket socket =
        WebSocket.text(
            (session, text) -> session.send("" + (session.context().remaining().toDays() > 365)));
    try (InMemory server =
            InMemory.of(
                router()
                    .webSocket("/ws", ctx -> socket, RouteOption.timeout(Duration.ofSeconds(5))));
        SocketClient client = SocketClient.connect(server, "/ws")) {
      assertThat(client.text("x").next()).isEqualTo("text true");
    }
  }

  // ---------------------------------------------------------------- bounds

  @Test
  void holdsAClientBackWhileItsHandlerIsBusy() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    WebSocket socket =
        WebSocket.text((session, text) -> {
          goOn.await();
          session.send(text.substring(0, 4));
        });
    int messages = 400;
    try (InMemory server = serve(socket, ws(ws -> ws.receiveQueue(4_096)));
        SocketClient client = SocketClient.connect(server, "/ws")) {
      Thread sends =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (int i = 0; i < messages; i++) {
                    client.text("%04d".formatted(i) + "x".repeat(2_000));
                  }
                  seen.add("sent");
                } catch (java.io.IOException e) {
                  seen.add(e);
                }
              });
      // 800 KB do not fit into what waits, nor into what the engine holds.
      assertThat(sends.join(Duration.ofMillis(300))).isFalse();
      goOn.countDown();
      for (int i = 0; i < messages; i++) {
        assertThat(client.next()).isEqualTo("text %04d".formatted(i));
      }
      assertThat(seen()).isEqualTo("sent");
    }
  }

  @Test
  void makesAHandlerWaitForAClientThatReadsLateAndClosesOneThatDoesNotRead() throws Exception {
    WebSocket socket =
        WebSocket.text(
                (session, text) -> {
                  try {
                    for (int i = 0; i < 40; i++) {
                      session.send("x".repeat(10_000));
                    }
                    seen.add("all sent");
                  } catch (WebSocketClosedException e) {
                    seen.add(String.valueOf(e.getMessage()));
                    throw e;
                  }
                })
            .onClose((session, how) -> seen.add(how));
    RouteOption small = ws(ws -> ws.sendQueue(20_000).sendTimeout(Duration.ofSeconds(20)));
    try (InMemory server = serve(socket, small);
        SocketClient late = SocketClient.connectUnread(server, SocketClient.asks("/ws"))) {
      late.text("go");
      late.reads();
      for (int i = 0; i < 40; i++) {
        assertThat(late.next()).hasSize(10_005);
      }
      assertThat(seen()).isEqualTo("all sent");
    }
    assertThat(seen()).isInstanceOf(WebSocketClose.class);
    RouteOption quick = ws(ws -> ws.sendQueue(20_000).sendTimeout(Duration.ofMillis(200)));
    try (InMemory server = serve(socket, quick);
        SocketClient never = SocketClient.connectUnread(server, SocketClient.asks("/ws"))) {
      never.text("go");
      assertThat(seen()).isEqualTo("the client read nothing for PT0.2S");
      never.reads();
      String next = never.next();
      while (next.startsWith("text ")) {
        next = never.next();
      }
      assertThat(next).isEqualTo("close 1008 too slow");
    }
  }

  // ---------------------------------------------------------------- topics

  private InMemory rooms(Topics topics, RouteOption... options) {
    return InMemory.of(
        router()
            .webSocket(
                "/ws/{room}",
                ctx ->
                    WebSocket.text(
                            (session, text) -> {
                              switch (text) {
                                case "leave" -> topics.leave(ctx.path("room"), session);
                                case "join" -> topics.join(ctx.path("room"), session);
                                default -> {}
                              }
                              session.send("done " + text);
                            })
                        .onOpen(session -> topics.join(ctx.path("room"), session))
                        .onClose((session, how) -> seen.add(how)),
                options));
  }

  @Test
  void sendsToAllThatListenUntilTheyLeaveOrEnd() throws Exception {
    Topics topics = Topics.create();
    try (InMemory server = rooms(topics);
        SocketClient one = SocketClient.connect(server, "/ws/lobby");
        SocketClient two = SocketClient.connect(server, "/ws/lobby");
        SocketClient other = SocketClient.connect(server, "/ws/attic")) {
      await(() -> topics.size("lobby") == 2 && topics.size("attic") == 1);
      assertThat(one.text("join").next()).isEqualTo("text done join");
      assertThat(topics.send("lobby", "hello")).isEqualTo(2);
      assertThat(one.next()).isEqualTo("text hello");
      assertThat(two.next()).isEqualTo("text hello");
      assertThat(topics.send("lobby", "bytes".getBytes(UTF_8))).isEqualTo(2);
      assertThat(one.next()).isEqualTo("binary bytes");
      assertThat(two.next()).isEqualTo("binary bytes");
      assertThat(topics.sendJson("lobby", new Command.Say("all"))).isEqualTo(2);
      assertThat(one.next()).isEqualTo("text {\"type\":\"say\",\"text\":\"all\"}");
      assertThat(two.next()).startsWith("text {");
      assertThat(two.text("leave").next()).isEqualTo("text done leave");
      assertThat(topics.send("lobby", "fewer")).isEqualTo(1);
      assertThat(one.next()).isEqualTo("text fewer");
      one.close(1000, "");
      await(() -> topics.size("lobby") == 0);
      assertThat(topics.send("lobby", "nobody")).isZero();
      assertThat(topics.sendJson("lobby", new Command.Say("nobody"))).isZero();
      assertThat(topics.send("attic", "alone")).isEqualTo(1);
      assertThat(other.next()).isEqualTo("text alone");
    }
    assertThat(topics.size("attic")).isZero();
  }

  @Test
  void packsAMessageForThoseWhoWantIt() throws Exception {
    Topics topics = Topics.create();
    MemoryRequest packs =
        SocketClient.asks("/ws/lobby").header("sec-websocket-extensions", "permessage-deflate");
    String text = "again and again ".repeat(100);
    try (InMemory server = rooms(topics);
        SocketClient plain = SocketClient.connect(server, "/ws/lobby");
        SocketClient packed = SocketClient.connect(server, packs)) {
      await(() -> topics.size("lobby") == 2);
      for (int i = 0; i < 2; i++) {
        assertThat(topics.send("lobby", text)).isEqualTo(2);
        assertThat(plain.next()).isEqualTo("text " + text);
        assertThat(packed.next()).isEqualTo("packed text " + text);
      }
      topics.send("lobby", "short");
      assertThat(packed.next()).isEqualTo("text short");
    }
  }

  @Test
  void closesOrLeavesOutWhoIsTooSlowForATopic() throws Exception {
    Topics topics = Topics.create();
    RouteOption closes = ws(ws -> ws.sendQueue(50_000));
    try (InMemory server = rooms(topics, closes);
        SocketClient slow = SocketClient.connectUnread(server, SocketClient.asks("/ws/lobby"))) {
      await(() -> topics.size("lobby") == 1);
      int sent = 0;
      while (topics.send("lobby", "x".repeat(10_000)) == 1) {
        assertThat(++sent).isLessThan(1_000);
      }
      slow.reads();
      String next = slow.next();
      while (next.startsWith("text ")) {
        next = slow.next();
      }
      assertThat(next).isEqualTo("close 1008 too slow");
    }
    assertThat(seen()).isEqualTo(new WebSocketClose(1008, "too slow"));
    RouteOption drops = ws(ws -> ws.sendQueue(50_000).slowReader(SlowReader.DROP));
    try (InMemory server = rooms(topics, drops);
        SocketClient slow = SocketClient.connectUnread(server, SocketClient.asks("/ws/lobby"))) {
      await(() -> topics.size("lobby") == 1);
      int sent = 0;
      while (topics.send("lobby", "x".repeat(10_000)) == 1) {
        assertThat(++sent).isLessThan(1_000);
      }
      slow.reads();
      for (int i = 0; i < sent; i++) {
        assertThat(slow.next()).startsWith("text xxx");
      }
      assertThat(slow.text("still here").next()).isEqualTo("text done still here");
    }
  }

  @Test
  void boundsHowManyNamesASessionListensUnder() throws Exception {
    Topics topics = Topics.create();
    WebSocket socket =
        WebSocket.text((session, text) -> {
          for (int i = 0; i < 100; i++) {
            topics.join("room " + i, session);
          }
          assertThatThrownBy(() -> topics.join("one more", session))
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("at most 100");
          topics.leave("room 7", session);
          topics.join("one more", session);
          session.send("done");
        });
    try (InMemory server = serve(socket);
        SocketClient client = SocketClient.connect(server, "/ws")) {
      assertThat(client.text("x").next()).isEqualTo("text done");
    }
  }

  // ---------------------------------------------------------------- start and stop

  @Test
  void saysAtStartWhatIsWrongWithTheOptionsOfARoute() {
    App app =
        App.named("test", ":0")
            .mount(
                router()
                    .webSocket("/ws", ctx -> echo(), ws(ws -> ws.allowedOrigins("shop.example")))
                    .webSocket("/other", ctx -> echo(), ws(ws -> ws.sendQueue(0))));
    assertThatThrownBy(() -> InMemory.of(app))
        .isInstanceOf(StartupException.class)
        .hasMessageContaining("the WebSocket route /ws at WebSocketTest.java")
        .hasMessageContaining(
            "allowed-origins[0] is no origin that could be allowed: 'shop.example'")
        .hasMessageContaining("send-queue is 0; expected more than 0");
  }

  @Test
  void isConfiguredForAllRoutesAndOverruledByOne() throws Exception {
    Server server =
        Server.named("test")
            .app(
                App.named("test", ":0")
                    .mount(
                        router()
                            .webSocket("/ws", ctx -> echo())
                            .webSocket(
                                "/large", ctx -> echo(), ws(ws -> ws.maxMessageSize(1_000)))));
    try (InMemory running = InMemory.of(server, "--server.web-socket.max-message-size=100");
        SocketClient small = SocketClient.connect(running, "/ws");
        SocketClient large = SocketClient.connect(running, "/large")) {
      assertThat(small.text("x".repeat(101)).next())
          .isEqualTo("close 1009 a message of more than 100 octets");
      assertThat(large.text("x".repeat(101)).next()).startsWith("text xxx");
    }
  }

  @Test
  void closesAllWhenTheServerStops() throws Exception {
    InMemory server = serve(echo());
    SocketClient client = SocketClient.connect(server, "/ws");
    assertThat(client.text("x").next()).isEqualTo("text x");
    assertThat(server.running().webSocketSessions()).isEqualTo(1);
    Thread stops = Thread.ofVirtual().start(server::close);
    assertThat(client.next()).isEqualTo("close 1001 the server stops");
    client.close(1001, "");
    stops.join();
    assertThat(server.running().stop()).isEmpty();
    assertThat(seen()).isEqualTo(new WebSocketClose(1001, "the server stops"));
  }

  @Test
  void interruptsAndNamesHandlersThatOutliveTheDrain() throws Exception {
    CountDownLatch began = new CountDownLatch(2);
    CountDownLatch end = new CountDownLatch(1);
    WebSocket socket =
        WebSocket.text((session, text) -> {
          began.countDown();
          while (end.getCount() > 0) {
            try {
              end.await();
            } catch (InterruptedException e) {
              seen.add("interrupted " + text);
              if (text.equals("obedient")) {
                return;
              }
            }
          }
        });
    Server described =
        Server.named("test")
            .app(App.named("test", ":0").mount(router().webSocket("/ws", ctx -> socket)));
    try (InMemory server = InMemory.of(described, "--server.shutdown-timeout=200ms")) {
      SocketClient.connect(server, "/ws").text("obedient");
      SocketClient.connect(server, "/ws").text("stubborn");
      assertThat(began.await(10, TimeUnit.SECONDS)).isTrue();
      List<Stuck> stuck = server.running().stop();
      assertThat(stuck).extracting(Stuck::request).contains("WebSocket /ws");
      assertThat(List.of(seen(), seen())).contains("interrupted obedient", "interrupted stubborn");
    } finally {
      end.countDown();
    }
  }
}
