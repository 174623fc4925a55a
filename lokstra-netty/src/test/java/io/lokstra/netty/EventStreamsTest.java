package io.lokstra.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.events.Broadcaster;
import io.lokstra.events.Event;
import io.lokstra.events.EventStream;
import io.lokstra.http.App;
import io.lokstra.http.Router;
import io.lokstra.http.RunningServer;
import io.lokstra.http.Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams of events over sockets, by HTTP/1.1 and HTTP/2. */
@Timeout(120)
class EventStreamsTest {
  private static final String OPENING = "retry: 2000\n\n";

  /** Without heartbeats unless it says otherwise: on a slow machine one could come anywhere. */
  private static RunningServer serve(Router router, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    if (all.stream().noneMatch(each -> each.startsWith("--server.events.heartbeat"))) {
      all.add("--server.events.heartbeat=0s");
    }
    return Server.named("test")
        .app(App.named("test", "127.0.0.1:0").mount(router))
        .engine(new NettyProvider())
        .start(all.toArray(String[]::new));
  }

  private static int port(RunningServer server) {
    return server.port("test");
  }

  /** The next chunk of a response in HTTP/1.1; empty for the last. */
  private static String chunk(Wire wire) throws IOException {
    int size = Integer.parseInt(wire.line(), 16);
    StringBuilder content = new StringBuilder();
    for (int i = 0; i < size; i++) {
      content.append((char) wire.read());
    }
    assertThat(wire.line()).isEmpty();
    return content.toString();
  }

  /** Asks for events and reads up to the first. */
  private static Wire open(RunningServer server, String target) throws IOException {
    Wire wire = new Wire(port(server)).timeout(60_000).get(target);
    assertThat(wire.line()).isEqualTo("HTTP/1.1 200 OK");
    for (String line = wire.line(); !line.isEmpty(); line = wire.line()) {
      assertThat(line).doesNotStartWith("content-length");
    }
    assertThat(chunk(wire)).isEqualTo(OPENING);
    return wire;
  }

  /** The same by HTTP/2, on a connection that is open. */
  private static Http2Wire open(Http2Wire wire, int stream, String path) throws IOException {
    wire.get(stream, path);
    Http2Wire.Frame head = wire.await(Http2Wire.HEADERS, stream);
    assertThat(Http2Wire.fields(head.payload()))
        .containsEntry(":status", "200")
        .containsEntry("content-type", "text/event-stream")
        .containsEntry("cache-control", "no-store, no-transform");
    assertThat(wire.await(Http2Wire.DATA, stream).text()).isEqualTo(OPENING);
    return wire;
  }

  private static Http2Wire connect(RunningServer server) throws IOException {
    return Http2Wire.open(port(server)).timeout(60_000);
  }

  @Test
  void sendsEachEventAtOnceAndEndsWithTheHandler() throws Exception {
    CountDownLatch[] steps = {new CountDownLatch(1), new CountDownLatch(2)};
    Router router =
        Router.named("r")
            .get(
                "/",
                ctx ->
                    ctx.events(events -> {
                      events.send("one");
                      steps[ctx.query("step", int.class).orElseThrow()].await();
                      events.send(Event.of("two").id(2));
                    }));
    try (RunningServer server = serve(router);
        Wire wire = open(server, "/?step=0");
        Http2Wire second = open(connect(server), 1, "/?step=1")) {
      assertThat(chunk(wire)).isEqualTo("data: one\n\n");
      steps[0].countDown();
      assertThat(chunk(wire)).isEqualTo("id: 2\ndata: two\n\n");
      assertThat(chunk(wire)).isEmpty();
      // The connection goes on.
      wire.get("/none");
      assertThat(wire.answer().status()).isEqualTo(404);

      assertThat(second.await(Http2Wire.DATA, 1).text()).isEqualTo("data: one\n\n");
      steps[1].countDown();
      steps[1].countDown();
      Http2Wire.Frame last = second.await(Http2Wire.DATA, 1);
      assertThat(last.text()).isEqualTo("id: 2\ndata: two\n\n");
      assertThat(last.ends() || second.await(Http2Wire.DATA, 1).ends()).isTrue();
    }
  }

  /** A client that only closes is noticed by the next comment, one that resets at once. */
  @Test
  void stopsTheHandlerOfAClientThatIsGone() throws Exception {
    CountDownLatch stopped = new CountDownLatch(3);
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
    try (RunningServer server = serve(router, "--server.events.heartbeat=100ms");
        Http2Wire second = open(connect(server), 1, "/")) {
      open(server, "/").reset();
      open(server, "/").close();
      second.frame(Http2Wire.RST, 0, 1, Http2Wire.number(8));
      assertThat(stopped.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(second.isAlive()).isTrue();
    }
  }

  @Test
  void endsStreamsCleanlyWhenTheServerStopsAndLongBeforeItsDeadline() throws Exception {
    Router router = Router.named("r").get("/", ctx -> ctx.events(EventStream::awaitEnd));
    RunningServer server = serve(router, "--server.shutdown-timeout=100s");
    try (Wire wire = open(server, "/");
        Http2Wire second = open(open(connect(server), 1, "/"), 3, "/")) {
      Thread stop = Thread.ofVirtual().start(server::close);
      assertThat(chunk(wire)).startsWith("retry: ");
      assertThat(chunk(wire)).isEmpty();
      assertThat(wire.isClosed()).isTrue();
      for (int ended = 0; ended < 2; ) {
        Http2Wire.Frame frame = second.await(f -> f.type() == Http2Wire.DATA);
        ended += frame.ends() ? 1 : 0;
      }
      // Well before the deadline, which only this test's own time-out would show.
      stop.join();
      assertThat(server.stop()).isEmpty();
    }
  }

  /** Counts what a handler could send that sends without end. */
  private static Router endless(AtomicLong sent, CountDownLatch stopped, String data) {
    Event event = Event.of(data);
    return Router.named("r")
        .get(
            "/",
            ctx ->
                ctx.events(events -> {
                  try {
                    while (true) {
                      events.send(event);
                      sent.incrementAndGet();
                    }
                  } finally {
                    stopped.countDown();
                  }
                }))
        .get("/other", ctx -> ctx.text("served"));
  }

  /**
   * The window of a stream is 64 KiB, so what was taken beyond it is what the server holds: no more
   * than a piece and 64 KiB, small events counted with what they cost.
   */
  @Test
  void holdsLittleForAClientOfHttp2ThatDoesNotRead() throws Exception {
    for (String data : new String[] {"x", "x".repeat(1_000), "x".repeat(30_000)}) {
      AtomicLong sent = new AtomicLong();
      CountDownLatch stopped = new CountDownLatch(1);
      int length = data.length() + "data: \n\n".length();
      try (RunningServer server =
              serve(endless(sent, stopped, data), "--server.http.write-timeout=2s");
          Http2Wire wire = open(connect(server).grow(0, 1 << 20), 1, "/")) {
        assertThat(stopped.await(60, TimeUnit.SECONDS)).isTrue();
        long taken = sent.get() * length;
        long most = 65_535L + 64 * 1024 + 8 * 1024 + length;
        assertThat(taken).as("octets of events of %s", length).isBetween(65_535L, most);
        if (length < 100) {
          assertThat(taken).isLessThan(65_535L + 258L * length);
        }
        // The stream was reset, and nothing else.
        assertThat(wire.await(Http2Wire.RST, 1).code()).isEqualTo(11);
        wire.get(3, "/other");
        assertThat(wire.answer(3).body()).isEqualTo("served");
      }
    }
  }

  /** Here the kernel holds something too, whatever its buffers hold; the server does not. */
  @Test
  void holdsLittleForAClientOfHttp1ThatDoesNotRead() throws Exception {
    AtomicLong sent = new AtomicLong();
    CountDownLatch stopped = new CountDownLatch(1);
    String data = "x".repeat(1_000);
    try (RunningServer server =
            serve(endless(sent, stopped, data), "--server.http.write-timeout=2s");
        Socket socket = new Socket()) {
      socket.setReceiveBufferSize(16 * 1024);
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port(server)));
      Wire wire = new Wire(socket).get("/");
      assertThat(stopped.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(sent.get() * data.length()).isLessThan(16L * 1024 * 1024);
      assertThat(wire.timeout(60_000).isReset()).isTrue();
    }
  }

  /** A sender that waits for its client holds up neither the stream's end nor the server's. */
  @Test
  void stopsLongBeforeItsDeadlineWithASenderWhoseClientDoesNotRead() throws Exception {
    AtomicLong sent = new AtomicLong();
    CountDownLatch left = new CountDownLatch(2);
    Event event = Event.of("x".repeat(1_000));
    Router router =
        Router.named("r")
            .get(
                "/",
                ctx ->
                    ctx.events(events -> {
                      Thread.ofVirtual()
                          .start(() -> {
                            try {
                              while (true) {
                                events.send(event);
                                sent.incrementAndGet();
                              }
                            } catch (IOException _) {
                              left.countDown();
                            }
                          });
                      events.awaitEnd();
                    }));
    RunningServer server =
        serve(router, "--server.shutdown-timeout=200s", "--server.http.write-timeout=200s");
    try (Wire wire = open(server, "/");
        Http2Wire second = open(connect(server).grow(0, 1 << 20), 1, "/")) {
      long before = -1;
      while (before != sent.get()) {
        before = sent.get();
        Thread.sleep(500); // until both wait; one that does not is no worse
      }
      assertThat(wire).isNotNull();
      assertThat(second).isNotNull();
      server.close();
      assertThat(left.await(60, TimeUnit.SECONDS)).isTrue();
      assertThat(server.stop()).isEmpty();
    }
  }

  /** They wait, and hold neither an event loop nor one of the places of requests in progress. */
  @Test
  void keepsHundredsOfStreamsOpenBesideOtherRequests() throws Exception {
    int plain = 150;
    int connections = 10;
    int each = 30;
    Broadcaster source = Broadcaster.create();
    AtomicInteger first = new AtomicInteger();
    Router router =
        Router.named("r")
            .get(
                "/",
                ctx -> ctx.events(events -> source.stream(events, _ -> first.incrementAndGet())))
            .get("/other", ctx -> ctx.text("served"))
            .get(
                "/sleeps",
                ctx -> {
                  Thread.sleep(1);
                  return ctx.text("slept");
                });
    List<Wire> wires = new ArrayList<>();
    List<Http2Wire> multiplexed = new ArrayList<>();
    RunningServer server =
        serve(router, "--server.http.max-requests=4", "--server.http.max-queued-requests=0");
    try {
      for (int i = 0; i < plain; i++) {
        wires.add(open(server, "/"));
      }
      for (int i = 0; i < connections; i++) {
        Http2Wire wire = connect(server);
        multiplexed.add(wire);
        for (int stream = 0; stream < each; stream++) {
          open(wire, 2 * stream + 1, "/");
        }
      }
      Running.await(() -> source.streams() == plain + connections * each);
      try (Wire other = new Wire(port(server)).timeout(60_000)) {
        assertThat(other.get("/other").answer().body()).isEqualTo("served");
        assertThat(other.get("/sleeps").answer().body()).isEqualTo("slept");
      }
      for (int round = 0; round < 3; round++) {
        source.send(Event.json(round));
        String expected = "data: " + round + "\n\n";
        for (Wire wire : wires) {
          assertThat(chunk(wire)).isEqualTo(expected);
        }
        for (Http2Wire wire : multiplexed) {
          for (int stream = 0; stream < each; stream++) {
            assertThat(wire.await(f -> f.type() == Http2Wire.DATA).text()).isEqualTo(expected);
          }
        }
      }
    } finally {
      server.close();
    }
    assertThat(server.stop()).isEmpty();
    assertThat(first.get()).isEqualTo(plain + connections * each);
    for (Wire wire : wires) {
      assertThat(chunk(wire)).startsWith("retry: ");
      assertThat(chunk(wire)).isEmpty();
      wire.close();
    }
    for (Http2Wire wire : multiplexed) {
      wire.close();
    }
  }
}
