package io.lokstra.netty;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.CancelReason;
import io.lokstra.engine.EngineOptions.CarriedThreads;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.http.ResponseHeaders;
import io.lokstra.netty.Http2Wire.Answer;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Requests and responses over raw frames of HTTP/2. */
class Http2Test {
  private final Answers answers = new Answers();

  private Running running() throws IOException {
    return Running.of(CarriedThreads.REQUIRED, answers);
  }

  private static Response stream(long length, ResponseBody.Stream.Writer writer) {
    return Response.of(200, ResponseHeaders.empty(), new ResponseBody.Stream(length, writer));
  }

  @Test
  void emptiesTheTableOfAClientThatMakesItSmaller() throws Exception {
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      DefaultHttp2HeadersDecoder decoder = new DefaultHttp2HeadersDecoder();
      wire.frame(Http2Wire.SETTINGS, 0, 0, new byte[] {0, 1, 0, 0, 0x20, 0});
      assertThat(status(decoder, wire.get(1, "/"), 1)).isEqualTo("200");
      // From here on the decoder throws at a block that does not begin with an update (RFC 7541
      // §4.2).
      wire.frame(Http2Wire.SETTINGS, 0, 0, new byte[] {0, 1, 0, 0, 0, 0});
      decoder.configuration().maxHeaderTableSize(0);
      assertThat(status(decoder, wire.get(3, "/nothing"), 3)).isEqualTo("404");
      assertThat(wire.get(5, "/").await(Http2Wire.HEADERS, 5).payload()[0]).isEqualTo((byte) 0x88);
      wire.frame(Http2Wire.SETTINGS, 0, 0, new byte[] {0, 1, 0, 0, 16, 0});
      wire.frame(Http2Wire.SETTINGS, 0, 0, new byte[] {0, 1, 0, 0, 0, 99});
      assertThat(wire.get(7, "/").await(Http2Wire.HEADERS, 7).payload()[0]).isEqualTo((byte) 0x88);
    }
  }

  private static String status(DefaultHttp2HeadersDecoder decoder, Http2Wire wire, int stream)
      throws Exception {
    byte[] block = wire.await(Http2Wire.HEADERS, stream).payload();
    return decoder.decodeHeaders(stream, Unpooled.wrappedBuffer(block)).status().toString();
  }

  @Test
  void answersManyRequestsOfOneConnection() throws Exception {
    answers.describing(
        "/head",
        exchange ->
            exchange.method()
                + " "
                + exchange.version()
                + " "
                + exchange.secure()
                + " "
                + exchange.headers().all("cookie")
                + exchange.headers().first("host").orElse(""));
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      wire.frame(
          Http2Wire.HEADERS,
          5,
          1,
          Http2Wire.request("GET", "/head", "cookie", "a=1", "x", "y", "cookie", "b=2"));
      Answer first = wire.answer(1);
      assertThat(first.status()).isEqualTo(200);
      assertThat(first.body()).isEqualTo("GET 2 false [a=1; b=2]test");
      assertThat(first.headers()).containsKeys("date", "content-type");
      assertThat(first.headers()).containsEntry("content-length", "26");
      for (int stream = 3; stream < 1_000; stream += 2) {
        assertThat(wire.get(stream, "/").answer(stream).body()).isEqualTo("hello");
      }
      assertThat(wire.get(1_001, "/nothing").answer(1_001).status()).isEqualTo(404);
      assertThat(answers.outcomes).hasSizeGreaterThan(400);
    }
  }

  @Test
  void stillSpeaksHttp1OnTheSamePort() throws Exception {
    try (Running server = running();
        Wire wire = server.connect()) {
      assertThat(
              wire.send("P")
                  .send("OST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\n\r\nx")
                  .answer()
                  .body())
          .isEqualTo("x");
      wire.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
      assertThat(wire.answer().status()).isEqualTo(505);
    }
  }

  @Test
  void takesBodiesOfEverySizeAndShape() throws Exception {
    answers.maxBodySize = 10_000_000;
    answers.on(
        "/stream",
        exchange -> {
          try (InputStream in = exchange.body().stream()) {
            return Response.text("" + in.readAllBytes().length);
          }
        });
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      wire.post(1, "/echo").data(1, "abc".getBytes(ISO_8859_1), false).data(1, new byte[0], true);
      assertThat(wire.answer(1).body()).isEqualTo("abc");
      wire.post(3, "/echo", "content-length", "3")
          .frame(0, 1 | 8, 3, new byte[] {2, 'x', 'y', 'z', 0, 0});
      assertThat(wire.answer(3).body()).isEqualTo("xyz");
      wire.post(5, "/echo").data(5, "q".getBytes(ISO_8859_1), false);
      wire.frame(Http2Wire.HEADERS, 5, 5, Http2Wire.block("x-trailer", "t"));
      assertThat(wire.answer(5).body()).isEqualTo("q");

      wire.post(7, "/stream");
      long window = 131_072;
      long connection = 1_048_576;
      int left = 3_000_000;
      while (left > 0) {
        int count = (int) Math.min(Math.min(16_384, left), Math.min(window, connection));
        if (count == 0) {
          Http2Wire.Frame grown = wire.await(f -> f.type() == Http2Wire.WINDOW_UPDATE);
          if (grown.stream() == 0) {
            connection += grown.number(0);
          } else {
            window += grown.number(0);
          }
          continue;
        }
        left -= count;
        window -= count;
        connection -= count;
        wire.data(7, new byte[count], left == 0);
      }
      assertThat(wire.answer(7).body()).isEqualTo("3000000");
    }
  }

  @Test
  void asksForABodyThatWaitsToBeAskedFor() throws Exception {
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      wire.post(1, "/echo", "expect", "100-continue", "content-length", "2");
      assertThat(Http2Wire.fields(wire.await(Http2Wire.HEADERS, 1).payload()))
          .containsEntry(":status", "100");
      wire.data(1, "ok".getBytes(ISO_8859_1), true);
      assertThat(wire.answer(1).body()).isEqualTo("ok");
    }
  }

  @Test
  void refusesBodiesThatAreTooLarge() throws Exception {
    answers.maxBodySize = 100;
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      assertThat(wire.post(1, "/echo", "content-length", "101").answer(1).status()).isEqualTo(413);
      wire.post(3, "/echo").data(3, new byte[101], true);
      assertThat(wire.answer(3).status()).isEqualTo(413);
      wire.post(5, "/echo").data(5, new byte[101], false);
      assertThat(wire.answer(5).status()).isEqualTo(413);
      assertThat(wire.await(Http2Wire.RST, 5).code()).isZero();
      // What was on its way is dropped, and is no offence.
      wire.data(5, new byte[16_000], false).data(5, new byte[16_000], true);
      assertThat(wire.isAlive()).isTrue();
      assertThat(wire.get(7, "/").answer(7).status()).isEqualTo(200);
    }
  }

  @Test
  void keepsWhatASlowHandlerDoesNotReadWithinABound() throws Exception {
    answers.maxBodySize = Long.MAX_VALUE;
    CountDownLatch read = new CountDownLatch(1);
    answers.on(
        "/slow",
        exchange -> {
          read.await();
          return Response.text("" + exchange.body().stream().readAllBytes().length);
        });
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      wire.post(1, "/slow");
      int sent = 0;
      int window = 131_072;
      wire.timeout(300);
      while (sent < 4_000_000) {
        if (window < 16_384) {
          try {
            Http2Wire.Frame grown = wire.await(Http2Wire.WINDOW_UPDATE, 1);
            window += grown.number(0);
            continue;
          } catch (java.net.SocketTimeoutException full) {
            break;
          }
        }
        wire.data(1, new byte[16_384], false);
        sent += 16_384;
        window -= 16_384;
      }
      assertThat(sent).isBetween(131_072, 300_000);
      assertThat(wire.get(3, "/").answer(3).body()).isEqualTo("hello");
      read.countDown();
      wire.timeout(10_000).data(1, new byte[0], true);
      assertThat(wire.answer(1).body()).isEqualTo("" + sent);
    }
  }

  @Test
  void sendsNoMoreThanTheWindowsAllow() throws Exception {
    byte[] large = new byte[300_000];
    AtomicInteger written = new AtomicInteger();
    answers.on("/bytes", exchange -> Response.bytes(large));
    answers.on(
        "/pieces",
        exchange ->
            stream(
                -1,
                out -> {
                  for (int i = 0; i < 300; i++) {
                    out.write(new byte[1_000]);
                    written.addAndGet(1_000);
                  }
                }));
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      for (String path : new String[] {"/bytes", "/pieces"}) {
        int stream = path.equals("/bytes") ? 1 : 3;
        wire.get(stream, path).grow(0, 1_000_000);
        int got = 0;
        while (got < 65_535) {
          got += wire.await(Http2Wire.DATA, stream).payload().length;
        }
        assertThat(got).isEqualTo(65_535);
        assertThat(wire.isAlive()).isTrue();
        assertThat(written.get()).isLessThan(200_000);
        wire.grow(stream, 100);
        for (int more = 0; more < 100; ) {
          more += wire.await(Http2Wire.DATA, stream).payload().length;
          assertThat(more).isLessThanOrEqualTo(100);
        }
        wire.grow(stream, 1_000_000);
        got += 100;
        Http2Wire.Frame frame;
        do {
          frame = wire.await(Http2Wire.DATA, stream);
          got += frame.payload().length;
          assertThat(frame.payload().length).isLessThanOrEqualTo(16_384);
        } while (!frame.ends());
        assertThat(got).isEqualTo(300_000);
      }
      // By settings a window shrinks below nothing, and grows again.
      wire.frame(Http2Wire.SETTINGS, 0, 0, new byte[] {0, 4, 0, 0, 0, 0});
      wire.get(5, "/bytes");
      wire.await(Http2Wire.HEADERS, 5);
      assertThat(wire.isAlive()).isTrue();
      wire.frame(Http2Wire.SETTINGS, 0, 0, new byte[] {0, 4, 0, 16, 0, 0});
      int got = 0;
      Http2Wire.Frame frame;
      do {
        frame = wire.await(Http2Wire.DATA, 5);
        got += frame.payload().length;
      } while (!frame.ends());
      assertThat(got).isEqualTo(300_000);
    }
  }

  @Test
  void sharesTheConnectionBetweenStreams() throws Exception {
    answers.on("/bytes", exchange -> Response.bytes(new byte[60_000]));
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      wire.get(1, "/bytes").get(3, "/bytes");
      Map<Integer, Integer> got = new ConcurrentHashMap<>();
      int all = 0;
      while (all < 65_535) {
        Http2Wire.Frame frame = wire.await(f -> f.type() == Http2Wire.DATA);
        got.merge(frame.stream(), frame.payload().length, Integer::sum);
        all += frame.payload().length;
      }
      assertThat(got).containsOnlyKeys(1, 3);
    }
  }

  @Test
  void cancelsTheCallOfAStreamThatIsReset() throws Exception {
    CountDownLatch started = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    answers.on(
        "/long",
        exchange -> {
          started.countDown();
          release.await();
          return Response.text("late");
        });
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      wire.get(1, "/long");
      started.await();
      wire.frame(Http2Wire.RST, 0, 1, Http2Wire.number(8));
      assertThat(wire.isAlive()).isTrue();
      assertThat(answers.cancels).containsExactly(CancelReason.CLIENT_GONE);
      assertThat(server.listener.inFlight()).isEqualTo(1);
      release.countDown();
      assertThat(wire.get(3, "/").answer(3).body()).isEqualTo("hello");
      while (answers.outcomes.size() < 2) {
        Thread.sleep(5);
      }
      assertThat(answers.outcomes).anyMatch(outcome -> outcome.failure().isPresent());
    }
  }

  @Test
  void tellsAWriterThatItsStreamIsGone() throws Exception {
    AtomicLong failed = new AtomicLong();
    answers.on(
        "/endless",
        exchange ->
            stream(
                -1,
                out -> {
                  try {
                    while (true) {
                      out.write(new byte[1_000]);
                    }
                  } catch (IOException e) {
                    failed.set(1);
                    throw e;
                  }
                }));
    answers.on(
        "/broken",
        exchange ->
            stream(
                -1,
                (OutputStream out) -> {
                  out.write(new byte[20_000]);
                  out.flush();
                  throw new IllegalStateException("broken");
                }));
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      wire.get(1, "/endless").await(Http2Wire.DATA, 1);
      wire.frame(Http2Wire.RST, 0, 1, Http2Wire.number(8));
      while (failed.get() == 0) {
        Thread.sleep(5);
      }
      wire.grow(0, 1_000_000);
      wire.get(3, "/broken");
      assertThat(wire.await(Http2Wire.RST, 3).code()).isEqualTo(2);
      assertThat(wire.get(5, "/").answer(5).body()).isEqualTo("hello");
    }
  }

  @Test
  void startsOnlyAFewCallsOfALongQueueOnTheLoop() throws Exception {
    Map<String, Integer> carriers = new ConcurrentHashMap<>();
    answers.on(
        "/compute",
        exchange -> {
          long end = System.nanoTime() + 5_000_000;
          while (System.nanoTime() < end) {
            Thread.onSpinWait();
          }
          String thread = Thread.currentThread().toString();
          carriers.merge(
              thread.substring(thread.indexOf('@') + 1).replaceAll(".*(loop|Pool).*", "$1"),
              1,
              Integer::sum);
          return Response.text("done");
        });
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      for (int round = 0; round < 2; round++) {
        java.io.ByteArrayOutputStream all = new java.io.ByteArrayOutputStream();
        for (int i = 0; i < 50; i++) {
          all.writeBytes(
              Http2Wire.bytes(
                  1, 5, 1 + 2 * (50 * round + i), Http2Wire.request("GET", "/compute")));
        }
        wire.raw(all.toByteArray());
        for (int done = 0; done < 50; ) {
          if (wire.await(f -> f.type() == Http2Wire.DATA).ends()) {
            done++;
          }
        }
      }
      while (answers.outcomes.size() < 100) {
        Thread.sleep(5);
      }
      assertThat(carriers.getOrDefault("Pool", 0)).isGreaterThan(70);
    }
  }

  @Test
  void queuesAndRefusesByTheSameGateAsHttp1() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    answers.on(
        "/wait",
        exchange -> {
          release.await();
          return Response.text("waited");
        });
    Running.Limits limits = new Running.Limits();
    limits.maxRequests = 1;
    limits.maxQueuedRequests = 1;
    limits.queueTimeout = Duration.ofSeconds(20);
    try (Running server = Running.carried(limits.options(), answers);
        Http2Wire wire = Http2Wire.open(server.port())) {
      wire.get(1, "/wait");
      while (server.listener.inFlight() == 0) {
        Thread.sleep(5);
      }
      wire.get(3, "/").get(5, "/");
      Answer refused = wire.answer(5);
      assertThat(refused.status()).isEqualTo(503);
      assertThat(refused.headers()).containsKey("retry-after");
      release.countDown();
      assertThat(wire.answer(1).body()).isEqualTo("waited");
      assertThat(wire.answer(3).body()).isEqualTo("hello");
    }
    limits.queueTimeout = Duration.ofMillis(100);
    CountDownLatch again = new CountDownLatch(1);
    answers.on(
        "/wait",
        exchange -> {
          again.await();
          return Response.text("waited");
        });
    try (Running server = Running.carried(limits.options(), answers);
        Http2Wire wire = Http2Wire.open(server.port())) {
      wire.get(1, "/wait");
      while (server.listener.inFlight() == 0) {
        Thread.sleep(5);
      }
      assertThat(wire.get(3, "/").answer(3).status()).isEqualTo(503);
      wire.get(5, "/").frame(Http2Wire.RST, 0, 5, Http2Wire.number(8));
      assertThat(wire.isAlive()).isTrue();
      again.countDown();
      assertThat(wire.answer(1).body()).isEqualTo("waited");
    }
  }

  @Test
  void answersNoChangeOfProtocol() throws Exception {
    answers.on(
        "/socket",
        exchange ->
            Response.of(
                101, ResponseHeaders.empty(), new ResponseBody.Upgrade("websocket", duplex -> {})));
    answers.on("/none", exchange -> null);
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      wire.get(1, "/socket");
      assertThat(wire.await(Http2Wire.RST, 1).code()).isEqualTo(13);
      assertThat(wire.get(3, "/none").answer(3).status()).isEqualTo(500);
    }
  }

  @Test
  void takesLeaveInTwoStepsAndFinishesWhatIsInFlight() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    answers.on(
        "/long",
        exchange -> {
          release.await();
          return Response.text("whole");
        });
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port());
        Http2Wire idle = Http2Wire.open(server.port())) {
      idle.isAlive();
      wire.get(1, "/long");
      while (server.listener.inFlight() == 0) {
        Thread.sleep(5);
      }
      Thread drain =
          Thread.startVirtualThread(() -> {
            try {
              assertThat(server.listener.drain(Duration.ofSeconds(9))).isEmpty();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      Http2Wire.Frame first = wire.await(Http2Wire.GOAWAY, 0);
      assertThat(first.number(0)).isEqualTo(Integer.MAX_VALUE);
      assertThat(first.code()).isZero();
      assertThat(wire.get(3, "/").answer(3).body()).isEqualTo("hello");
      assertThat(wire.await(Http2Wire.GOAWAY, 0).number(0)).isEqualTo(3);
      wire.get(5, "/");
      release.countDown();
      assertThat(wire.answer(1).body()).isEqualTo("whole");
      assertThat(wire.closedWith()).isEqualTo(-1);
      assertThat(wire.seen()).noneMatch(f -> f.stream() == 5);
      assertThat(idle.closedWith()).isEqualTo(-1);
      drain.join();
    }
  }

  @Test
  void cutsWhatOutlivesTheDrain() throws Exception {
    answers.on(
        "/stuck",
        exchange -> {
          Thread.sleep(20_000);
          return Response.text("never");
        });
    try (Running server = running();
        Http2Wire wire = Http2Wire.open(server.port())) {
      wire.get(1, "/stuck");
      while (server.listener.inFlight() == 0) {
        Thread.sleep(5);
      }
      assertThat(server.listener.drain(Duration.ofMillis(200)))
          .singleElement()
          .satisfies(stuck -> assertThat(stuck.request()).isEqualTo("GET /stuck"));
      assertThat(answers.cancels).contains(CancelReason.SHUTDOWN);
    }
  }
}
