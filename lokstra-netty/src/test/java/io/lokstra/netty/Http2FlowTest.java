package io.lokstra.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.EngineOptions;
import io.lokstra.engine.EngineOptions.CarriedThreads;
import io.lokstra.engine.Http2Options;
import io.lokstra.http.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What one stream may hold up of the others: nothing. Windows and times of HTTP/2. */
class Http2FlowTest {
  private static final int FRAME = 16_384;
  private static final int CALM = 11;

  private final Answers answers = new Answers();
  private final Running.Limits limits = new Running.Limits();
  private final CountDownLatch release = new CountDownLatch(1);

  @AfterEach
  void letGo() {
    release.countDown();
  }

  private Running running() throws IOException {
    answers.on(
        "/wait",
        exchange -> {
          release.await();
          return Response.text("waited");
        });
    answers.on(
        "/count", exchange -> Response.text("" + exchange.body().stream().readAllBytes().length));
    return Running.carried(limits.options(), answers);
  }

  /** A client that sends content, a frame of each stream in turn, as its windows allow. */
  private static final class Uploads {
    private final Http2Wire wire;
    private final Map<Integer, Integer> windows = new HashMap<>();
    private final Set<Integer> ended = new HashSet<>();
    private int connection = 65_535;

    Uploads(Http2Wire wire) {
      this.wire = wire;
    }

    /** Reads a frame, and counts what it returns. */
    void read() throws IOException {
      Http2Wire.Frame frame = wire.await(any -> true);
      if (frame.type() == Http2Wire.WINDOW_UPDATE) {
        if (frame.stream() == 0) {
          connection += frame.number(0);
        } else {
          windows.merge(frame.stream(), frame.number(0), Integer::sum);
        }
      } else if (frame.ends() && frame.type() <= Http2Wire.HEADERS) {
        ended.add(frame.stream());
      }
    }

    private void frame(int stream, boolean last) throws IOException {
      connection -= FRAME;
      windows.merge(stream, -FRAME, Integer::sum);
      wire.data(stream, new byte[FRAME], last);
    }

    /** Sends {@code frames} frames on each stream, interleaved. */
    void send(List<Integer> streams, int frames, boolean whole) throws IOException {
      streams.forEach(stream -> windows.put(stream, 131_072));
      Map<Integer, Integer> left = new HashMap<>();
      streams.forEach(stream -> left.put(stream, frames));
      while (left.values().stream().anyMatch(rest -> rest > 0)) {
        boolean sent = false;
        for (int stream : streams) {
          if (left.getOrDefault(stream, 0) > 0
              && connection >= FRAME
              && windows.getOrDefault(stream, 0) >= FRAME) {
            frame(stream, whole && left.getOrDefault(stream, 0) == 1);
            left.put(stream, left.getOrDefault(stream, 0) - 1);
            sent = true;
          }
        }
        if (!sent) {
          read();
        }
      }
    }

    void awaitEnds(List<Integer> streams) throws IOException {
      while (!ended.containsAll(streams)) {
        read();
      }
    }
  }

  private static List<Integer> streams(int first, int count) {
    return IntStream.range(0, count).mapToObj(i -> first + 2 * i).toList();
  }

  @ParameterizedTest
  @EnumSource(EngineOptions.Transport.class)
  void saysToOneConnectionOfALoopWhatIsForThatOne(EngineOptions.Transport transport)
      throws Exception {
    Running.assumeThereIs(transport);
    answers.on(
        "/slow",
        true,
        exchange -> {
          try (InputStream in = exchange.body().stream()) {
            long all = 0;
            for (int count = in.readNBytes(40_000).length; count > 0; ) {
              all += count;
              Thread.sleep(1);
              count = in.readNBytes(40_000).length;
            }
            return Response.text(Long.toString(all));
          }
        });
    AtomicBoolean uploading = new AtomicBoolean(true);
    EngineOptions oneLoop = new EngineOptions("auto", transport, 1, CarriedThreads.REQUIRED);
    try (Running server = new Running(oneLoop, limits.options(), answers);
        Wire other = server.connect();
        Http2Wire wire = Http2Wire.open(server.port()).timeout(5_000)) {
      FutureTask<Integer> others =
          new FutureTask<>(() -> {
            int answered = 0;
            while (uploading.get()) {
              assertThat(other.get("/").answer().body()).isEqualTo("hello");
              answered++;
            }
            return answered;
          });
      Thread.ofVirtual().start(others);
      Uploads uploads = new Uploads(wire);
      for (int stream : streams(1, 8)) {
        wire.post(stream, "/slow");
        uploads.send(List.of(stream), 60, true);
        uploads.awaitEnds(List.of(stream));
      }
      uploading.set(false);
      assertThat(others.get()).isPositive();
    }
  }

  @Test
  void tellsCallsThatTheRestOfTheirContentWillNotCome() throws Exception {
    limits.minBodyRate = 0;
    CountDownLatch told = new CountDownLatch(1);
    answers.on(
        "/read",
        exchange -> {
          try {
            exchange.body().stream().readAllBytes();
          } catch (IOException e) {
            told.countDown();
            throw e;
          }
          return Response.text("all");
        });
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      // The call of the first has begun; the second's has not, and never will.
      wire.post(1, "/read").post(3, "/read").data(3, new byte[10], false);
      Uploads uploads = new Uploads(wire);
      uploads.send(List.of(1), 5, false);
      wire.socket().shutdownOutput();
      assertThat(told.await(5, TimeUnit.SECONDS)).isTrue();
      assertThat(wire.timeout(5_000).closedWith()).as("no error of the connection").isEqualTo(-1);
    }
  }

  @Test
  void takesManyUploadsAtOnce() throws Exception {
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port()).timeout(3_000)) {
      List<Integer> all = streams(1, 20);
      for (int stream : all) {
        wire.post(stream, "/count");
      }
      Uploads uploads = new Uploads(wire);
      uploads.send(all, 16, true);
      uploads.awaitEnds(all);
    }
  }

  @Test
  void takesAnUploadBesideHandlersThatDoNotRead() throws Exception {
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port()).timeout(3_000)) {
      List<Integer> unread = streams(1, 8);
      for (int stream : unread) {
        wire.post(stream, "/wait");
      }
      Uploads uploads = new Uploads(wire);
      uploads.send(unread, 8, false);
      wire.post(17, "/count");
      uploads.send(List.of(17), 16, true);
      uploads.awaitEnds(List.of(17));
    }
  }

  @Test
  void returnsTheWindowThatFaultyContentTook() throws Exception {
    limits.http2 = new Http2Options(true, 100, 10_000, Duration.ofSeconds(30), 16, 1000);
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port()).timeout(3_000)) {
      Uploads uploads = new Uploads(wire);
      for (int stream : streams(1, 100)) {
        wire.post(stream, "/count", "content-length", "1");
        uploads.send(List.of(stream), 1, false);
      }
      wire.post(201, "/count");
      uploads.send(List.of(201), 16, true);
      uploads.awaitEnds(List.of(201));
    }
  }

  /** Lets the client send as much as it will on streams, and {@code stream} on each of them. */
  private static byte[] firstWindow(int stream) {
    byte[] setting = new byte[6];
    setting[1] = 4;
    System.arraycopy(Http2Wire.number(stream), 0, setting, 2, 4);
    return setting;
  }

  /** A client that takes in little before it reads. */
  private static Socket slowSocket(Running server) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(8 << 10);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    return socket;
  }

  @Test
  void resetsAStreamWhoseWindowStaysClosedAndNoOther() throws Exception {
    limits.writeTimeout = Duration.ofMillis(600);
    answers.on("/bytes", exchange -> Response.bytes(new byte[30_000]));
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port()).timeout(3_000)) {
      wire.frame(Http2Wire.SETTINGS, 0, 0, firstWindow(0)).get(1, "/bytes").get(3, "/wait");
      assertThat(wire.await(Http2Wire.RST, 1).code()).isEqualTo(CALM);
      release.countDown();
      wire.grow(3, 100);
      assertThat(wire.answer(3).body()).isEqualTo("waited");
    }
  }

  @Test
  void endsWhatHasNothingLeftWhileTheConnectionsWindowIsClosed() throws Exception {
    CountDownLatch goOn = new CountDownLatch(1);
    answers
        .on("/bytes", exchange -> Response.bytes(new byte[100_000]))
        .on(
            "/piece",
            exchange ->
                Response.stream(
                    "text/plain",
                    out -> {
                      out.write('a');
                      out.flush();
                      try {
                        goOn.await();
                      } catch (InterruptedException e) {
                        throw new IOException(e);
                      }
                    }));
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      wire.frame(Http2Wire.SETTINGS, 0, 0, firstWindow(1 << 20)).get(1, "/piece");
      int received = wire.await(Http2Wire.DATA, 1).payload().length;
      wire.get(3, "/bytes");
      while (received < 65_535) {
        received += wire.await(Http2Wire.DATA, 3).payload().length;
      }
      goOn.countDown();
      Http2Wire.Frame end = wire.await(Http2Wire.DATA, 1);
      assertThat(end.ends()).isTrue();
      assertThat(end.payload()).isEmpty();
      wire.grow(0, 100_000);
      while (!wire.await(Http2Wire.DATA, 3).ends()) {
        // the rest of it
      }
    }
  }

  @Test
  void keepsStreamsThatWaitForAConnectionThatGoesOn() throws Exception {
    limits.writeTimeout = Duration.ofMillis(900);
    answers.on("/bytes", exchange -> Response.bytes(new byte[70_000]));
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port()).timeout(3_000)) {
      wire.frame(Http2Wire.SETTINGS, 0, 0, firstWindow(1 << 20));
      for (int stream : streams(1, 12)) {
        wire.get(stream, "/bytes");
      }
      for (int i = 0; i < 16; i++) {
        Thread.sleep(150);
        wire.grow(0, 2_000);
      }
      wire.grow(0, 1 << 20);
      int ended = 0;
      while (ended < 12) {
        ended += wire.await(any -> true).ends() ? 1 : 0;
      }
      assertThat(wire.seen()).noneMatch(frame -> frame.type() == Http2Wire.RST);
    }
  }

  @Test
  void endsAConnectionWhoseOwnWindowStaysClosed() throws Exception {
    limits.writeTimeout = Duration.ofMillis(600);
    answers.on("/bytes", exchange -> Response.bytes(new byte[100_000]));
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port()).timeout(3_000)) {
      wire.frame(Http2Wire.SETTINGS, 0, 0, firstWindow(1 << 20)).get(1, "/bytes");
      assertThat(wire.closedWith()).isEqualTo(CALM);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void doesNotKeepAResponseForAWindowThatDrips(int dripping) throws Exception {
    limits.writeTimeout = Duration.ofMillis(900);
    answers.on("/bytes", exchange -> Response.bytes(new byte[100_000]));
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port()).timeout(3_000)) {
      wire.frame(Http2Wire.SETTINGS, 0, 0, firstWindow(dripping == 0 ? 1 << 20 : 0));
      wire.get(1, "/bytes");
      boolean ended = false;
      for (int i = 0; i < 40 && !ended; i++) {
        Thread.sleep(100);
        wire.grow(dripping, 1).frame(Http2Wire.PING, 0, 0, new byte[8]);
        Http2Wire.Frame frame =
            wire.await(f -> f.type() == Http2Wire.RST || f.type() == Http2Wire.PING);
        ended = frame.type() != Http2Wire.PING;
      }
      assertThat(ended).isTrue();
    } catch (IOException closed) {
      assertThat(closed).hasMessageContaining("GOAWAY 11");
    }
  }

  @Test
  void takesContentThatComesSlowlyButFastEnough() throws Exception {
    limits.headersTimeout = Duration.ofMillis(500);
    limits.bodyGrace = Duration.ofMillis(500);
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port()).timeout(3_000)) {
      wire.post(1, "/count");
      byte[] frame = Http2Wire.bytes(Http2Wire.DATA, Http2Wire.END_STREAM, 1, new byte[4_091]);
      for (int at = 0; at < frame.length; at += 410) {
        wire.raw(Arrays.copyOfRange(frame, at, at + 410));
        Thread.sleep(180);
      }
      assertThat(wire.answer(1).body()).isEqualTo("4091");
      wire.post(3, "/count").raw(Arrays.copyOf(frame, 20));
      assertThat(wire.closedWith()).isEqualTo(CALM);
    }
  }

  @Test
  void doesNotCountTheTimeItDoesNotReadItself() throws Exception {
    limits.headersTimeout = Duration.ofMillis(500);
    answers.on("/large", exchange -> Response.bytes(new byte[16 << 20]));
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      wire.frame(Http2Wire.SETTINGS, 0, 0, firstWindow(1 << 30)).grow(0, 1 << 30);
      wire.get(1, "/large").raw(new byte[] {0, 0, 8, Http2Wire.PING, 0, 0, 0, 0, 0, 1, 2, 3});
      Thread.sleep(1_500);
      wire.raw(new byte[] {4, 5, 6, 7, 8});
      assertThat(wire.await(frame -> frame.stream() == 1 && frame.ends()).type()).isZero();
    }
  }

  @Test
  void givesAClientTimeToReadWhatWasAnsweredBeforeTheEnd() throws Exception {
    answers.on("/head", exchange -> Response.of(204).withHeader("x-large", "a".repeat(100_000)));
    try (Running server = running();
        Http2Wire wire = new Http2Wire(slowSocket(server))) {
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      wire.preface().frame(Http2Wire.SETTINGS, 0, 0);
      for (int stream : streams(1, 100)) {
        all.writeBytes(Http2Wire.bytes(1, 5, stream, Http2Wire.request("GET", "/head")));
      }
      all.writeBytes(Http2Wire.bytes(Http2Wire.GOAWAY, 0, 0, new byte[8]));
      wire.raw(all.toByteArray());
      Thread.sleep(3_000);
      wire.closedWith();
      assertThat(wire.seen().stream().filter(f -> f.type() == Http2Wire.HEADERS)).hasSize(100);
      assertThat(wire.seen().getLast().type()).isEqualTo(Http2Wire.GOAWAY);
    }
  }

  @Test
  void givesAClientOfHttp1TimeToReadItsAnswerToo() throws Exception {
    answers.on(
        "/head", exchange -> Response.text("x").withHeader("x-large", "a".repeat(12_000_000)));
    try (Running server = running();
        Socket socket = slowSocket(server)) {
      socket
          .getOutputStream()
          .write(
              "GET /head HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));
      Thread.sleep(3_000);
      assertThat(socket.getInputStream().readAllBytes().length).isGreaterThan(12_000_000);
    }
  }

  /** Nobody can open them any more: what they hold back is given up at once. */
  @Test
  void givesUpWhatWindowsHoldBackOnceTheClientHasEnded() throws Exception {
    answers.on("/large", exchange -> Response.bytes(new byte[200_000]));
    try (Running server = running()) {
      for (byte[] settings : new byte[][] {{0, 4, 0, 0, 0, 0}, {0, 4, 0x7f, -1, -1, -1}}) {
        try (Http2Wire wire = Http2Wire.silent(server.port()).preface()) {
          wire.frame(Http2Wire.SETTINGS, 0, 0, settings);
          wire.get(1, "/large");
          wire.await(Http2Wire.HEADERS, 1);
          wire.socket().shutdownOutput();
          // Long before the time-out of writing, which is 30 s.
          assertThat(wire.closedWith()).isEqualTo(-1);
        }
      }
      Running.await(() -> server.listener.inFlight() == 0);
    }
  }
}
