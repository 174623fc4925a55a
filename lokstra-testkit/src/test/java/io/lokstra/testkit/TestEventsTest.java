package io.lokstra.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.events.Event;
import io.lokstra.http.Response;
import io.lokstra.http.Router;
import io.lokstra.testkit.TestEvents.Received;
import io.lokstra.testkit.internal.EventReader;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** Streams of events as a test reads them. */
class TestEventsTest {
  private final CountDownLatch gone = new CountDownLatch(1);

  private final Router router =
      Router.named("r")
          .get(
              "/few",
              ctx ->
                  ctx.events(events -> {
                    events.send(Event.of("a\nb").name("lines").id(7));
                    events.send("plain");
                    events.comment("and that was it");
                  }))
          .get(
              "/waits",
              ctx ->
                  ctx.events(events -> {
                    try {
                      events.awaitEnd();
                    } finally {
                      gone.countDown();
                    }
                  }))
          .get(
              "/fails",
              ctx ->
                  ctx.events(events -> {
                    events.send("one");
                    throw new IllegalStateException("a bug");
                  }))
          .get(
              "/many",
              ctx ->
                  ctx.events(events -> {
                    for (int i = 0; i < 1_000; i++) {
                      events.send(String.valueOf(i));
                    }
                  }))
          .get("/text", ctx -> ctx.text("no events"))
          .get("/error", _ -> Response.notFound("Nothing here."));

  @Test
  void readsEventsUntilTheEnd() {
    try (TestServer server = TestServer.of(router);
        TestEvents events = server.get("/few").events()) {
      assertThat(events.headers().first("content-type")).contains("text/event-stream");
      assertThat(events.next()).isEqualTo(new Received("7", "lines", "a\nb"));
      assertThat(events.next()).isEqualTo(new Received("7", "message", "plain"));
      events.expectEnd();
      events.expectEnd();
      assertThat(events.isBroken()).isFalse();
      assertThat(events.retry()).contains(Duration.ofSeconds(2));
      assertThat(events.comments()).isEqualTo(1);
      assertThatThrownBy(events::next)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("GET /few: the stream ended where an event was expected");
    }
  }

  @Test
  void readsMoreThanItReadsAhead() {
    try (TestServer server = TestServer.of(router);
        TestEvents events = server.get("/many").events()) {
      for (int i = 0; i < 1_000; i++) {
        assertThat(events.next().data()).isEqualTo(String.valueOf(i));
      }
      events.expectEnd();
    }
  }

  @Test
  void goesAwayWhenItIsClosed() throws Exception {
    try (TestServer server = TestServer.of(router)) {
      try (TestEvents events = server.get("/waits").events()) {
        assertThatThrownBy(() -> events.next(Duration.ofMillis(1)))
            .isInstanceOf(AssertionError.class)
            .hasMessageContaining("nothing came within PT0.001S");
      }
      assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void tellsAStreamThatIsCutFromOneThatEnds() {
    try (TestServer server = TestServer.of(router);
        TestEvents events = server.get("/fails").events()) {
      assertThatThrownBy(
              () -> {
                assertThat(events.next().data()).isEqualTo("one");
                events.expectEnd();
              })
          .isInstanceOf(AssertionError.class);
      assertThat(events.isBroken()).isTrue();
    }
  }

  /** Sixty-four is all that is read ahead: there is no room left for the news of the end. */
  @Test
  void losesNothingThatCameBeforeAStreamWasCut() throws Exception {
    CountDownLatch cut = new CountDownLatch(1);
    Router full =
        Router.named("r")
            .get(
                "/",
                ctx ->
                    ctx.events(events -> {
                      for (int i = 0; i < 64; i++) {
                        events.send(String.valueOf(i));
                      }
                      events.comment("that was all");
                      cut.await();
                      throw new IllegalStateException("a bug");
                    }));
    try (TestServer server = TestServer.of(full);
        TestEvents events = server.get("/").events()) {
      awaitTrue(() -> events.comments() == 1);
      cut.countDown();
      awaitTrue(events::isBroken);
      for (int i = 0; i < 64; i++) {
        assertThat(events.next().data()).isEqualTo(String.valueOf(i));
      }
      assertThatThrownBy(events::expectEnd)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("the stream was cut, not ended");
    }
  }

  private static void awaitTrue(BooleanSupplier reached) throws InterruptedException {
    for (int i = 0; !reached.getAsBoolean(); i++) {
      assertThat(i).as("waited twenty seconds in vain").isLessThan(4_000);
      Thread.sleep(5);
    }
  }

  @Test
  void showsWhatCameInThePlaceOfAStream() {
    try (TestServer server = TestServer.of(router)) {
      assertThatThrownBy(() -> server.get("/text").events())
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("with 200, text/plain; charset=utf-8: no events");
      assertThatThrownBy(() -> server.get("/error").events())
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("404");
      try (TestEvents events = server.get("/few").events()) {
        assertThatThrownBy(events::expectEnd)
            .isInstanceOf(AssertionError.class)
            .hasMessageContaining("expected the end of the stream, got");
      }
    }
  }

  private static List<Received> read(String text) throws Exception {
    EventReader reader =
        new EventReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    List<Received> all = new ArrayList<>();
    for (Optional<Received> next = reader.next(); next.isPresent(); next = reader.next()) {
      all.add(next.get());
    }
    return all;
  }

  /** The examples of WHATWG HTML §9.2.6, and what surrounds them. */
  @Test
  void readsAsBrowsersDo() throws Exception {
    assertThat(read("data: YHOO\ndata: +2\ndata: 10\n\n"))
        .containsExactly(new Received("", "message", "YHOO\n+2\n10"));
    assertThat(
            read(
                ": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\n"
                    + "data:  third event\n\n"))
        .containsExactly(
            new Received("1", "message", "first event"),
            new Received("", "message", "second event"),
            new Received("", "message", " third event"));
    assertThat(read("data\n\ndata\ndata\n\ndata:"))
        .containsExactly(new Received("", "message", ""), new Received("", "message", "\n"));
    assertThat(read("data:test\r\rdata: test\r\n\r\nevent: x\n\nother: y\ndata: z\n\n"))
        .extracting(Received::data)
        .containsExactly("test", "test", "z");
    assertThat(read("retry: 99999999999999999999999\ndata: 1\n\n")).hasSize(1);
    assertThat(read("id: a\0b\nretry: x\nretry:\ndata: 1\n\n").getFirst().id()).isEmpty();
  }
}
