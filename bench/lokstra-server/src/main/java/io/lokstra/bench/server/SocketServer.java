package io.lokstra.bench.server;

import io.lokstra.http.App;
import io.lokstra.websocket.Topics;
import io.lokstra.websocket.WebSocket;
import io.lokstra.websocket.WebSocketSession;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** An echo, and a topic that is told the time once a second. */
public final class SocketServer {
  private SocketServer() {}

  /** Runs until it is told to stop. */
  public static void main(String[] arguments) {
    Topics topics = Topics.create();
    var timer = Executors.newSingleThreadScheduledExecutor();
    var _ =
        timer.scheduleAtFixedRate(
            () ->
                topics.send(
                    "ticks",
                    String.format(Locale.ROOT, "%019d", System.nanoTime()) + " ".repeat(131)),
            1,
            1,
            TimeUnit.SECONDS);
    App.named("sockets", ":8080")
        .get("/plaintext", ctx -> ctx.text("Hello, World!"))
        .webSocket("/ws/echo", ctx -> WebSocket.text(WebSocketSession::send))
        .webSocket(
            "/ws/ticks", ctx -> WebSocket.silent().onOpen(session -> topics.join("ticks", session)))
        .run(arguments);
    timer.shutdown();
  }
}
