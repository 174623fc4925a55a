package io.lokstra.testkit.engine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.engine.HttpEngine;
import io.lokstra.engine.ListenAddress;
import io.lokstra.engine.Listener;
import io.lokstra.http.Response;
import io.lokstra.http.ResponseBody;
import io.lokstra.http.ResponseHeaders;
import io.lokstra.testkit.RawClient;
import io.lokstra.testkit.RawClient.End;
import io.lokstra.testkit.RawResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** What an engine with sockets does with its connections. Left out for an engine without. */
public interface ConnectionContract extends EngineUnderTest {

  /** A minimal request. */
  String GET = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

  /** HTTP/1.1 stays, HTTP/1.0 goes; either may ask otherwise. */
  @Test
  default void keepsConnectionsAliveAsAsked() throws Exception {
    try (Fixture server = Fixture.of(this, _ -> Response.text("x"))) {
      try (RawClient client = server.raw()) {
        for (int i = 0; i < 3; i++) {
          RawResponse response = client.send(GET).receive();
          assertThat(response.text()).isEqualTo("x");
          assertThat(response.headers().contains("connection")).isFalse();
        }
        client.send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(client.receive().headers().all("connection")).containsExactly("close");
        assertThat(client.isEnded()).isTrue();
      }
      try (RawClient client = server.raw()) {
        client.send("GET / HTTP/1.0\r\n\r\n");
        assertThat(client.receive().text()).isEqualTo("x");
        assertThat(client.isEnded()).isTrue();
      }
      try (RawClient client = server.raw()) {
        client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        RawResponse response = client.receive();
        assertThat(response.headers().all("connection")).containsExactly("keep-alive");
        assertThat(client.send(GET).receive().text()).isEqualTo("x");
      }
    }
  }

  /** However long each takes. */
  @Test
  default void answersPipelinedRequestsInOrderAndOneAtATime() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (Fixture server =
            Fixture.of(
                this,
                exchange -> {
                  most.accumulateAndGet(running.incrementAndGet(), Math::max);
                  String path = exchange.target().path();
                  if (path.endsWith("0")) {
                    Thread.sleep(20);
                  }
                  running.decrementAndGet();
                  return path.endsWith("5")
                      ? Fixture.stream(-1, out -> out.write(path.getBytes(UTF_8)))
                      : Response.text(path);
                });
        RawClient client = server.raw()) {
      StringBuilder requests = new StringBuilder();
      for (int i = 0; i < 200; i++) {
        requests.append("GET /").append(i).append(" HTTP/1.1\r\nHost: localhost\r\n\r\n");
      }
      client.send(requests.toString());
      for (int i = 0; i < 200; i++) {
        assertThat(client.receive().text()).isEqualTo("/" + i);
      }
      assertThat(most.get()).isEqualTo(1);
    }
  }

  /** However the bytes come. */
  @Test
  default void readsRequestsInPiecesOfAnySize() throws Exception {
    String request =
        "POST /a?b=c HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello"
            + "POST /d HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "3\r\nfoo\r\n4;x=y\r\nbarr\r\n0\r\nTrailer: 1\r\n\r\n"
            + GET;
    try (Fixture server =
        Fixture.of(
            this,
            exchange ->
                Response.text(
                    exchange.target().raw() + new String(exchange.body().bytes(), UTF_8)))) {
      for (int size : new int[] {1, 2, 3, 7, 50, 1_000}) {
        try (RawClient client = server.raw()) {
          for (int at = 0; at < request.length(); at += size) {
            client.send(request.substring(at, Math.min(at + size, request.length())));
            if (at % 16 == 0) {
              Thread.sleep(1);
            }
          }
          assertThat(client.receive().text()).isEqualTo("/a?b=chello");
          assertThat(client.receive().text()).isEqualTo("/dfoobarr");
          assertThat(client.receive().text()).isEqualTo("/");
        }
      }
    }
  }

  /** The end of what a client sends is not the end of its interest. */
  @Test
  default void answersAClientThatHalfCloses() throws Exception {
    try (Fixture server =
            Fixture.of(
                this,
                _ -> {
                  Thread.sleep(200);
                  return Response.text("still here");
                });
        RawClient client = server.raw()) {
      client.send(GET).halfClose();

      assertThat(client.receive().text()).isEqualTo("still here");
      assertThat(client.isEnded()).isTrue();
      assertThat(server.handler.cancels).isEmpty();
    }
  }

  /** What a handler leaves of a body is no request. */
  @Test
  default void neverTakesAnUnreadBodyForTheNextRequest() throws Exception {
    try (Fixture server =
            Fixture.of(
                this,
                Limits.defaults().bufferedBody(16),
                new ScriptedHandler(exchange -> Response.text(exchange.target().path())));
        RawClient client = server.raw()) {
      String hidden = "GET /hidden HTTP/1.1\r\nHost: localhost\r\n\r\n";
      client.send(
          "POST /first HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
              + hidden.length()
              + "\r\n\r\n"
              + hidden
              + GET);

      assertThat(client.receive().text()).isEqualTo("/first");
      try {
        assertThat(client.receive().text()).isEqualTo("/");
      } catch (AssertionError _) {
        assertThat(client.isEnded()).isTrue(); // closing is the other right way
      }
      assertThat(server.handler.events.stream().filter("prepare"::equals).count())
          .isLessThanOrEqualTo(2);
    }
  }

  /** RFC 9110 §10.1.1. */
  @Test
  default void sends100ContinueBeforeTheBody() throws Exception {
    try (Fixture server = Fixture.of(this, exchange -> Response.bytes(exchange.body().bytes()));
        RawClient client = server.raw()) {
      client.send(
          "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
      assertThat(client.receive().status()).isEqualTo(100);
      assertThat(client.send("body").receive().text()).isEqualTo("body");

      client.send(
          "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999\r\n"
              + "Expect: 100-continue\r\n\r\n");
      assertThat(client.receive().status()).isEqualTo(413);
      assertThat(client.isEnded()).isTrue();
    }
  }

  /** A refused body is not read, so nothing that follows it can be told from it. */
  @Test
  default void closesAfterARefusedBodyWhateverTheCallAnswers() throws Exception {
    String tooLarge = "Content-Length: 9\r\n\r\n";
    String grownTooLarge = "Transfer-Encoding: chunked\r\n\r\n9\r\n123456789\r\n0\r\n\r\n";
    String malformed = "Transfer-Encoding: chunked\r\n\r\n1;;\r\n1\r\n0\r\n\r\n";
    String late = "Content-Length: 4\r\n\r\nabc";
    Limits limits = Limits.defaults().bodyGrace(Duration.ofMillis(200));
    ScriptedHandler handler =
        new ScriptedHandler(
                exchange -> {
                  Thread.sleep(50);
                  return Response.text(
                      exchange
                          .body()
                          .refusal()
                          .map(reason -> reason.status() + "")
                          .orElse("given"));
                })
            .maxBodySize(8);
    try (Fixture server = Fixture.of(this, limits, handler)) {
      for (String[] each :
          new String[][] {
            {tooLarge, "413"}, {grownTooLarge, "413"}, {malformed, "400"}, {late, "408"}
          }) {
        String follows = each[1].equals("408") ? "" : GET;
        try (RawClient client = server.raw()) {
          client.send("POST / HTTP/1.1\r\nHost: localhost\r\n" + each[0] + follows);

          RawResponse response = client.receive();
          assertThat(response.status()).isEqualTo(200);
          assertThat(response.text()).isEqualTo(each[1]);
          assertThat(response.headers().all("connection")).containsExactly("close");
          assertThat(client.isEnded()).isTrue();
          assertThat(handler.outcome().failure()).isEmpty();
        }
      }
      assertThat(handler.events.stream().filter("prepare"::equals).count()).isEqualTo(4);
      assertThat(handler.refusals).isEmpty();
    }
  }

  /** 408, and the connection is over. */
  @Test
  default void closesOnAClientThatIsTooSlow() throws Exception {
    Limits limits =
        Limits.defaults()
            .headersTimeout(Duration.ofMillis(300))
            .idleTimeout(Duration.ofMillis(300))
            .bodyGrace(Duration.ofMillis(300));
    ScriptedHandler handler =
        new ScriptedHandler(exchange -> Response.bytes(exchange.body().bytes()));
    try (Fixture server = Fixture.of(this, limits, handler)) {
      try (RawClient client = server.raw()) {
        assertThat(client.send("GET / HTTP/1.1\r\nHost:").receive().status()).isEqualTo(408);
        assertThat(client.isEnded()).isTrue();
      }
      try (RawClient client = server.raw()) {
        client.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nslow");
        assertThat(client.receive().status()).isEqualTo(408);
        assertThat(client.isEnded()).isTrue();
      }
      try (RawClient client = server.raw()) {
        assertThat(client.send(GET).receive().status()).isEqualTo(200);
        assertThat(client.end(Duration.ofSeconds(10))).isEqualTo(End.CLOSED);
      }
    }
  }

  /** A client that never reads does not hold its connection for ever. */
  @Test
  default void cutsAClientThatNeverReads() throws Exception {
    Limits limits = Limits.defaults().writeTimeout(Duration.ofMillis(300));
    ScriptedHandler handler =
        new ScriptedHandler(_ ->
            Fixture.stream(
                -1,
                out -> {
                  while (true) {
                    out.write(new byte[64 * 1024]);
                  }
                }));
    try (Fixture server = Fixture.of(this, limits, handler);
        RawClient client = server.raw()) {
      client.send(GET);
      assertThat(handler.outcome().failure()).isPresent();
    }
  }

  /** A connection that was idle when the server stopped may ask once more. */
  @Test
  default void answersOneMoreRequestOfAnIdleConnectionAfterStopping() throws Exception {
    try (Fixture server = Fixture.of(this, _ -> Response.text("x"));
        RawClient asking = server.raw();
        RawClient silent = server.raw()) {
      asking.send(GET).receive();
      silent.send(GET).receive();
      server.listener.stopAccepting();

      RawResponse last = asking.send(GET).receive();
      assertThat(last.headers().all("connection")).containsExactly("close");
      assertThat(asking.isEnded()).isTrue();
      assertThat(silent.end(Duration.ofSeconds(5))).isNotEqualTo(End.OPEN);
      assertThat(server.listener.drain(Duration.ofSeconds(5))).isEmpty();
    }
  }

  /** Bytes that came with the request belong to the new protocol. */
  @Test
  default void handsOverWhatHadArrivedWithAnUpgrade() throws Exception {
    try (Fixture server =
            Fixture.of(
                this,
                _ ->
                    Response.of(
                        101,
                        ResponseHeaders.empty(),
                        new ResponseBody.Upgrade(
                            "echo",
                            connection -> {
                              connection.output().write(connection.input().readNBytes(5));
                              connection.output().flush();
                            })));
        RawClient client = server.raw()) {
      client.send(
          "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\nearly");
      assertThat(client.receive().status()).isEqualTo(101);
      assertThat(client.receiveAll()).asString(UTF_8).isEqualTo("early");
    }
  }

  /** A Unix socket is an address like any other. */
  @Test
  default void listensOnUnixSockets() throws Exception {
    Path directory = Files.createTempDirectory("lokstra");
    ListenAddress address = new ListenAddress.Unix(directory.resolve("app.sock"));
    try (Fixture probe = Fixture.of(this, _ -> Response.noContent())) {
      probe.assumeSockets();
    }
    Assumptions.assumeTrue(tls().isEmpty() && protocol() == Protocol.HTTP_1_1);
    try (HttpEngine engine = engine()) {
      Listener listener =
          engine.listen(
              address,
              Limits.defaults().toOptions(),
              new ScriptedHandler(_ -> Response.text("unix")));
      try (RawClient client = RawClient.connect(address)) {
        assertThat(client.send(GET).receive().text()).isEqualTo("unix");
      }
      listener.close();
      assertThatThrownBy(() -> RawClient.connect(address)).isInstanceOf(RuntimeException.class);
    } finally {
      assertThatCode(
              () -> {
                Files.deleteIfExists(directory.resolve("app.sock"));
                Files.delete(directory);
              })
          .doesNotThrowAnyException();
    }
  }

  /** Beyond the limit a connection is closed at once, and those before it go on. */
  @Test
  default void servesWhileAClientHoldsConnectionsOpen() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    try (Fixture server =
            Fixture.of(
                this,
                exchange -> {
                  if (exchange.target().path().equals("/held")) {
                    release.await();
                  }
                  return Response.text("x");
                });
        RawClient held = server.raw();
        RawClient idle = server.raw();
        RawClient half = server.raw()) {
      held.send("GET /held HTTP/1.1\r\nHost: localhost\r\n\r\n");
      half.send("GET / HT");
      for (int i = 0; i < 20; i++) {
        try (RawClient client = server.raw()) {
          assertThat(client.send(GET).receive().status()).isEqualTo(200);
        }
      }
      release.countDown();
      assertThat(held.receive().status()).isEqualTo(200);
      assertThat(half.send("TP/1.1\r\nHost: localhost\r\n\r\n").receive().status()).isEqualTo(200);
      assertThat(idle.send(GET).receive().status()).isEqualTo(200);
    }
  }
}
