package io.lokstra.netty;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.EngineOptions;
import io.lokstra.engine.EngineOptions.CarriedThreads;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.http.ResponseHeaders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every limit and time-out: what the client is told, whether the connection closes, and that others
 * are served.
 */
class LimitsTest {
  private final Answers answers = new Answers();
  private final Running.Limits limits = new Running.Limits();

  @Test
  void answersARequestLineThatIsTooLong() throws Exception {
    refuses("GET /" + "a".repeat(9_000) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414, "target_too_long");
  }

  @Test
  void servesTargetsOfEightThousandOctets() throws Exception {
    try (Running server = start();
        Wire wire = server.connect()) {
      assertThat(wire.get("/" + "a".repeat(7_999)).answer().status()).isEqualTo(404);
      assertThat(wire.get("/").answer().status()).isEqualTo(200);
    }
  }

  @Test
  void answersHeaderFieldsThatAreTooLargeOrTooMany() throws Exception {
    limits.maxHeaderSize = 200;
    limits.maxHeaders = 5;
    refuses("GET / HTTP/1.1\r\nHost: a\r\nX: " + "a".repeat(200), 431, "header_too_large");
    refuses("GET / HTTP/1.1\r\nHost: a\r\n" + "a:\r\n".repeat(5) + "\r\n", 431, "too_many_headers");
  }

  @Test
  void answersAHeadThatComesTooSlowly() throws Exception {
    limits.headersTimeout = Duration.ofMillis(200);
    refuses("GET / HTTP/1.1\r\nHost:", 408, "head_timeout");
    refuses("", 408, "head_timeout");
  }

  @Test
  void closesAnIdleConnectionWithoutAWord() throws Exception {
    limits.idleTimeout = Duration.ofMillis(200);
    try (Running server = start();
        Wire wire = server.connect()) {
      assertThat(wire.get("/").answer().status()).isEqualTo(200);
      assertThat(wire.isClosed()).isTrue();
      assertThat(server.servesOthers()).isTrue();
    }
  }

  @Test
  void answersABodyThatIsTooLargeBeforeItIsSent() throws Exception {
    answers.maxBodySize = 10;
    refuses(
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n", 413, "content_too_large");
    refuses(
        "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 11\r\n\r\n",
        413,
        "content_too_large");
  }

  @Test
  void answersChunksThatAddUpToTooMuch() throws Exception {
    answers.maxBodySize = 10;
    refuses(
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n12345678\r\n3\r\nabc",
        413,
        "content_too_large");
  }

  @Test
  void givesTheStatusToAClientThatSendsALargeBodyAllTheSame() throws Exception {
    answers.maxBodySize = 10;
    try (Running server = start();
        Wire wire = server.connect()) {
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  wire.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\n");
                  wire.send(new byte[5_000_000]);
                } catch (java.io.IOException closed) {
                  // as it should be
                }
              });
      Wire.Answer answer = wire.answer();
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(wire.isClosed()).isTrue();
      sender.join();
    }
  }

  @Test
  void answersABodyThatComesTooSlowly() throws Exception {
    limits.bodyGrace = Duration.ofMillis(200);
    refuses(
        "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc", 408, "body_timeout");
    limits.bufferedBody = 2;
    try (Running server = start();
        Wire wire = server.connect()) {
      wire.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc");
      Wire.Answer answer = wire.answer();
      assertThat(answer.status()).isEqualTo(408);
      assertThat(answer.header("x-thrown")).isEqualTo("yes");
      assertThat(wire.isClosed()).isTrue();
      assertThat(server.servesOthers()).isTrue();
    }
  }

  @Test
  void throwsInTheHandlerWhenAStreamedBodyIsRefused() throws Exception {
    limits.bufferedBody = 4;
    answers.maxBodySize = 10;
    String head =
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n";
    for (String rest : new String[] {"6\r\nworld!\r\n", "x\r\n"}) {
      try (Running server = start();
          Wire wire = server.connect()) {
        wire.send(head);
        Running.await(() -> server.listener.inFlight() == 1);
        wire.send(rest);
        Wire.Answer answer = wire.answer();
        assertThat(answer.status()).isEqualTo(rest.startsWith("6") ? 413 : 400);
        assertThat(answer.header("x-thrown")).isEqualTo("yes");
        assertThat(answer.header("connection")).isEqualTo("close");
        assertThat(wire.isClosed()).isTrue();
        assertThat(server.servesOthers()).isTrue();
      }
    }
  }

  @Test
  void cutsAClientThatDoesNotRead() throws Exception {
    limits.writeTimeout = Duration.ofMillis(300);
    byte[] large = new byte[30_000_000];
    answers
        .on("/bytes", exchange -> Response.bytes(large))
        .on(
            "/stream",
            exchange ->
                Response.of(
                    200,
                    ResponseHeaders.empty(),
                    new ResponseBody.Stream(-1, out -> out.write(large))));
    try (Running server = start()) {
      for (String path : new String[] {"/bytes", "/stream"}) {
        answers.outcomes.removeIf(outcome -> outcome.failure().isPresent());
        try (Wire wire = server.connect()) {
          wire.get(path);
          Running.await(
              () -> answers.outcomes.stream().anyMatch(outcome -> outcome.failure().isPresent()));
          assertThat(wire.isReset()).isTrue();
          assertThat(server.servesOthers()).isTrue();
        }
      }
    }
  }

  @Test
  void goesOnForAClientThatReadsSlowlyButSteadily() throws Exception {
    limits.writeTimeout = Duration.ofSeconds(4);
    byte[] large = new byte[30_000_000];
    answers.on("/bytes", exchange -> Response.bytes(large));
    try (Running server = start();
        Socket client = new Socket()) {
      client.setReceiveBufferSize(32 * 1024);
      client.setSoTimeout(30_000);
      client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
      client.getOutputStream().write("GET /bytes HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(US_ASCII));
      // 40 KB/s for three times what a client may read nothing.
      for (int i = 0; i < 24; i++) {
        assertThat(client.getInputStream().readNBytes(20_000)).hasSize(20_000);
        Thread.sleep(500);
      }
      assertThat(answers.outcomes).isEmpty();
    }
  }

  @Test
  void countsNothingAsReadThatTheClientOnlyAsksFor() throws Exception {
    limits.writeTimeout = Duration.ofSeconds(2);
    answers.on("/bytes", exchange -> Response.bytes(new byte[2_000]));
    int waiting = 0;
    try (Running server = start();
        Wire wire = server.connect()) {
      // The kernel's buffers are filled first; from then on each request waits for a second.
      while (waiting < 20
          && answers.outcomes.stream().noneMatch(outcome -> outcome.failure().isPresent())) {
        int answered = answers.outcomes.size();
        wire.get("/bytes");
        long asked = System.nanoTime();
        while (answers.outcomes.size() == answered && System.nanoTime() - asked < 1_000_000_000L) {
          Thread.onSpinWait();
        }
        waiting += answers.outcomes.size() == answered ? 1 : 0;
      }
      assertThat(server.servesOthers()).isTrue();
    } catch (SocketException reset) {
      assertThat(waiting).isPositive();
    }
    assertThat(waiting).as("requests until the client was cut").isBetween(1, 8);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void letsAClientReadA413WhileItSends(boolean chunked) throws Exception {
    answers.maxBodySize = 100_000;
    byte[] piece = new byte[1 << 16];
    try (Running server = start();
        Wire wire = server.connect()) {
      wire.send(
          "POST /echo HTTP/1.1\r\nHost: a\r\n"
              + (chunked ? "Transfer-Encoding: chunked" : "Content-Length: 9000000")
              + "\r\n\r\n");
      for (int i = 0; i < 64; i++) {
        wire.send(chunked ? "10000\r\n" : "").send(piece).send(chunked ? "\r\n" : "");
      }
      assertThat(wire.answer().status()).isEqualTo(413);
      assertThat(wire.isClosed()).isTrue();
      assertThat(server.servesOthers()).isTrue();
    }
  }

  @Test
  void sendsLargeBodiesToASlowReader() throws Exception {
    byte[] large = new byte[5_000_000];
    answers.on("/bytes", exchange -> Response.bytes(large));
    try (Running server = start();
        Wire wire = server.connect()) {
      wire.get("/bytes").get("/");
      Thread.sleep(200);
      assertThat(wire.answer().body()).hasSize(large.length);
      assertThat(wire.answer().body()).isEqualTo("hello");
      Running.await(() -> answers.outcomes.size() >= 2);
      assertThat(answers.outcomes).hasSize(2);
      assertThat(answers.outcomes.getFirst().bodyBytes()).isEqualTo(large.length);
      assertThat(answers.outcomes.getFirst().failure()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource(EngineOptions.Transport.class)
  void closesConnectionsBeyondTheLimit(EngineOptions.Transport transport) throws Exception {
    Running.assumeThereIs(transport);
    limits.maxConnections = 2;
    EngineOptions options = new EngineOptions("auto", transport, 2, CarriedThreads.REQUIRED);
    try (Running server = new Running(options, limits.options(), answers);
        Wire first = server.connect();
        Wire second = server.connect()) {
      assertThat(first.get("/").answer().status()).isEqualTo(200);
      assertThat(second.get("/").answer().status()).isEqualTo(200);
      try (Wire third = server.connect()) {
        assertThat(third.isClosed()).isTrue();
      }
      assertThat(first.get("/").answer().status()).isEqualTo(200);
      second.reset();
      // As soon as the server has noticed; until then it closes what is beyond the limit.
      Running.await(() -> {
        try {
          return server.servesOthers();
        } catch (IOException closed) {
          return false;
        }
      });
    }
  }

  @Test
  void letsCallsWaitAndRefusesThoseBeyond() throws Exception {
    limits.maxRequests = 1;
    limits.maxQueuedRequests = 1;
    limits.queueTimeout = Duration.ofMillis(400);
    CountDownLatch release = new CountDownLatch(1);
    answers.on(
        "/block",
        exchange -> {
          release.await();
          return Response.text("done");
        });
    try (Running server = start();
        Wire running = server.connect();
        Wire waiting = server.connect();
        Wire refused = server.connect()) {
      running.get("/block");
      Running.await(() -> server.listener.inFlight() == 1);
      waiting.get("/");
      Running.await(() -> server.waiting() == 1);
      Wire.Answer overload = refused.get("/").answer();
      assertThat(overload.status()).isEqualTo(503);
      assertThat(overload.header("retry-after")).isEqualTo("1");
      Wire.Answer late = waiting.answer();
      assertThat(late.status()).isEqualTo(503);
      assertThat(late.header("connection")).isEmpty();
      waiting.get("/");
      release.countDown();
      assertThat(running.answer().body()).isEqualTo("done");
      assertThat(waiting.answer().body()).isEqualTo("hello");
      assertThat(refused.get("/").answer().body()).isEqualTo("hello");
    }
  }

  @Test
  void keepsToASmallLimitWhenManyComeAtOnce() throws Exception {
    limits.maxRequests = 2;
    limits.maxQueuedRequests = 5;
    limits.queueTimeout = Duration.ofSeconds(30);
    int loops = 2; // each may have one call more on it
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch release = new CountDownLatch(1);
    answers.on(
        "/block",
        exchange -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          release.await();
          running.decrementAndGet();
          return Response.text("done");
        });
    List<Wire> wires = new ArrayList<>();
    try (Running server = start()) {
      for (int i = 0; i < 20; i++) {
        wires.add(server.connect());
      }
      for (Wire wire : wires) {
        wire.get("/block");
      }
      // What neither runs nor waits is refused while those still run.
      Running.await(() -> answers.outcomes.size() >= 20 - 5 - 2 - loops);
      assertThat(answers.outcomes).allMatch(outcome -> outcome.status() == 503);
      release.countDown();
      int done = 0;
      for (Wire wire : wires) {
        Wire.Answer answer = wire.answer();
        if (answer.status() == 200) {
          done++;
        } else {
          assertThat(answer.status()).isEqualTo(503);
          assertThat(answer.header("retry-after")).isEqualTo("1");
        }
      }
      assertThat(done).isBetween(2 + 5, 2 + 5 + loops);
      assertThat(most.get()).isBetween(2, 2 + loops);
    } finally {
      for (Wire wire : wires) {
        wire.close();
      }
    }
  }

  @Test
  void forgetsAWaitingCallWhoseClientLeaves() throws Exception {
    limits.maxRequests = 1;
    Semaphore release = new Semaphore(0);
    answers.on(
        "/block",
        exchange -> {
          release.acquire();
          return Response.text("done");
        });
    try (Running server = start();
        Wire running = server.connect();
        Wire leaves = server.connect();
        Wire waits = server.connect()) {
      running.get("/block");
      Running.await(() -> server.listener.inFlight() == 1);
      leaves.get("/");
      Running.await(() -> server.waiting() == 1);
      waits.get("/");
      Running.await(() -> server.waiting() == 2);
      leaves.reset();
      Running.await(() -> server.waiting() == 1);
      release.release();
      assertThat(running.answer().body()).isEqualTo("done");
      assertThat(waits.answer().body()).isEqualTo("hello");
    }
  }

  @Test
  void sharesTheLoopBetweenPipeliningConnections() throws Exception {
    limits.maxPipelined = 3;
    List<String> order = new ArrayList<>();
    try (Running server = start();
        Wire wire = server.connect()) {
      for (int i = 0; i < 40; i++) {
        wire.get("/");
        wire.answer();
      }
      wire.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(100));
      for (int i = 0; i < 100; i++) {
        order.add(wire.answer().body());
      }
      assertThat(order).hasSize(100).containsOnly("hello");
      assertThat(server.servesOthers()).isTrue();
    }
  }

  @Test
  void stopsReadingWhileACallRuns() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    answers.on(
        "/block",
        exchange -> {
          release.await();
          return Response.text("done");
        });
    try (Running server = start();
        Wire wire = server.connect().timeout(200)) {
      wire.get("/block");
      byte[] requests = "GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(40_000).getBytes(US_ASCII);
      Thread sender =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  for (int i = 0; i < 20; i++) {
                    wire.send(requests);
                  }
                } catch (java.io.IOException e) {
                  // the test is over
                }
              });
      sender.join(1_000);
      assertThat(sender.isAlive()).as("the server takes in what it cannot answer").isTrue();
      release.countDown();
      wire.timeout(10_000);
      assertThat(wire.answer().body()).isEqualTo("done");
      assertThat(wire.answer().body()).isEqualTo("hello");
    } catch (SocketTimeoutException e) {
      throw new AssertionError(e);
    }
  }

  private void refuses(String request, int status, String code) throws Exception {
    try (Running server = start();
        Wire wire = server.connect()) {
      wire.send(request);
      Wire.Answer answer = wire.answer();
      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.body()).isEqualTo(code);
      assertThat(answer.header("connection")).isEqualTo("close");
      assertThat(wire.isClosed()).isTrue();
      assertThat(server.servesOthers()).isTrue();
    }
  }

  private Running start() throws Exception {
    return Running.carried(limits.options(), answers);
  }
}
