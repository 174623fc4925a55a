package io.lokstra.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.http.App;
import io.lokstra.http.Proxy;
import io.lokstra.http.RouteOption;
import io.lokstra.http.RunningServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers behind a proxy that fail, lie or dawdle, and clients that go away. */
class ProxyFailureTest {
  private static final String HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  private static final Duration LONG = Duration.ofSeconds(30);

  private static RunningServer proxy(Proxy.Options to) {
    return App.named("front", "127.0.0.1:0")
        .proxy("/p/{path...}", Proxy.of(to), RouteOption.maxBody(1L << 30))
        .start();
  }

  private static Wire connect(RunningServer server) throws Exception {
    return new Wire(server.port("front"));
  }

  /** A port on which nobody listens. */
  private static int closedPort() throws Exception {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    }
  }

  private static void refuses(Wire.Answer answer, int status, String code) {
    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.body())
        .contains("\"code\":\"" + code + "\"")
        .doesNotContain("127.0.0.1")
        .doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: +5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length: 5,5\r\n\r\nhello",
        "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello",
        "HTTP/1.1 200 OK\r\nContent-Length : 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 204 None\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 204 None\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
        "HTTP/1.1 600 Odd\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 2000 Odd\r\nContent-Length: 0\r\n\r\n",
        "HTTP/2.0 200 OK\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1  200 OK\r\nContent-Length: 0\r\n\r\n",
        "ICY 200 OK\r\n\r\n",
        "\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
        "hello"
      })
  void answersBadGatewayForWhatIsNoResponse(String octets) throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (FakeServer upstream =
            new FakeServer(client -> {
              client.head();
              client.send(asked.getAndIncrement() == 0 ? octets : HELLO).endOutput();
              client.drain();
            });
        RunningServer server = proxy(Proxy.Options.to(upstream.url()));
        Wire wire = connect(server)) {
      refuses(wire.get("/p/").answer(), 502, "bad_gateway");
      assertThat(wire.get("/p/").answer().body()).isEqualTo("hello");
      assertThat(upstream.accepted).as("never two responses of one connection").hasValue(2);
    }
  }

  @Test
  void refusesHeadsThatAreTooLarge() throws Exception {
    for (String fields :
        new String[] {"X: " + "a".repeat(40_000) + "\r\n", "X: a\r\n".repeat(201)}) {
      try (FakeServer upstream =
              new FakeServer(client -> {
                client.head();
                client.send("HTTP/1.1 200 OK\r\n" + fields + "\r\n");
                client.drain();
              });
          RunningServer server = proxy(Proxy.Options.to(upstream.url()));
          Wire wire = connect(server)) {
        refuses(wire.get("/p/").answer(), 502, "bad_gateway");
      }
    }
  }

  @Test
  void usesNoConnectionAgainOnWhichMoreCameThanTheResponse() throws Exception {
    try (FakeServer upstream =
            new FakeServer(client -> {
              client.head();
              client.send(HELLO + "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil");
              client.drain();
            });
        RunningServer server = proxy(Proxy.Options.to(upstream.url()));
        Wire wire = connect(server)) {
      for (int i = 1; i <= 3; i++) {
        assertThat(wire.get("/p/").answer().body()).isEqualTo("hello");
        assertThat(upstream.accepted).hasValue(i);
      }
    }
  }

  @Test
  void endsInterimResponsesWithoutEnd() throws Exception {
    try (FakeServer upstream =
            new FakeServer(client -> {
              client.head();
              client.send("HTTP/1.1 100 Continue\r\n\r\n".repeat(100));
              client.drain();
            });
        RunningServer server = proxy(Proxy.Options.to(upstream.url()));
        Wire wire = connect(server)) {
      refuses(wire.get("/p/").answer(), 502, "bad_gateway");
    }
  }

  @Test
  void cutsAResponseWhoseContentIsCut() throws Exception {
    for (String response :
        new String[] {
          "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nXX\r\n"
        }) {
      try (FakeServer upstream =
              new FakeServer(client -> {
                client.head();
                client.send(response);
              });
          RunningServer server = proxy(Proxy.Options.to(upstream.url()));
          Wire wire = connect(server)) {
        wire.get("/p/");
        assertThat(wire.isReset()).isTrue();
      }
    }
  }

  @Test
  void answersBadGatewayWhereNobodyListens() throws Exception {
    try (RunningServer server = proxy(Proxy.Options.to("http://127.0.0.1:" + closedPort()));
        Wire wire = connect(server)) {
      refuses(wire.get("/p/").answer(), 502, "bad_gateway");
      refuses(wire.get("/p/").answer(), 502, "bad_gateway");
    }
    try (RunningServer server = proxy(Proxy.Options.to("http://nobody.invalid:80"));
        Wire wire = connect(server)) {
      refuses(wire.get("/p/").answer(), 502, "bad_gateway");
    }
  }

  @Test
  void answersGatewayTimeoutWhereNoResponseBegins() throws Exception {
    try (FakeServer upstream = new FakeServer(Wire::drain);
        RunningServer server =
            proxy(Proxy.Options.to(upstream.url()).timeouts(LONG, Duration.ofMillis(300), LONG));
        Wire wire = connect(server)) {
      refuses(wire.get("/p/").answer(), 504, "gateway_timeout");
      assertThat(upstream.accepted).as("not sent twice").hasValue(1);
    }
  }

  @Test
  void cutsAResponseThatDoesNotGoOn() throws Exception {
    try (FakeServer upstream =
            new FakeServer(client -> {
              client.head();
              client.send("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello");
              client.drain();
            });
        RunningServer server =
            proxy(Proxy.Options.to(upstream.url()).timeouts(LONG, LONG, Duration.ofMillis(300)));
        Wire wire = connect(server)) {
      assertThat(wire.get("/p/").head()).contains("content-length: 50");
      assertThat(wire.isReset()).isTrue();
    }
  }

  @Test
  void triesAnotherServerWhereNothingWasSent() throws Exception {
    try (FakeServer upstream = FakeServer.answering(HELLO);
        RunningServer server =
            proxy(
                Proxy.Options.to("http://127.0.0.1:" + closedPort(), upstream.url())
                    .retries(1, LONG));
        Wire wire = connect(server)) {
      for (int i = 0; i < 4; i++) {
        wire.send("POST /p/ HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
        assertThat(wire.answer().body()).isEqualTo("hello");
      }
    }
  }

  @Test
  void takesServersInTurn() throws Exception {
    try (FakeServer one = FakeServer.answering(HELLO);
        FakeServer two = FakeServer.answering(HELLO);
        RunningServer server = proxy(Proxy.Options.to(one.url(), two.url()));
        Wire wire = connect(server)) {
      for (int i = 0; i < 6; i++) {
        assertThat(wire.get("/p/").answer().status()).isEqualTo(200);
      }
      assertThat(one.heads).hasSize(3);
      assertThat(two.heads).hasSize(3);
    }
  }

  /** A kept connection that the server closes just when it is used. */
  @Test
  void sendsAgainOnlyWhatMayBeSentAgain() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    FakeServer.Script everySecondIsDropped =
        client -> {
          client.head();
          if (asked.getAndIncrement() % 2 == 0) {
            return;
          }
          client.send(HELLO);
          client.drain();
        };
    try (FakeServer upstream = new FakeServer(everySecondIsDropped);
        RunningServer server = proxy(Proxy.Options.to(upstream.url()));
        Wire wire = connect(server)) {
      assertThat(wire.get("/p/").answer().body()).isEqualTo("hello");
      assertThat(asked).hasValue(2);
    }
    for (String request :
        new String[] {
          "POST /p/ HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
          "PUT /p/ HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\nx"
        }) {
      asked.set(0);
      try (FakeServer upstream = new FakeServer(everySecondIsDropped);
          RunningServer server = proxy(Proxy.Options.to(upstream.url()));
          Wire wire = connect(server)) {
        refuses(wire.send(request).answer(), 502, "bad_gateway");
        assertThat(asked).hasValue(1);
      }
    }
  }

  @Test
  void boundsConnectionsAndThoseWhoWait() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    CountDownLatch busy = new CountDownLatch(1);
    try (FakeServer upstream =
            new FakeServer(client -> {
              while (true) {
                client.head();
                busy.countDown();
                go.await();
                client.send(HELLO);
              }
            });
        RunningServer server = proxy(Proxy.Options.to(upstream.url()).connections(1, 1, LONG));
        Wire first = connect(server);
        Wire second = connect(server);
        Wire third = connect(server)) {
      first.get("/p/1");
      assertThat(busy.await(10, TimeUnit.SECONDS)).isTrue();
      // One of these two waits, and the other is one too many.
      second.get("/p/2");
      third.get("/p/3");
      Wire refused = third;
      Wire waits = second;
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      int status = 0;
      while (status == 0 && System.nanoTime() < end) {
        for (Wire each : new Wire[] {second, third}) {
          if (each.socket().getInputStream().available() > 0) {
            refused = each;
            waits = each.equals(second) ? third : second;
            Wire.Answer answer = refused.answer();
            status = answer.status();
            assertThat(answer.header("retry-after")).isEqualTo("1");
          }
        }
        Thread.sleep(5);
      }
      assertThat(status).isEqualTo(503);
      go.countDown();
      assertThat(first.answer().body()).isEqualTo("hello");
      assertThat(waits.timeout(10_000).answer().body()).isEqualTo("hello");
      assertThat(upstream.accepted).hasValue(1);
    }
  }

  @Test
  void waitsForAConnectionOnlySoLong() throws Exception {
    try (FakeServer upstream = new FakeServer(Wire::drain);
        RunningServer server =
            proxy(Proxy.Options.to(upstream.url()).connections(1, 10, Duration.ofMillis(200)));
        Wire first = connect(server);
        Wire second = connect(server)) {
      first.get("/p/");
      Running.await(() -> upstream.accepted.get() == 1);
      refuses(second.get("/p/").answer(), 503, "unavailable");
    }
  }

  @Test
  void closesTheConnectionWhoseClientIsGone() throws Exception {
    CountDownLatch gone = new CountDownLatch(2);
    CountDownLatch asked = new CountDownLatch(1);
    try (FakeServer upstream =
            new FakeServer(client -> {
              if (client.head().contains("/streaming")) {
                client.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\nhello");
              }
              asked.countDown();
              if (client.isClosed()) {
                gone.countDown();
              }
            });
        RunningServer server = proxy(Proxy.Options.to(upstream.url()).timeouts(LONG, LONG, LONG))) {
      Wire waiting = connect(server);
      waiting.get("/p/waiting");
      assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
      waiting.reset();
      Wire streaming = connect(server);
      streaming.get("/p/streaming").head();
      streaming.reset();
      assertThat(gone.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  /** A client that reads nothing holds the server back: what lies between them is bounded. */
  @Test
  void readsNoFasterThanTheClient() throws Exception {
    AtomicInteger sent = new AtomicInteger();
    String piece = "x".repeat(10_000);
    try (FakeServer upstream =
            new FakeServer(client -> {
              client.head();
              client.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
              while (true) {
                client.send(piece);
                sent.addAndGet(piece.length());
              }
            });
        RunningServer server = proxy(Proxy.Options.to(upstream.url()).timeouts(LONG, LONG, LONG));
        Wire wire = connect(server)) {
      wire.get("/p/").head();
      int before;
      do {
        before = sent.get();
        Thread.sleep(500);
      } while (sent.get() != before);
      // What the kernel's buffers hold on four sockets, and what is held between them.
      assertThat(before).isLessThan(40_000_000);
      wire.octets(50_000_000);
      assertThat(sent.get()).isGreaterThan(before);
    }
  }

  /** A server that reads nothing holds the client back. */
  @Test
  void sendsNoFasterThanTheServerReads() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (FakeServer upstream =
            new FakeServer(client -> {
              client.head();
              go.await();
              client.octets(50_000_000);
              client.send(HELLO);
            });
        RunningServer server = proxy(Proxy.Options.to(upstream.url()).timeouts(LONG, LONG, LONG));
        Wire wire = connect(server)) {
      wire.send("PUT /p/ HTTP/1.1\r\nHost: a\r\nContent-Length: 50000000\r\n\r\n");
      AtomicInteger sent = new AtomicInteger();
      String piece = "x".repeat(10_000);
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (sent.get() < 50_000_000) {
                    wire.send(piece);
                    sent.addAndGet(piece.length());
                  }
                } catch (IOException closed) {
                  // the test is over
                }
              });
      int before;
      do {
        before = sent.get();
        Thread.sleep(500);
      } while (sent.get() != before || before == 0);
      assertThat(before).isLessThan(40_000_000);
      go.countDown();
      sender.join();
      assertThat(wire.answer().body()).isEqualTo("hello");
    }
  }

  @Test
  void tellsWhatIsNoServer() {
    for (String wrong :
        new String[] {
          "",
          "10.0.0.1:80",
          "ftp://a",
          "http://",
          "http://a:0",
          "http://a/b?c",
          "http://a/../b",
          "http://user@a",
          "unix:relative",
          "https://a:0"
        }) {
      assertThatThrownBy(() -> Proxy.to(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("upstreams[0] is no server");
    }
    assertThatThrownBy(Proxy::to).hasMessageContaining("must name a server");
  }
}
