package features;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.testkit.TestEvents;
import io.lokstra.testkit.TestServer;
import io.lokstra.testkit.Via;
import org.junit.jupiter.api.Test;

/** What is written while it is sent, over the wire. */
class StreamsTest {

  @Test
  void countsInEventsAndGoesOnWhereTheClientLeftOff() {
    try (TestServer server = TestServer.of(Features.app(), Via.OVER_THE_WIRE)) {
      try (TestEvents events = server.get("/events?count=3&ms=1").events()) {
        assertThat(events.next())
            .isEqualTo(new TestEvents.Received("1", "tick", "{\"number\":1,\"of\":3}"));
        assertThat(events.next().id()).isEqualTo("2");
        assertThat(events.next().id()).isEqualTo("3");
        events.expectEnd();
      }
      try (TestEvents events =
          server.get("/events?count=3&ms=1").header("last-event-id", "2").events()) {
        assertThat(events.next().id()).isEqualTo("3");
        events.expectEnd();
      }
      server.get("/events?count=1001").send().expectStatus(400);
    }
  }

  @Test
  void writesSlowly() {
    try (TestServer server = TestServer.of(Features.app(), Via.OVER_THE_WIRE)) {
      server
          .get("/slow-stream?lines=3&ms=1")
          .send()
          .expectHeader("content-type", "text/plain; charset=utf-8")
          .expectText("line 1\nline 2\nline 3\n");
    }
  }
}
