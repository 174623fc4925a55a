package features;

import io.lokstra.http.RequestContext;
import io.lokstra.http.Router;
import io.lokstra.websocket.Topics;
import io.lokstra.websocket.WebSocket;
import io.lokstra.websocket.WebSocketSession;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;

/** WebSocket: an echo, and rooms in which everybody hears what is said. */
final class Sockets {
  private Sockets() {}

  /** What a client sends to a room: {@code {"type":"say","text":"hello"}}. */
  sealed interface Command {
    /** Says something to all. */
    record Say(@NotBlank @Size(max = 500) String text) implements Command {}

    /** Asks who is there. */
    record Count() implements Command {}
  }

  /** What a room sends to its clients. */
  sealed interface Event {
    /** Somebody said something. */
    record Said(String from, String text) implements Event {}

    /** So many are there. */
    record Present(int members) implements Event {}

    /** What was sent cannot be understood. */
    record NotUnderstood(String why) implements Event {}
  }

  static Router router() {
    Topics rooms = Topics.create();
    return Router.named("sockets")
        .webSocket(
            "/ws/echo",
            ctx -> WebSocket.text(WebSocketSession::send).onBinary(WebSocketSession::send))
        .webSocket("/ws/{room}", ctx -> room(rooms, ctx));
  }

  private static WebSocket room(Topics rooms, RequestContext ctx) {
    String room = ctx.path("room");
    String name = ctx.query("name").orElse("somebody");
    return WebSocket.json(
            Command.class,
            (session, command) -> {
              switch (command) {
                case Command.Say(String text) -> rooms.sendJson(room, new Event.Said(name, text));
                case Command.Count() -> session.sendJson(new Event.Present(rooms.size(room)));
              }
            })
        .onOpen(session -> rooms.join(room, session))
        .onRefused((session, problem) ->
            session.sendJson(new Event.NotUnderstood(String.valueOf(problem.getMessage()))));
  }
}
