package io.lokstra.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.CancelReason;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.http.ResponseHeaders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The protocol over a socket: framing errors, persistence, interim responses, ends of clients. */
class ProtocolTest {
  private final Answers answers = new Answers();
  private Running server;

  @BeforeEach
  void start() throws IOException {
    Running.Limits limits = new Running.Limits();
    limits.bufferedBody = 1_000;
    server = Running.carried(limits.options(), answers);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void closesAfterAnyFramingErrorAndAnswersNothingMore() throws Exception {
    String smuggled = "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n";
    for (String request :
        new String[] {
          "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nContent-Length: 30\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: identity\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nHost: b\r\n\r\n",
          "GET / HTTP/1.1\nHost: a\n\n",
          "GET / HTTP/1.1\r\nHost : a\r\n\r\n",
          "GET / HTTP/1.1\r\n Host: a\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
          "GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n",
          "GET /../b HTTP/1.1\r\nHost: a\r\n\r\n"
        }) {
      try (Wire wire = server.connect()) {
        wire.send(request + smuggled);
        Wire.Answer answer = wire.answer();
        assertThat(answer.status()).as(request).isEqualTo(400);
        assertThat(answer.header("connection")).isEqualTo("close");
        assertThat(wire.isClosed()).as(request).isTrue();
      }
    }
    assertThat(server.servesOthers()).isTrue();
    Running.await(() -> answers.outcomes.stream().anyMatch(outcome -> outcome.status() == 200));
    assertThat(answers.outcomes.stream().filter(outcome -> outcome.status() == 200)).hasSize(1);
  }

  @Test
  void asksForABodyOnlyWhenItWillBeTaken() throws Exception {
    try (Wire wire = server.connect()) {
      wire.send(
          "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
      assertThat(wire.line()).isEqualTo("HTTP/1.1 100 Continue");
      assertThat(wire.line()).isEmpty();
      wire.send("abc");
      assertThat(wire.answer().body()).isEqualTo("abc");
      // A body that is already there needs no invitation.
      wire.send(
          "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc");
      assertThat(wire.answer().body()).isEqualTo("abc");
      wire.send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: cake\r\nContent-Length: 3\r\n\r\n");
      assertThat(wire.answer().status()).isEqualTo(417);
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Test
  void answersNoMoreThanAClientReads() throws Exception {
    AtomicInteger answered = new AtomicInteger();
    answers.on("/some", exchange -> Response.text(answered.getAndIncrement() + " ".repeat(7_000)));
    int requests = 20_000;
    byte[] some = "GET /some HTTP/1.1\r\nHost: a\r\n\r\n".repeat(100).getBytes(US_ASCII);
    try (Wire wire = server.connect()) {
      Thread writer =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  for (int i = 0; i < requests; i += 100) {
                    wire.send(some);
                  }
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      int before;
      do {
        before = answered.get();
        Thread.sleep(200);
      } while (answered.get() > before || before == 0);
      // What the kernel's buffers hold, and little more: all of it would be 140 MB.
      assertThat(answered.get()).isLessThan(3_000);
      assertThat(server.servesOthers()).isTrue();
      for (int i = 0; i < requests; i++) {
        assertThat(wire.answer().body()).startsWith(i + " ").endsWith(" ");
      }
      writer.join();
    }
  }

  @Test
  void answersAllThatWasAskedBeforeTheEndToAClientThatReadsLate() throws Exception {
    AtomicInteger answered = new AtomicInteger();
    answers.on("/some", exchange -> Response.text(answered.getAndIncrement() + " ".repeat(20_000)));
    int requests = 1_500;
    try (Wire wire = server.connect()) {
      wire.send("GET /some HTTP/1.1\r\nHost: a\r\n\r\n".repeat(requests)).endOutput();
      int before;
      do {
        before = answered.get();
        Thread.sleep(200);
      } while (answered.get() > before || before == 0);
      assertThat(answered.get()).isLessThan(requests);
      for (int i = 0; i < requests; i++) {
        assertThat(wire.answer().body()).startsWith(i + " ");
      }
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Test
  void sendsNoBodyToHead() throws Exception {
    answers
        .on("/stream", exchange -> stream(-1, "abc"))
        .on("/known", exchange -> stream(3, "abc"))
        .on("/none", exchange -> Response.noContent())
        .on("/same", exchange -> Response.text("x").withStatus(304));
    try (Wire wire = server.connect()) {
      Wire.Answer answer = wire.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n").answer("HEAD");
      assertThat(answer.header("content-length")).isEqualTo("5");
      answer = wire.send("HEAD /known HTTP/1.1\r\nHost: a\r\n\r\n").answer("HEAD");
      assertThat(answer.header("content-length")).isEqualTo("3");
      answer = wire.send("HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n").answer("HEAD");
      assertThat(answer.headers()).doesNotContainKeys("content-length", "transfer-encoding");
      answer = wire.get("/none").answer();
      assertThat(answer.headers()).doesNotContainKeys("content-length", "transfer-encoding");
      answer = wire.get("/same").answer();
      assertThat(answer.status()).isEqualTo(304);
      assertThat(answer.headers()).doesNotContainKeys("content-length", "transfer-encoding");
      assertThat(wire.get("/").answer().body()).isEqualTo("hello");
    }
  }

  @Test
  void speaksToClientsOfHttp10() throws Exception {
    answers.on("/stream", exchange -> stream(-1, "x".repeat(20_000)));
    try (Wire wire = server.connect()) {
      wire.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      Wire.Answer answer = wire.answer();
      assertThat(answer.header("connection")).isEqualTo("keep-alive");
      wire.send("GET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
      answer = wire.answer();
      assertThat(answer.head()).startsWith("HTTP/1.1 200");
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(answer.headers()).doesNotContainKeys("content-length", "transfer-encoding");
      assertThat(answer.body()).hasSize(20_000);
    }
    try (Wire wire = server.connect()) {
      assertThat(wire.send("GET / HTTP/1.0\r\n\r\n").answer().header("connection"))
          .isEqualTo("close");
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Test
  void streamsInChunksAndByLength() throws Exception {
    String large = "x".repeat(300_000);
    answers
        .on("/chunks", exchange -> stream(-1, large))
        .on("/length", exchange -> stream(large.length(), large))
        .on("/small", exchange -> stream(-1, "small"));
    try (Wire wire = server.connect()) {
      for (int i = 0; i < 30; i++) {
        Wire.Answer answer = wire.get("/chunks").answer();
        assertThat(answer.header("transfer-encoding")).isEqualTo("chunked");
        assertThat(answer.body()).isEqualTo(large);
        answer = wire.get("/length").answer();
        assertThat(answer.header("content-length")).isEqualTo("300000");
        assertThat(answer.body()).isEqualTo(large);
        answer = wire.get("/small").answer();
        assertThat(answer.header("content-length")).isEqualTo("5");
      }
    }
  }

  @Test
  void cutsAResponseThatFailsAfterItsHead() throws Exception {
    answers
        .on(
            "/late",
            exchange ->
                Response.of(
                    200,
                    ResponseHeaders.empty(),
                    new ResponseBody.Stream(
                        -1,
                        out -> {
                          out.write(new byte[50_000]);
                          throw new IOException("the source is gone");
                        })))
        .on(
            "/early",
            exchange ->
                Response.of(
                    200,
                    ResponseHeaders.empty(),
                    new ResponseBody.Stream(
                        -1,
                        out -> {
                          throw new IOException("there is no source");
                        })));
    for (int i = 0; i < 25; i++) {
      try (Wire wire = server.connect()) {
        assertThat(wire.get("/late").isReset()).isTrue();
      }
    }
    try (Wire wire = server.connect()) {
      assertThat(wire.get("/early").answer().status()).isEqualTo(500);
      assertThat(wire.get("/").answer().status()).isEqualTo(200);
    }
    // The client may see the end of its connection before the engine has told the call.
    Running.await(() ->
        answers.outcomes.stream().filter(outcome -> outcome.failure().isPresent()).count() == 26);
  }

  @Test
  void refusesToLeaveHttpWhenNobodyAsked() throws Exception {
    answers.on(
        "/up",
        exchange ->
            Response.of(
                101, ResponseHeaders.empty(), new ResponseBody.Upgrade("echo", connection -> {})));
    answers.on("/interim", exchange -> Response.of(103));
    try (Wire wire = server.connect()) {
      Wire.Answer answer = wire.get("/up").answer();
      assertThat(answer.status()).isEqualTo(426);
      assertThat(answer.header("upgrade")).isEqualTo("echo");
      assertThat(wire.get("/interim").answer().status()).isEqualTo(500);
      assertThat(wire.get("/").answer().status()).isEqualTo(200);
    }
  }

  @Test
  void dropsAShortBodyThatNobodyReadAndClosesAfterALongOne() throws Exception {
    try (Wire wire = server.connect()) {
      wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n" + "x".repeat(2_000));
      assertThat(wire.answer().body()).isEqualTo("hello");
      wire.send("x".repeat(3_000)).get("/");
      assertThat(wire.answer().body()).isEqualTo("hello");
      wire.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\n" + "x".repeat(2_000));
      Wire.Answer answer = wire.answer();
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(wire.isClosed()).isTrue();
    }
    try (Wire wire = server.connect()) {
      wire.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1000\r\n");
      wire.send("x".repeat(0x1000) + "\r\n");
      assertThat(wire.answer().body()).isEqualTo("hello");
      try {
        for (int i = 0; i < 100; i++) {
          wire.send("1000\r\n" + "x".repeat(0x1000) + "\r\n");
        }
      } catch (IOException closed) {
        // which it may do at any time now
      }
      assertThat(wire.isClosed()).isTrue();
    }
  }

  @Test
  void answersAClientThatHasSentEverything() throws Exception {
    answers.on(
        "/slow",
        exchange -> {
          Thread.sleep(100);
          return Response.text("slow");
        });
    try (Wire wire = server.connect()) {
      wire.get("/slow").get("/").endOutput();
      assertThat(wire.answer().body()).isEqualTo("slow");
      Wire.Answer last = wire.answer();
      assertThat(last.body()).isEqualTo("hello");
      assertThat(wire.isClosed()).isTrue();
    }
    assertThat(answers.cancels).isEmpty();
  }

  @Test
  void cancelsTheCallOfAClientThatResets() throws Exception {
    CountDownLatch running = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    answers.on(
        "/block",
        exchange -> {
          running.countDown();
          release.await();
          return Response.text("late");
        });
    try (Wire wire = server.connect()) {
      wire.get("/block");
      running.await();
      wire.reset();
      Running.await(() -> !answers.cancels.isEmpty());
      assertThat(answers.cancels).containsExactly(CancelReason.CLIENT_GONE);
      assertThat(answers.outcomes).isEmpty();
      release.countDown();
      Running.await(() -> !answers.outcomes.isEmpty());
      assertThat(answers.outcomes.getFirst().failure()).isPresent();
      assertThat(answers.outcomes.getFirst().status()).isZero();
    }
  }

  @Test
  void failsTheReaderOfABodyWhoseClientStops() throws Exception {
    for (boolean reset : new boolean[] {true, false}) {
      answers.outcomes.clear();
      try (Wire wire = server.connect()) {
        wire.send(
            "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9000\r\n\r\n" + "x".repeat(2_000));
        Running.await(() -> server.listener.inFlight() == 1);
        if (reset) {
          wire.reset();
        } else {
          wire.endOutput();
          assertThat(wire.answer().body()).contains("IOException");
          assertThat(wire.isClosed()).isTrue();
        }
        Running.await(() -> !answers.outcomes.isEmpty());
      }
    }
    try (Wire wire = server.connect()) {
      answers.outcomes.clear();
      wire.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n\r\nxxx").endOutput();
      assertThat(wire.isClosed()).isTrue();
      Running.await(() -> !answers.outcomes.isEmpty());
    }
  }

  @Test
  void cancelsACallAtItsDeadline() throws Exception {
    answers.timeoutMillis = 150;
    answers.on(
        "/block",
        exchange -> {
          while (answers.cancels.isEmpty()) {
            Thread.sleep(5);
          }
          return Response.of(503);
        });
    try (Wire wire = server.connect()) {
      assertThat(wire.get("/block").answer().status()).isEqualTo(503);
      assertThat(answers.cancels).containsExactly(CancelReason.DEADLINE);
    }
  }

  @Test
  void readsABodyPieceByPiece() throws Exception {
    answers.on(
        "/sum",
        exchange -> {
          int sum = 0;
          for (int octet = exchange.body().stream().read(); octet >= 0; ) {
            sum += octet;
            octet = exchange.body().stream().read();
          }
          return Response.text(sum + " " + exchange.body().length());
        });
    try (Wire wire = server.connect()) {
      wire.send("POST /sum HTTP/1.1\r\nHost: a\r\nContent-Length: 200000\r\n\r\n");
      byte[] ones = new byte[200_000];
      java.util.Arrays.fill(ones, (byte) 1);
      wire.send(ones);
      assertThat(wire.answer().body()).isEqualTo("200000 200000");
    }
  }

  private static Response stream(long length, String content) {
    return Response.of(
        200,
        ResponseHeaders.empty(),
        new ResponseBody.Stream(
            length, out -> out.write(content.getBytes(StandardCharsets.US_ASCII))));
  }
}
