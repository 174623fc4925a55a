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

  @Test
  void takesAFormWithFiles() {
    try (TestServer server = TestServer.of(Features.app(), Via.OVER_THE_WIRE)) {
      server
          .post("/upload")
          .file("pictures", "../a.png", new byte[3], "image/png")
          .file("pictures", "b.png", new byte[2_000_000], "image/png")
          .form("title", "Tea")
          .send()
          .expectStatus(201)
          .expectJson("data.title", "Tea")
          .expectJson("data.pictures[0].name", "a.png")
          .expectJson("data.pictures[1].size", 2_000_000);
      server
          .post("/upload")
          .file("other", "a.png", new byte[3], "image/png")
          .form("title", " ")
          .send()
          .expectStatus(422)
          .expectJson("error.fields[0].field", "title")
          .expectJson("error.fields[1].field", "pictures");
      server.post("/upload").json("no form").send().expectStatus(415);
      server
          .post("/upload/sizes")
          .file("f", "a", new byte[1_000_000], "a/b")
          .form("g", "12345")
          .send()
          .expectJson("f", 1_000_000)
          .expectJson("g", 5);
    }
  }
}
