package features;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.testkit.TestServer;
import io.lokstra.testkit.TestWebSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The WebSocket routes of the example. */
class SocketsTest {

  @Test
  void echoes() {
    try (TestServer server = TestServer.of(Features.app());
        TestWebSocket socket = server.webSocket("/ws/echo")) {
      socket.send("hello").expectText("hello");
      byte[] octets = "octets".getBytes(StandardCharsets.US_ASCII);
      socket.send(octets);
      assertThat(socket.binary()).isEqualTo(octets);
      assertThat(socket.headers().contains("x-request-id")).isTrue();
    }
  }

  @Test
  void talksInRooms() {
    try (TestServer server = TestServer.of(Features.app());
        TestWebSocket ann = server.webSocket("/ws/lobby?name=Ann");
        TestWebSocket bob = server.webSocket("/ws/lobby?name=Bob");
        TestWebSocket eve = server.webSocket("/ws/attic?name=Eve")) {
      bob.sendJson(new Sockets.Command.Count());
      assertThat(bob.json(Sockets.Event.class)).isInstanceOf(Sockets.Event.Present.class);
      ann.sendJson(new Sockets.Command.Say("hello"));
      assertThat(ann.json(Sockets.Event.class)).isEqualTo(new Sockets.Event.Said("Ann", "hello"));
      assertThat(bob.json(Sockets.Event.class)).isEqualTo(new Sockets.Event.Said("Ann", "hello"));
      eve.sendJson(new Sockets.Command.Count());
      assertThat(eve.json(Sockets.Event.class)).isEqualTo(new Sockets.Event.Present(1));
      eve.send("{\"type\":\"shout\"}");
      assertThat(eve.json(Sockets.Event.class))
          .asString()
          .contains("NotUnderstood")
          .contains("Must be one of say, count");
    }
  }
}
