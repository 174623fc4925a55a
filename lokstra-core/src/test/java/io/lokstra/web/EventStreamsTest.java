package io.lokstra.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.bind.Converters;
import io.lokstra.bind.Naming;
import io.lokstra.events.Broadcaster;
import io.lokstra.events.Broadcaster.WhenFull;
import io.lokstra.events.Event;
import io.lokstra.events.EventStream;
import io.lokstra.http.App;
import io.lokstra.http.Response;
import io.lokstra.http.RouteOption;
import io.lokstra.http.Router;
import io.lokstra.http.Server;
import io.lokstra.internal.memory.MemoryReply;
import io.lokstra.internal.memory.MemoryRequest;
import io.lokstra.json.Json;
import io.lokstra.json.JsonException;
import io.lokstra.json.JsonOptions;
import io.lokstra.middleware.Compression;
import io.lokstra.middleware.Etag;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams of events from handler to body, and how they end. */
@Timeout(60)
class EventStreamsTest {
  private static final String OPENING = "retry: 2000\n\n";

  /** The response to a request for events, as it comes. */
  private static final class Reading {
    final MemoryReply reply;
    final InputStream body;

    Reading(MemoryReply reply) throws IOException {
      this.reply = reply;
      this.body = reply.head().body();
    }

    /** The next lines up to an empty one. */
    String block() throws IOException {
      ByteArrayOutputStream block = new ByteArrayOutputStream();
      int last = 0;
      for (int next = body.read(); next >= 0; next = body.read()) {
        block.write(next);
        if (next == '\n' && last == '\n') {
          break;
        }
        last = next;
      }
      return block.toString(UTF_8);
    }

    String rest() throws IOException {
      return new String(body.readAllBytes(), UTF_8);
    }
  }

  private static Reading read(InMemory server, String target) throws IOException {
    return new Reading(server.begin(target));
  }

  /** Without heartbeats unless it says otherwise: on a slow machine one could come anywhere. */
  private static InMemory serving(Router router, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    if (all.stream().noneMatch(each -> each.startsWith("--server.events.heartbeat"))) {
      all.add("--server.events.heartbeat=0s");
    }
    return InMemory.of(
        Server.named("test").app(App.named("test", ":0").mount(router)),
        all.toArray(String[]::new));
  }

  private static void await(BooleanSupplier reached) throws InterruptedException {
    for (int i = 0; !reached.getAsBoolean(); i++) {
      assertThat(i).as("waited twenty seconds in vain").isLessThan(4_000);
      Thread.sleep(5);
    }
  }

  @Test
  void sendsEventsAndEndsWithTheHandler() throws Exception {
    Router router =
        Router.named("r")
            .get(
                "/",
                ctx ->
                    ctx.events(events -> {
                      events.send("one");
                      events.comment("between\nthem");
                      events.send(Event.json(List.of(1, 2)).name("two").id(2));
                      events.send(List.of(Event.of("3"), Event.of("4")));
                    }));
    try (InMemory server = serving(router)) {
      InMemory.Answer answer = server.get("/");
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("content-type")).contains("text/event-stream");
      assertThat(answer.header("cache-control")).contains("no-store, no-transform");
      assertThat(answer.header("x-accel-buffering")).contains("no");
      assertThat(answer.header("content-length")).isEmpty();
      assertThat(answer.body())
          .isEqualTo(
              OPENING
                  + "data: one\n\n: between\n: them\n\nevent: two\nid: 2\ndata: [1,2]\n\n"
                  + "data: 3\n\ndata: 4\n\n");
    }
  }

  @Test
  void opensTheStreamBeforeTheFirstEvent() throws Exception {
    CountDownLatch opened = new CountDownLatch(1);
    Router router =
        Router.named("r")
            .get(
                "/",
                ctx ->
                    ctx.events(events -> {
                      opened.await();
                      events.send("now");
                    }));
    try (InMemory server = serving(router, "--server.events.retry=0s")) {
      Reading reading = read(server, "/");
      assertThat(reading.block()).isEqualTo(":\n\n");
      opened.countDown();
      assertThat(reading.rest()).isEqualTo("data: now\n\n");
    }
  }

  @Test
  void tellsTheHandlerWhatTheClientHasSeen() throws Exception {
    Router router =
        Router.named("r")
            .get("/", ctx -> ctx.events(e -> e.send(e.lastEventId().orElse("nothing"))));
    try (InMemory server = serving(router)) {
      assertThat(server.get("/").body()).isEqualTo(OPENING + "data: nothing\n\n");
      for (String id : new String[] {"", "7", "größe"}) {
        String sent = new String(id.getBytes(UTF_8), java.nio.charset.StandardCharsets.ISO_8859_1);
        String body =
            server.send(MemoryRequest.of("GET", "/").header("last-event-id", sent)).body();
        assertThat(body).isEqualTo(OPENING + "data: " + (id.isEmpty() ? "nothing" : id) + "\n\n");
      }
    }
  }

  @Test
  void isLeftAloneByWhatPacksAndTagsOthers() throws Exception {
    Router router =
        Router.named("r")
            .use(Compression.create(pack -> pack.minSize(0)), Etag.create())
            .get("/", ctx -> ctx.events(events -> events.send("x".repeat(10_000))));
    try (InMemory server = serving(router)) {
      InMemory.Answer answer =
          server.send(MemoryRequest.of("GET", "/").header("accept-encoding", "gzip"));
      assertThat(answer.header("content-encoding")).isEmpty();
      assertThat(answer.header("etag")).isEmpty();
      assertThat(answer.body()).startsWith(OPENING + "data: xxx");
    }
  }

  @Test
  void refusesAClientThatTakesNoEvents() throws Exception {
    Router router = Router.named("r").get("/", ctx -> ctx.events(_ -> {}));
    try (InMemory server = serving(router)) {
      assertThat(
              server
                  .send(MemoryRequest.of("GET", "/").header("accept", "application/json"))
                  .status())
          .isEqualTo(406);
      assertThat(
              server
                  .send(MemoryRequest.of("GET", "/").header("accept", "text/event-stream"))
                  .status())
          .isEqualTo(200);
      assertThat(server.send(MemoryRequest.of("HEAD", "/")).body()).isEmpty();
    }
  }

  @Test
  void keepsASilentStreamAliveWithComments() throws Exception {
    Router router = Router.named("r").get("/", ctx -> ctx.events(EventStream::awaitEnd));
    try (InMemory server = serving(router, "--server.events.heartbeat=40ms")) {
      Reading reading = read(server, "/");
      assertThat(reading.block()).isEqualTo(OPENING);
      for (int i = 0; i < 3; i++) {
        assertThat(reading.block()).isEqualTo(":\n\n");
      }
      reading.reply.abort();
    }
  }

  @Test
  void stopsTheHandlerWhenTheClientGoesAway() throws Exception {
    CountDownLatch stopped = new CountDownLatch(1);
    Router router =
        Router.named("r")
            .get(
                "/",
                ctx ->
                    ctx.events(events -> {
                      try {
                        events.awaitEnd();
                      } finally {
                        stopped.countDown();
                      }
                    }));
    try (InMemory server = serving(router);
        Logged log = new Logged("io.lokstra.http")) {
      Reading reading = read(server, "/");
      reading.block();
      reading.reply.abort();
      assertThat(stopped.await(20, TimeUnit.SECONDS)).isTrue();
      reading.reply.outcome();
      assertThat(log.text()).isEmpty();
    }
  }

  @Test
  void takesNothingAfterItsEnd() throws Exception {
    AtomicReference<EventStream> kept = new AtomicReference<>();
    Router router =
        Router.named("r")
            .get(
                "/",
                ctx ->
                    ctx.events(events -> {
                      assertThat(events.isOpen()).isTrue();
                      kept.set(events);
                    }));
    try (InMemory server = serving(router)) {
      assertThat(server.get("/").body()).isEqualTo(OPENING);
      assertThat(kept.get().isOpen()).isFalse();
      assertThatThrownBy(() -> kept.get().send("late"))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("has ended");
    }
  }

  @Test
  void cutsTheConnectionAndSaysSoWhenTheHandlerFails() throws Exception {
    Router router =
        Router.named("r")
            .get(
                "/",
                ctx ->
                    ctx.events(events -> {
                      events.send("first");
                      throw new IllegalStateException("a bug");
                    }))
            .get(
                "/checked",
                ctx ->
                    ctx.events(_ -> {
                      throw new Exception("a checked one");
                    }));
    try (InMemory server = serving(router);
        Logged log = new Logged("io.lokstra.http")) {
      Reading reading = read(server, "/");
      assertThatThrownBy(reading::rest).isInstanceOf(IOException.class);
      assertThat(Logged.line(log.first()))
          .startsWith("ERROR GET / failed while its answer was written [");
      Reading second = read(server, "/checked");
      assertThatThrownBy(second::rest).isInstanceOf(IOException.class);
      await(() -> log.events().size() == 2);
    }
  }

  @Test
  void saysWhenTheWriterOfAnyStreamFails() throws Exception {
    Router router =
        Router.named("r")
            .get(
                "/",
                _ ->
                    Response.stream(
                        "text/plain",
                        out -> {
                          out.write(1);
                          out.write(new byte[] {2, 3});
                          out.flush();
                          throw new IOException("the source is gone");
                        }));
    try (InMemory server = serving(router);
        Logged log = new Logged("io.lokstra.http")) {
      Reading reading = read(server, "/");
      assertThatThrownBy(reading::rest).isInstanceOf(IOException.class);
      assertThat(log.first().getThrowableProxy().getMessage()).isEqualTo("the source is gone");
    }
  }

  @Test
  void hasNoDeadline() throws Exception {
    CountDownLatch later = new CountDownLatch(1);
    Router router =
        Router.named("r")
            .get(
                "/",
                ctx ->
                    ctx.events(events -> {
                      later.await();
                      events.send(ctx.cancelled() + " " + (ctx.remaining().toDays() > 1));
                    }),
                RouteOption.timeout(Duration.ofSeconds(3)))
            .get("/warm", ctx -> ctx.events(_ -> {}));
    try (InMemory server = serving(router)) {
      // What is loaded with the first stream is not to count.
      assertThat(server.get("/warm").status()).isEqualTo(200);
      Reading reading = read(server, "/");
      reading.block();
      Thread.sleep(3_500);
      later.countDown();
      assertThat(reading.rest()).isEqualTo("data: false true\n\n");
    }
  }

  @Test
  void refusesMoreStreamsThanThereMayBe() throws Exception {
    Router router = Router.named("r").get("/", ctx -> ctx.events(EventStream::awaitEnd));
    try (InMemory server = serving(router, "--server.events.max-streams=2")) {
      Reading one = read(server, "/");
      one.block();
      Reading two = read(server, "/");
      two.block();
      InMemory.Answer refused = server.get("/");
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.header("retry-after")).contains("5");

      one.reply.abort();
      List<Reading> third = new ArrayList<>();
      await(() -> {
        try {
          MemoryReply reply = server.begin("/");
          boolean taken = reply.head().status() == 200;
          if (taken) {
            third.add(new Reading(reply));
          }
          return taken;
        } catch (IOException e) {
          throw new AssertionError(e);
        }
      });
      assertThat(third.getFirst().block()).isEqualTo(OPENING);
    }
  }

  @Test
  void endsStreamsCleanlyWhenTheServerStops() throws Exception {
    Router router =
        Router.named("r")
            .get("/waits", ctx -> ctx.events(EventStream::awaitEnd))
            .get(
                "/sends",
                ctx ->
                    ctx.events(events -> {
                      while (events.isOpen()) {
                        events.send("x");
                        Thread.sleep(1);
                      }
                    }));
    InMemory server = serving(router);
    Reading waits = read(server, "/waits");
    waits.block();
    Reading sends = read(server, "/sends");
    sends.block();
    Thread stop = Thread.ofVirtual().start(server::close);
    String last = waits.rest();
    assertThat(last).matches("retry: [0-9]+\n\n");
    assertThat(Integer.parseInt(last.substring(7).strip())).isBetween(2_000, 4_000);
    assertThat(sends.rest()).endsWith("\n\n").contains("retry: ");
    stop.join();
    assertThat(waits.reply.outcome().failure()).isEmpty();
    assertThat(sends.reply.outcome().failure()).isEmpty();
    assertThat(server.running().stop()).isEmpty();
  }

  @Test
  void endsAStreamAfterItsTime() throws Exception {
    Router router = Router.named("r").get("/", ctx -> ctx.events(EventStream::awaitEnd));
    try (InMemory server = serving(router, "--server.events.max-duration=50ms")) {
      Reading reading = read(server, "/");
      assertThat(reading.block()).isEqualTo(OPENING);
      assertThat(reading.rest()).matches("retry: [0-9]+\n\n");
      assertThat(reading.reply.outcome().failure()).isEmpty();
    }
  }

  @Test
  void makesOneSenderWaitForAnotherAndNeverMixesThem() throws Exception {
    CountDownLatch done = new CountDownLatch(4);
    Router router =
        Router.named("r")
            .get(
                "/",
                ctx ->
                    ctx.events(events -> {
                      for (int sender = 0; sender < 4; sender++) {
                        String text = String.valueOf(sender).repeat(3_000);
                        Thread.ofVirtual()
                            .start(() -> {
                              try {
                                for (int i = 0; i < 50; i++) {
                                  events.send(text + "\n" + text);
                                }
                              } catch (IOException e) {
                                throw new AssertionError(e);
                              }
                              done.countDown();
                            });
                      }
                      done.await();
                    }));
    try (InMemory server = serving(router)) {
      String[] blocks = server.get("/").body().substring(OPENING.length()).split("\n\n");
      assertThat(blocks).hasSize(200);
      for (String block : blocks) {
        String[] lines = block.split("\n");
        assertThat(lines).hasSize(2);
        assertThat(lines[0]).isEqualTo(lines[1]).hasSize(3_006);
        assertThat(lines[0].substring(6).chars().distinct().count()).isEqualTo(1);
      }
    }
  }

  /** The thread of a sender whose client does not read, once it waits for room. */
  private static Thread stuck(AtomicReference<EventStream> stream) throws InterruptedException {
    await(() -> stream.get() != null);
    Thread sender =
        Thread.ofVirtual()
            .start(() -> {
              try {
                stream.get().send("x".repeat(1_000_000));
              } catch (IOException _) {
                // It is told, and that is all.
              }
            });
    await(() -> sender.getState() == Thread.State.WAITING);
    return sender;
  }

  private static Router handingOut(AtomicReference<EventStream> stream) {
    return Router.named("r")
        .get(
            "/",
            ctx ->
                ctx.events(events -> {
                  stream.set(events);
                  events.awaitEnd();
                }));
  }

  /** With a sender of another thread in the middle of an event, the stream can only be cut. */
  @Test
  void stopsWithASenderWhoseClientDoesNotRead() throws Exception {
    AtomicReference<EventStream> stream = new AtomicReference<>();
    InMemory server = serving(handingOut(stream), "--server.shutdown-timeout=100s");
    Reading reading = read(server, "/");
    reading.block();
    Thread sender = stuck(stream);
    server.close();
    sender.join();
    assertThat(server.running().stop()).isEmpty();
    assertThat(reading.reply.outcome().failure()).isPresent();
  }

  /** The way to the client is filled to its last octet, for the heartbeat and for the last word. */
  @Test
  void stopsWithoutRoomForAnotherWord() throws Exception {
    String filling = "x".repeat(64 * 1024 - OPENING.length() - "data: \n\n".length());
    Router router =
        Router.named("r")
            .get(
                "/",
                ctx ->
                    ctx.events(events -> {
                      events.send(filling);
                      events.awaitEnd();
                    }));
    for (String heartbeat : new String[] {"0s", "20ms"}) {
      InMemory server =
          serving(
              router, "--server.shutdown-timeout=100s", "--server.events.heartbeat=" + heartbeat);
      Reading reading = read(server, "/");
      while (reading.body.available() < 64 * 1024) {
        Thread.sleep(5);
      }
      Thread.sleep(200); // a heartbeat waits by now, or none, which is no worse
      server.close();
      assertThat(server.running().stop()).isEmpty();
      assertThat(reading.reply.outcome().failure()).isPresent();
    }
  }

  @Test
  void cutsAStreamThatAnotherThreadLeftInTheMiddleOfAnEvent() throws Exception {
    AtomicReference<EventStream> stream = new AtomicReference<>();
    try (InMemory server = serving(handingOut(stream))) {
      Reading reading = read(server, "/");
      reading.block();
      Thread sender = stuck(stream);
      sender.interrupt();
      sender.join();
      assertThatThrownBy(reading::rest).isInstanceOf(IOException.class);
      assertThat(reading.reply.outcome().failure()).isPresent();
      assertThat(stream.get().isOpen()).isFalse();
    }
  }

  @Test
  void goesOnWhenASenderIsInterruptedBeforeItWroteAnything() throws Exception {
    Router router =
        Router.named("r")
            .get(
                "/",
                ctx ->
                    ctx.events(events -> {
                      events.send("before");
                      Thread.currentThread().interrupt();
                      assertThatThrownBy(() -> events.send("never"))
                          .isInstanceOf(InterruptedIOException.class);
                      assertThat(Thread.interrupted()).isTrue();
                      events.send("after");
                    }));
    try (InMemory server = serving(router)) {
      assertThat(server.get("/").body()).isEqualTo(OPENING + "data: before\n\ndata: after\n\n");
    }
  }

  @Test
  void saysWhatAHandlerMadeOfTheEnd() throws Exception {
    AtomicReference<String> told = new AtomicReference<>("nothing");
    Router router =
        Router.named("r")
            .get(
                "/",
                ctx ->
                    ctx.events(events -> {
                      try {
                        events.awaitEnd();
                      } catch (InterruptedException _) {
                        assertThatThrownBy(() -> events.send("late"))
                            .satisfies(thrown -> told.set(thrown.getMessage()));
                        throw new IllegalStateException("a bug");
                      }
                    }));
    try (InMemory server = serving(router, "--server.events.max-duration=20ms");
        Logged log = new Logged("io.lokstra.http")) {
      assertThat(server.get("/").body()).startsWith(OPENING + "retry: ");
      assertThat(told.get()).contains("has ended: it has lasted as long as one may");
      assertThat(Logged.line(log.first())).startsWith("WARN a handler failed when it was told");
    }
  }

  // Broadcasters.

  @Test
  void sendsToEveryStreamInOneOrder() throws Exception {
    Broadcaster source = Broadcaster.create();
    Router router = Router.named("r").get("/", ctx -> ctx.events(source));
    try (InMemory server = serving(router)) {
      List<Reading> readings = new ArrayList<>();
      for (int i = 0; i < 5; i++) {
        readings.add(read(server, "/"));
        readings.getLast().block();
      }
      await(() -> source.streams() == 5);
      for (int i = 0; i < 100; i++) {
        source.send(Event.json(i));
      }
      for (Reading each : readings) {
        for (int i = 0; i < 100; i++) {
          assertThat(each.block()).isEqualTo("data: " + i + "\n\n");
        }
      }
      source.close();
      for (Reading each : readings) {
        assertThat(each.rest()).isEmpty();
      }
      assertThat(source.streams()).isZero();
      assertThat(read(server, "/").rest()).isEqualTo(OPENING);
      assertThatThrownBy(() -> source.send("late")).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void resumesWhereTheClientLeftOff() throws Exception {
    Broadcaster source =
        Broadcaster.create(o -> o.history(3).missed(Event.of("start again").name("missed")));
    Router router = Router.named("r").get("/", ctx -> ctx.events(source));
    try (InMemory server = serving(router)) {
      Reading first = read(server, "/");
      first.block();
      await(() -> source.streams() == 1);
      source.send("1");
      String id = first.block().lines().findFirst().orElseThrow().substring(4);
      first.reply.abort();
      await(() -> source.streams() == 0);
      source.send("2");
      source.send("3");
      Reading back = resume(server, id);
      assertThat(back.block()).endsWith("data: 2\n\n");
      assertThat(back.block()).endsWith("data: 3\n\n");
      source.send("4");
      assertThat(back.block()).endsWith("data: 4\n\n");

      // Of 1 nothing is known any more, and of what never was neither.
      for (String forgotten : new String[] {id, "x"}) {
        Reading late = resume(server, forgotten);
        assertThat(late.block()).isEqualTo("event: missed\ndata: start again\n\n");
        late.reply.abort();
      }
      source.close();
    }
  }

  /** Of an id that was used twice, the later one counts, however often the history went round. */
  @Test
  void resumesAfterTheLastEventOfAnId() throws Exception {
    Broadcaster source = Broadcaster.create(o -> o.history(3));
    Router router = Router.named("r").get("/", ctx -> ctx.events(source));
    try (InMemory server = serving(router)) {
      for (String id : new String[] {"a", "b", "a", "c", "a", "d"}) {
        source.send(Event.of("of " + id).id(id));
      }
      Reading back = resume(server, "a");
      assertThat(back.block()).isEqualTo("id: d\ndata: of d\n\n");
      Reading forgotten = resume(server, "b");
      await(() -> source.streams() == 2);
      source.send(Event.of("now").id("e"));
      assertThat(forgotten.block()).isEqualTo("id: e\ndata: now\n\n");
      source.close();
    }
  }

  /** Else every stream, and every client that comes back to a history, would fail on it. */
  @Test
  void refusesAnEventThatCannotBeWrittenBeforeAnybodyGetsIt() throws Exception {
    Broadcaster source = Broadcaster.create(o -> o.history(3));
    Router router = Router.named("r").get("/", ctx -> ctx.events(source));
    try (InMemory server = serving(router)) {
      assertThatThrownBy(() -> source.send(Event.json(Double.NaN)))
          .isInstanceOf(JsonException.class);
      source.send(Event.of("first").id("1"));
      Reading reading = resume(server, "1");
      await(() -> source.streams() == 1);
      assertThatThrownBy(() -> source.send(Event.json(Double.NaN)))
          .isInstanceOf(JsonException.class);
      List<Integer> changing = new ArrayList<>(List.of(1));
      source.send(Event.json(changing).id("2"));
      changing.clear();
      assertThat(reading.block()).isEqualTo("id: 2\ndata: [1]\n\n");
      assertThat(resume(server, "1").block()).isEqualTo("id: 2\ndata: [1]\n\n");
      source.close();
    }
  }

  /** Else every client that comes back too late would fail on it, again and again. */
  @Test
  void refusesAnEventForWhatIsMissedThatHasNoJson() {
    assertThatThrownBy(() -> Broadcaster.create(o -> o.missed(Event.json(Double.NaN))))
        .isInstanceOf(JsonException.class);
  }

  /** What becomes of its value afterwards, or that no JSON but one can write it, fails nobody. */
  @Test
  void sendsTheEventForWhatIsMissedAsItWasWhenItCouldBeWritten() throws Exception {
    record Missed(List<Double> someValues) {}
    List<Double> changing = new ArrayList<>(List.of(1.0));
    Broadcaster early = Broadcaster.create(o -> o.missed(Event.json(new Missed(changing))));
    Broadcaster late = Broadcaster.create(o -> o.missed(Event.json(new Missed(changing))));
    Router router =
        Router.named("r")
            .get("/early", ctx -> ctx.events(early))
            .get("/late", ctx -> ctx.events(late));
    try (InMemory server = serving(router, "--json.naming=camel-case")) {
      assertThat(resume(server, "/early", "x").block())
          .isEqualTo("data: {\"someValues\":[1.0]}\n\n");
      changing.set(0, Double.NaN);
      assertThat(resume(server, "/early", "x").block())
          .isEqualTo("data: {\"someValues\":[1.0]}\n\n");
      assertThat(resume(server, "/late", "x").block())
          .isEqualTo("data: {\"some_values\":[1.0]}\n\n");
      early.close();
      late.close();
    }
  }

  @Test
  void writesJsonAsItsServerDoesOrAsItIsTold() throws Exception {
    record Price(int inCents) {}
    Json other =
        Json.of(JsonOptions.defaults().withNaming(Naming.CAMEL_CASE), Converters.standard());
    Broadcaster source = Broadcaster.create(o -> o.json(other).history(1));
    Router router = Router.named("r").get("/", ctx -> ctx.events(source));
    try (InMemory server = serving(router)) {
      source.send(Event.of("first").id("1"));
      Reading reading = resume(server, "1");
      await(() -> source.streams() == 1);
      source.send(Event.json(new Price(7)).id("2"));
      assertThat(reading.block()).isEqualTo("id: 2\ndata: {\"inCents\":7}\n\n");
      source.close();
    }
  }

  private static Reading resume(InMemory server, String id) throws IOException {
    return resume(server, "/", id);
  }

  private static Reading resume(InMemory server, String path, String id) throws IOException {
    Reading reading =
        new Reading(
            server.begin("test", MemoryRequest.of("GET", path).header("last-event-id", id)));
    assertThat(reading.block()).isEqualTo(OPENING);
    return reading;
  }

  @Test
  void losesNothingBetweenTheFirstWordAndTheRest() throws Exception {
    Broadcaster source = Broadcaster.create();
    Router router =
        Router.named("r")
            .get(
                "/",
                ctx ->
                    ctx.events(events ->
                        source.stream(
                            events,
                            first -> {
                              source.send("sent meanwhile");
                              first.send("how things stand");
                            })));
    try (InMemory server = serving(router)) {
      Reading reading = read(server, "/");
      assertThat(reading.block()).isEqualTo(OPENING);
      assertThat(reading.block()).isEqualTo("data: how things stand\n\n");
      assertThat(reading.block()).isEqualTo("data: sent meanwhile\n\n");
      source.close();
    }
  }

  /** Its stream is stuck in a write sooner or later, and then its queue fills. */
  @Test
  void endsTheStreamOfASlowClient() throws Exception {
    Broadcaster source = Broadcaster.create(o -> o.queue(8));
    Router router = Router.named("r").get("/", ctx -> ctx.events(source));
    try (InMemory server = serving(router)) {
      Reading reading = read(server, "/");
      reading.block();
      await(() -> source.streams() == 1);
      // More than the way to the client holds.
      String large = "x".repeat(40_000);
      for (int i = 0; i < 4; i++) {
        source.send(large);
      }
      for (int i = 0; i < 100; i++) {
        source.send("event " + i);
      }
      assertThat(source.streams()).isZero();
      assertThat(reading.rest()).doesNotContain("event 99");
      assertThat(reading.reply.outcome().failure()).isEmpty();
    }
  }

  /** What is sent of a hundred events that all come before the stream takes the first. */
  private static String whatIsLeftOfAHundred(WhenFull policy) throws Exception {
    Broadcaster source = Broadcaster.create(o -> o.queue(3).whenFull(policy));
    Router router =
        Router.named("r")
            .get(
                "/",
                ctx ->
                    ctx.events(events ->
                        source.stream(
                            events,
                            _ -> {
                              for (int i = 0; i < 100; i++) {
                                source.send(Event.json(i));
                              }
                              source.close();
                            })));
    try (InMemory server = serving(router)) {
      return server.get("/").body().substring(OPENING.length());
    }
  }

  @Test
  void doesWithAFullQueueWhatItIsTold() throws Exception {
    assertThat(whatIsLeftOfAHundred(WhenFull.END_STREAM)).isEmpty();
    assertThat(whatIsLeftOfAHundred(WhenFull.DROP_OLDEST))
        .isEqualTo("data: 97\n\ndata: 98\n\ndata: 99\n\n");
    assertThat(whatIsLeftOfAHundred(WhenFull.DROP_NEWEST))
        .isEqualTo("data: 0\n\ndata: 1\n\ndata: 2\n\n");
  }

  @Test
  void refusesABroadcasterWithoutAQueue() {
    assertThatThrownBy(() -> Broadcaster.create(o -> o.queue(0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a queue of 0");
  }
}
