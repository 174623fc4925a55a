package io.lokstra.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.Http2Options;
import io.lokstra.http.Response;
import io.lokstra.netty.Http2Wire.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client of HTTP/2 must not do, or not too much of. Each attack is written out. */
class Http2LimitsTest {
  private static final int PROTOCOL_ERROR = 1;
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
    return Running.carried(limits.options(), answers);
  }

  private static byte[] repeated(int times, byte[] frame) {
    byte[] all = new byte[times * frame.length];
    for (int i = 0; i < times; i++) {
      System.arraycopy(frame, 0, all, i * frame.length, frame.length);
    }
    return all;
  }

  // Resets: CVE-2023-44487 (the client's own) and CVE-2025-8671 (the server's).

  /** Pairs of a request and its reset, from stream {@code first} on. */
  private static byte[] requestsAndResets(int first, int count) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < count; i++) {
      int stream = first + 2 * i;
      all.writeBytes(
          Http2Wire.bytes(Http2Wire.HEADERS, 5, stream, Http2Wire.request("GET", "/wait")));
      all.writeBytes(Http2Wire.bytes(Http2Wire.RST, 0, stream, Http2Wire.number(8)));
    }
    return all.toByteArray();
  }

  @Test
  void calmsAClientThatResetsOneStreamAfterTheOther() throws Exception {
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      wire.raw(requestsAndResets(1, 200));
      assertThat(wire.isAlive()).isTrue();
      wire.raw(requestsAndResets(401, 1));
      assertThat(wire.closedWith()).isEqualTo(CALM);
      assertThat(server.servesOthers()).isTrue();
    }
  }

  @Test
  void countsResetsTheServerIsMadeToSendInTheSameBudget() throws Exception {
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      wire.raw(requestsAndResets(1, 100));
      for (int i = 0; i < 100; i++) {
        int stream = 201 + 2 * i;
        wire.post(stream, "/wait").grow(stream, 0);
      }
      assertThat(wire.isAlive()).isTrue();
      wire.post(401, "/wait").grow(401, 0);
      assertThat(wire.closedWith()).isEqualTo(CALM);
    }
  }

  @Test
  void forgetsResetsAfterAWhile() throws Exception {
    limits.http2 = new Http2Options(true, 100, 5, Duration.ofMillis(200), 16, 1000);
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      for (int round = 0; round < 3; round++) {
        wire.raw(requestsAndResets(1 + 10 * round, 5));
        assertThat(wire.isAlive()).isTrue();
        Thread.sleep(220);
      }
    }
  }

  // Frames that carry nothing.

  @ParameterizedTest
  @CsvSource({
    "PING,6,0,8",
    "PING ACK,6,1,8",
    "SETTINGS,4,0,0",
    "SETTINGS ACK,4,1,0",
    "unknown,99,0,0"
  })
  void calmsAClientThatSendsFramesOfNoUse(String name, int type, int flags, int length)
      throws Exception {
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      byte[] frame = Http2Wire.bytes(type, flags, 0, new byte[length]);
      // A client that goes about its business is far below this.
      wire.raw(repeated(90, frame));
      assertThat(wire.isAlive()).isTrue();
      flood(wire, repeated(2_000, frame));
      assertThat(wire.closedWith()).as(name).isIn(CALM, -1);
      assertThat(server.servesOthers()).isTrue();
    }
  }

  private static void flood(Http2Wire wire, byte[] octets) {
    try {
      wire.raw(octets);
    } catch (IOException closed) {
      // The server did not wait for the end of it.
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"PRIORITY", "WINDOW_UPDATE", "empty DATA"})
  void calmsAClientThatSendsFramesOfNoUseOnAStream(String name) throws Exception {
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      wire.post(1, "/wait");
      byte[] frame =
          switch (name) {
            case "PRIORITY" -> Http2Wire.bytes(2, 0, 1, new byte[] {0, 0, 0, 3, 1});
            case "WINDOW_UPDATE" -> Http2Wire.bytes(8, 0, 1, Http2Wire.number(1));
            default -> Http2Wire.bytes(0, 0, 1);
          };
      wire.raw(repeated(900, frame));
      assertThat(wire.isAlive()).isTrue();
      flood(wire, repeated(2_000, frame));
      assertThat(wire.closedWith()).as(name).isIn(CALM, -1);
    }
  }

  @Test
  void calmsAClientThatPaysForFramesOfNoUseWithSingleOctets() throws Exception {
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      wire.post(1, "/wait");
      ByteArrayOutputStream pair = new ByteArrayOutputStream();
      pair.writeBytes(Http2Wire.bytes(Http2Wire.PING, 0, 0, new byte[8]));
      pair.writeBytes(Http2Wire.bytes(Http2Wire.DATA, 0, 1, new byte[1]));
      flood(wire, repeated(3_000, pair.toByteArray()));
      assertThat(wire.closedWith()).isIn(CALM, -1);
      assertThat(server.servesOthers()).isTrue();
    }
  }

  @Test
  void calmsAClientThatSendsItsContentInSingleOctets() throws Exception {
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      wire.post(1, "/wait");
      byte[] octet = Http2Wire.bytes(Http2Wire.DATA, 0, 1, new byte[1]);
      // Who types is far below this.
      wire.raw(repeated(5_000, octet));
      assertThat(wire.isAlive()).isTrue();
      flood(wire, repeated(100_000, octet));
      assertThat(wire.closedWith()).isIn(CALM, -1);
    }
  }

  @Test
  void takesManySmallMessages() throws Exception {
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      wire.post(1, "/wait");
      wire.raw(repeated(10_000, Http2Wire.bytes(Http2Wire.DATA, 0, 1, new byte[12])));
      assertThat(wire.isAlive()).isTrue();
    }
  }

  @Test
  void earnsFramesOfNoUseByRequests() throws Exception {
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      byte[] pings = repeated(4, Http2Wire.bytes(6, 0, 0, new byte[8]));
      for (int i = 0; i < 1_000; i++) {
        wire.raw(pings).get(1 + 2 * i, "/").answer(1 + 2 * i);
      }
      assertThat(wire.isAlive()).isTrue();
    }
  }

  // Heads: CVE-2024-27316, and what decompresses to more than it was.

  @Test
  void calmsAHeaderBlockInTooManyPieces() throws Exception {
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      byte[] block = Http2Wire.request("GET", "/");
      wire.frame(Http2Wire.HEADERS, 1, 1, block);
      for (int i = 0; i < 15; i++) {
        wire.frame(Http2Wire.CONTINUATION, 0, 1);
      }
      wire.frame(Http2Wire.CONTINUATION, 4, 1);
      assertThat(wire.answer(1).status()).isEqualTo(200);
      wire.frame(Http2Wire.HEADERS, 1, 3, block);
      for (int i = 0; i < 17; i++) {
        wire.frame(Http2Wire.CONTINUATION, 0, 3);
      }
      assertThat(wire.closedWith()).isEqualTo(CALM);
    }
  }

  @Test
  void calmsAHeaderBlockThatDoesNotEnd() throws Exception {
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      wire.frame(Http2Wire.HEADERS, 1, 1, new byte[16_384]);
      for (int i = 0; i < 3; i++) {
        flood(wire, Http2Wire.bytes(Http2Wire.CONTINUATION, 0, 1, new byte[16_384]));
      }
      assertThat(wire.closedWith()).isIn(CALM, -1);
    }
  }

  @Test
  void refusesHeadsBeyondTheLimitsOfHttp1() throws Exception {
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      assertThat(head(wire, 1, "/" + "a".repeat(9_000)).status()).isEqualTo(414);
      assertThat(head(wire, 3, "/", "x", "v".repeat(16_300), "y", "v".repeat(300)).status())
          .isEqualTo(431);
      String[] many = new String[200];
      Arrays.fill(many, "cookie");
      assertThat(head(wire, 5, "/", many).status()).isEqualTo(431);
      // The authority is the hundredth, as Host is in HTTP/1.1.
      String[] enough = Arrays.copyOf(many, 198);
      assertThat(head(wire, 7, "/", enough).status()).isEqualTo(200);
      assertThat(head(wire, 9, "/", "expect", "miracles").status()).isEqualTo(417);
      assertThat(head(wire, 11, "/a;b").status()).isEqualTo(400);
      assertThat(head(wire, 13, "/a/../b").status()).isEqualTo(400);
      assertThat(head(wire, 15, "nowhere").status()).isEqualTo(400);
      wire.frame(1, 5, 17, Http2Wire.block(":method", "CONNECT", ":authority", "a:80"));
      assertThat(wire.answer(17).status()).isEqualTo(501);
      assertThat(answers.refusals).hasSizeGreaterThanOrEqualTo(6);
    }
  }

  /** In frames of the largest size. */
  private static Answer head(Http2Wire wire, int stream, String path, String... more)
      throws IOException {
    byte[] block = Http2Wire.request("GET", path, more);
    int first = Math.min(16_384, block.length);
    boolean whole = first == block.length;
    wire.frame(1, whole ? 5 : 1, stream, Arrays.copyOf(block, first));
    if (!whole) {
      wire.frame(9, 4, stream, Arrays.copyOfRange(block, first, block.length));
    }
    return wire.answer(stream);
  }

  @Test
  void refusesAHeadThatDecompressesToTooMuch() throws Exception {
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      ByteArrayOutputStream bomb = new ByteArrayOutputStream();
      bomb.writeBytes(Http2Wire.request("GET", "/"));
      // A field that goes into the table, and is then named again and again by one octet.
      bomb.write(0x40);
      bomb.write(1);
      bomb.write('x');
      bomb.write(127);
      bomb.write(227 - 127);
      bomb.writeBytes("v".repeat(227).getBytes(ISO_8859_1));
      byte[] value = bomb.toByteArray();
      byte[] named = new byte[16_000];
      Arrays.fill(named, (byte) (0x80 | 62));
      wire.frame(1, 1, 1, value).frame(9, 4, 1, named);
      assertThat(wire.answer(1).status()).isEqualTo(431);
      assertThat(wire.isAlive()).isTrue();
    }
  }

  // Malformed requests end their stream alone (RFC 9113 §8.1.1).

  @Test
  void resetsStreamsOfMalformedRequests() throws Exception {
    String[][] malformed = {
      {":method", "GET", ":scheme", "http", ":path", "/", "X-Upper", "v"},
      {":method", "GET", ":scheme", "http", ":path", "/", "x y", "v"},
      {":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a", "connection", "close"},
      {":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a", "upgrade", "h2c"},
      {":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a", "keep-alive", "1"},
      {
        ":method",
        "GET",
        ":scheme",
        "http",
        ":path",
        "/",
        ":authority",
        "a",
        "proxy-connection",
        "x"
      },
      {":method", "GET", ":scheme", "http", ":path", "/", "transfer-encoding", "chunked"},
      {":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a", "te", "gzip"},
      {":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a", "x", "a\nb"},
      {":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a", "x", "a\0b"},
      {":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a", "x", " a"},
      {":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a", "host", "b"},
      {":method", "GET", ":scheme", "http", ":path", "/", "host", "a", "host", "a"},
      {":method", "GET", ":method", "GET", ":scheme", "http", ":path", "/"},
      {":method", "GET", ":scheme", "http", ":path", ""},
      {":method", "GET", ":path", "/", ":authority", "a"},
      {":method", "GET", ":scheme", "http", ":authority", "a"},
      {":scheme", "http", ":path", "/", ":authority", "a"},
      {":method", "G T", ":scheme", "http", ":path", "/", ":authority", "a"},
      {":method", "GET", ":scheme", "http", ":path", "/", ":status", "200"},
      {":method", "GET", ":scheme", "http", ":path", "/", ":other", "a"},
      {":method", "GET", ":scheme", "http", "x", "y", ":path", "/"},
      {":method", "CONNECT", ":scheme", "http", ":path", "/", ":authority", "a"},
      {":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a", "content-length", "1"},
      {":method", "GET", ":scheme", "http", ":path", "/", ":authority", "a", "content-length", "x"},
      {
        ":method",
        "GET",
        ":scheme",
        "http",
        ":path",
        "/",
        ":authority",
        "a",
        "content-length",
        "0",
        "content-length",
        "0"
      },
    };
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      int stream = 1;
      for (String[] fields : malformed) {
        wire.frame(1, 5, stream, Http2Wire.block(fields));
        assertThat(wire.await(Http2Wire.RST, stream).code())
            .as(Arrays.toString(fields))
            .isEqualTo(PROTOCOL_ERROR);
        stream += 2;
      }
      String[][] fine = {
        {":method", "GET", ":scheme", "https", ":path", "/", ":authority", "A", "host", "a"},
        {":method", "GET", ":scheme", "http", ":path", "/", "host", "a", "te", "trailers"},
      };
      for (String[] fields : fine) {
        wire.frame(1, 5, stream, Http2Wire.block(fields));
        assertThat(wire.answer(stream).status()).isEqualTo(200);
        stream += 2;
      }
      wire.frame(1, 5, stream, Http2Wire.block(":method", "GET", ":scheme", "http", ":path", "/"));
      assertThat(wire.answer(stream).status()).isEqualTo(400);
    }
  }

  @Test
  void resetsStreamsWhoseContentIsNotAsLongAsAnnounced() throws Exception {
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      wire.post(1, "/echo", "content-length", "3").data(1, "ab".getBytes(ISO_8859_1), true);
      assertThat(wire.await(Http2Wire.RST, 1).code()).isEqualTo(PROTOCOL_ERROR);
      wire.post(3, "/echo", "content-length", "1").data(3, "ab".getBytes(ISO_8859_1), false);
      assertThat(wire.await(Http2Wire.RST, 3).code()).isEqualTo(PROTOCOL_ERROR);
      wire.post(5, "/echo", "content-length", "3");
      wire.frame(1, 5, 5, Http2Wire.block("x", "trailer"));
      assertThat(wire.await(Http2Wire.RST, 5).code()).isEqualTo(PROTOCOL_ERROR);
      wire.post(7, "/echo").frame(1, 5, 7, Http2Wire.block(":path", "/"));
      assertThat(wire.await(Http2Wire.RST, 7).code()).isEqualTo(PROTOCOL_ERROR);
      assertThat(answers.outcomes).allMatch(outcome -> outcome.status() == 0);
    }
  }

  @Test
  void refusesMoreStreamsThanItSaid() throws Exception {
    try (Running server = running();
        Http2Wire wire =
            Http2Wire.silent(server.port()).withoutAcknowledging().preface().frame(4, 0, 0)) {
      // Whether or not the client has acknowledged the settings that say so.
      for (int i = 0; i < 100; i++) {
        wire.get(1 + 2 * i, "/wait");
      }
      // Fields of the one that is refused go into the table all the same.
      wire.frame(1, 5, 201, and(Http2Wire.request("GET", "/wait"), 0x40, 1, 'x', 1, 'y'));
      assertThat(wire.await(Http2Wire.RST, 201).code()).isEqualTo(7);
      release.countDown();
      assertThat(wire.answer(1).body()).isEqualTo("waited");
      wire.frame(1, 5, 203, and(Http2Wire.request("GET", "/"), 0x80 | 62));
      assertThat(wire.answer(203).body()).isEqualTo("hello");
    }
  }

  private static byte[] and(byte[] block, int... more) {
    byte[] all = Arrays.copyOf(block, block.length + more.length);
    for (int i = 0; i < more.length; i++) {
      all[block.length + i] = (byte) more[i];
    }
    return all;
  }

  // Time.

  @Test
  void closesConnectionsThatBeginSlowlyOrStopInAFrame() throws Exception {
    limits.headersTimeout = Duration.ofMillis(300);
    try (Running server = running();
        Http2Wire silent = Http2Wire.silent(server.port()).withoutAcknowledging().preface();
        Http2Wire partial = Http2Wire.open(server.port());
        Http2Wire open = Http2Wire.open(server.port())) {
      partial.isAlive();
      partial.raw(new byte[] {0, 0, 8, 6});
      open.isAlive();
      open.frame(1, 1, 1, Http2Wire.request("GET", "/"));
      assertThat(silent.closedWith()).isEqualTo(CALM);
      assertThat(partial.closedWith()).isEqualTo(CALM);
      assertThat(open.closedWith()).isEqualTo(CALM);
    }
  }

  @Test
  void closesIdleConnectionsAndNoOthers() throws Exception {
    limits.idleTimeout = Duration.ofMillis(400);
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port());
        Http2Wire busy = Http2Wire.open(server.port())) {
      busy.get(1, "/wait");
      assertThat(wire.get(1, "/").answer(1).status()).isEqualTo(200);
      assertThat(wire.closedWith()).isEqualTo(-1);
      assertThat(wire.seen().getLast().type()).isEqualTo(Http2Wire.GOAWAY);
      assertThat(busy.isAlive()).isTrue();
    }
  }

  @Test
  void refusesBodiesThatComeTooSlowly() throws Exception {
    limits.bodyGrace = Duration.ofMillis(200);
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      wire.post(1, "/echo", "content-length", "10").data(1, new byte[1], false);
      assertThat(wire.answer(1).status()).isEqualTo(408);
      assertThat(wire.get(3, "/").answer(3).status()).isEqualTo(200);
    }
  }

  @Test
  void startsCallsWithLessOnceWhatIsCollectedOfBodiesIsTooMuch() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    answers.on(
        "/read",
        exchange -> {
          started.countDown();
          return Response.text(exchange.body().stream().readAllBytes().length + " read");
        });
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      // A body of up to 64 KiB is collected before its call starts: of these, 17 are 1 MiB.
      int stream = 1;
      for (int i = 0; i < 16; i++, stream += 2) {
        send(wire, stream, 60_000);
      }
      wire.frame(Http2Wire.PING, 0, 0, new byte[8]).await(Http2Wire.PING, 0);
      assertThat(started.getCount()).isEqualTo(1);
      for (int i = 0; i < 4; i++, stream += 2) {
        send(wire, stream, 60_000);
      }
      assertThat(started.await(20, TimeUnit.SECONDS)).isTrue();
      for (int each = 1; each < stream; each += 2) {
        assertThat(wire.data(each, new byte[4_000], true).answer(each).body())
            .isEqualTo("64000 read");
      }
    }
  }

  private static void send(Http2Wire wire, int stream, int octets) throws IOException {
    wire.post(stream, "/read", "content-length", "64000");
    for (int rest = octets; rest > 0; rest -= 10_000) {
      wire.data(stream, new byte[10_000], false);
    }
  }

  @Test
  void doesNotKeepAStreamForABodyThatNobodyWaitsFor() throws Exception {
    answers.maxBodySize = 10;
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      wire.post(1, "/echo", "content-length", "1000");
      assertThat(wire.answer(1).status()).isEqualTo(413);
      assertThat(wire.await(Http2Wire.RST, 1).code()).isZero();
    }
  }

  @Test
  void cancelsACallAtItsDeadline() throws Exception {
    answers.timeoutMillis = 200;
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      wire.get(1, "/wait");
      while (answers.cancels.isEmpty()) {
        Thread.sleep(10);
      }
      release.countDown();
      assertThat(wire.answer(1).body()).isEqualTo("waited");
    }
  }

  @Test
  void speaksHttp1AloneWhereHttp2IsOff() throws Exception {
    limits.http2 = new Http2Options(false, 100, 200, Duration.ofSeconds(30), 16, 1000);
    try (Running server = running();
        Wire wire = server.connect()) {
      wire.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
      assertThat(wire.answer().status()).isEqualTo(505);
    }
  }

  @Test
  void readsNoMoreFromAClientThatDoesNotReadItsAnswers() throws Exception {
    answers.on("/bytes", exchange -> Response.bytes(new byte[16_000]));
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      wire.frame(Http2Wire.SETTINGS, 0, 0, new byte[] {0, 4, 0x7f, 0, 0, 0});
      wire.grow(0, 0x7f000000);
      // 32 MB of requests, far more than the kernel's buffers hold.
      AtomicInteger sent = new AtomicInteger();
      Thread writer =
          Thread.startVirtualThread(() -> {
            try {
              while (sent.get() < 4_000) {
                byte[] request = Http2Wire.request("GET", "/bytes", "x-filler", "a".repeat(8_000));
                wire.frame(Http2Wire.HEADERS, 5, 1 + 2 * sent.get(), request);
                sent.incrementAndGet();
              }
            } catch (IOException e) {
              // closed: by the server, which the assertion below sees, or by the end of the test
            }
          });
      int before;
      do {
        before = sent.get();
        Thread.sleep(300);
      } while (sent.get() > before || before == 0);
      assertThat(sent.get()).isLessThan(4_000);
      assertThat(writer.isAlive()).as("it is held back, and not cut").isTrue();
      assertThat(server.servesOthers()).isTrue();
    }
  }
}
