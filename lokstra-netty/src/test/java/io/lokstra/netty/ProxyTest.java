package io.lokstra.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.http.App;
import io.lokstra.http.Proxy;
import io.lokstra.http.Response;
import io.lokstra.http.RouteOption;
import io.lokstra.http.RunningServer;
import io.lokstra.http.Server;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What passes a reverse proxy, and what does not, over real sockets on both of its sides. */
class ProxyTest {
  private static final String HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

  private static RunningServer proxy(Proxy to, String... arguments) {
    return proxy("/p/{path...}", to, arguments);
  }

  private static RunningServer proxy(String path, Proxy to, String... arguments) {
    return App.named("front", "127.0.0.1:0").proxy(path, to).start(arguments);
  }

  private static Wire connect(RunningServer server) throws Exception {
    return new Wire(server.port("front"));
  }

  @Test
  void passesRequestAndResponse() throws Exception {
    try (FakeServer upstream =
            FakeServer.answering(
                "HTTP/1.1 203 Odd\r\nServer: theirs\r\nX-Raw: \u00e9\r\nContent-Length: 5\r\n\r\nhello");
        RunningServer server = proxy(Proxy.to(upstream.url() + "/base/"));
        Wire wire = connect(server)) {
      Wire.Answer answer =
          wire.send("GET /p/a/b%20c?d=%2F&e HTTP/1.1\r\nHost: front:81\r\nX-Own: 1\r\n\r\n")
              .answer();
      assertThat(answer.status()).isEqualTo(203);
      assertThat(answer.body()).isEqualTo("hello");
      assertThat(answer.header("server")).isEqualTo("theirs");
      assertThat(answer.header("x-raw")).isEqualTo("\u00e9");
      assertThat(upstream.heads.getFirst())
          .startsWith("GET /base/a/b%20c?d=%2F&e HTTP/1.1\n")
          .contains("\nhost: 127.0.0.1:" + upstream.port() + "\n")
          .contains("\nX-Own: 1\n")
          .contains("\nvia: 1.1 lokstra\n")
          .contains("\nx-forwarded-for: 127.0.0.1\n")
          .contains("\nx-forwarded-proto: http\n")
          .contains("\nx-forwarded-host: front:81\n")
          .contains("\nforwarded: for=127.0.0.1;host=\"front:81\";proto=http\n")
          .doesNotContain("content-length")
          .doesNotContain("transfer-encoding")
          .doesNotContain("connection");
      // The connection to the server serves the next request as well.
      for (int i = 0; i < 3; i++) {
        assertThat(wire.get("/p/").answer().body()).isEqualTo("hello");
      }
      assertThat(upstream.accepted).hasValue(1);
      assertThat(upstream.heads.get(1)).startsWith("GET /base/ HTTP/1.1\n");
      assertThat(wire.get("/p/?q").answer().body()).isEqualTo("hello");
      assertThat(upstream.heads.getLast()).startsWith("GET /base/?q HTTP/1.1\n");
    }
  }

  @Test
  void routesWithoutAWildcardAskForThePathOfTheServer() throws Exception {
    try (FakeServer upstream = FakeServer.answering(HELLO);
        RunningServer server = proxy("/x/{id}/status", Proxy.to(upstream.url() + "/health"));
        Wire wire = connect(server)) {
      assertThat(wire.get("/x/7/status?v=1").answer().body()).isEqualTo("hello");
      assertThat(upstream.heads.getFirst()).startsWith("GET /health?v=1 HTTP/1.1\n");
    }
  }

  @Test
  void believesNothingThatAClientSaysOfItself() throws Exception {
    try (FakeServer upstream = FakeServer.answering(HELLO);
        RunningServer server =
            proxy(Proxy.of(Proxy.Options.to(upstream.url()).withHostOfClient()));
        Wire wire = connect(server)) {
      wire.send(
              "GET /p/ HTTP/1.1\r\nHost: front\r\nX-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Host: evil\r\n"
                  + "X-Forwarded-Proto: https\r\nX-Forwarded-Prefix: /evil\r\nX-Real-IP: 1.2.3.4\r\n"
                  + "Forwarded: for=1.2.3.4\r\nVia: 1.0 fred\r\n\r\n")
          .answer();
      assertThat(upstream.heads.getFirst())
          .contains("\nhost: front\n")
          .contains("\nx-forwarded-for: 127.0.0.1\n")
          .contains("\nvia: 1.0 fred, 1.1 lokstra\n")
          .doesNotContain("1.2.3.4")
          .doesNotContain("evil");
    }
  }

  @Test
  void believesATrustedProxyBeforeIt() throws Exception {
    try (FakeServer upstream = FakeServer.answering(HELLO);
        RunningServer server =
            proxy(Proxy.to(upstream.url()), "--server.trusted-proxies=127.0.0.1");
        Wire wire = connect(server)) {
      wire.send(
              "GET /p/ HTTP/1.1\r\nHost: front\r\nX-Forwarded-For: 6.6.6.6, 2001:db8::1\r\n"
                  + "X-Forwarded-Host: shop.example\r\nX-Forwarded-Proto: https\r\nForwarded: for=evil\r\n\r\n")
          .answer();
      assertThat(upstream.heads.getFirst())
          .contains("\nx-forwarded-for: 2001:db8:0:0:0:0:0:1, 127.0.0.1\n")
          .contains("\nx-forwarded-proto: https\n")
          .contains("\nx-forwarded-host: shop.example\n")
          .contains(
              "\nforwarded: for=\"[2001:db8:0:0:0:0:0:1]\";host=\"shop.example\";proto=https,"
                  + " for=127.0.0.1\n")
          .doesNotContain("6.6.6.6")
          .doesNotContain("evil");
    }
  }

  @Test
  void leavesOutFieldsOfAConnection() throws Exception {
    try (FakeServer upstream =
            FakeServer.answering(
                "HTTP/1.1 200 OK\r\nConnection: x-secret, keep-alive\r\nKeep-Alive: timeout=5\r\n"
                    + "X-Secret: s\r\nTrailer: x\r\nProxy-Authenticate: Basic\r\nUpgrade: h2c\r\n"
                    + "X-Kept: k\r\nContent-Length: 5\r\n\r\nhello");
        RunningServer server = proxy(Proxy.to(upstream.url()));
        Wire wire = connect(server)) {
      Wire.Answer answer =
          wire.send(
                  "GET /p/ HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, X-Drop,x-forwarded-for\r\n"
                      + "Connection: Host\r\nX-Drop: 1\r\nKeep-Alive: 5\r\nTE: trailers\r\nTrailer: x\r\n"
                      + "Proxy-Connection: keep-alive\r\nProxy-Authorization: Basic x\r\nUpgrade: h2c\r\n"
                      + "X-Kept: 1\r\nExpect:100-continue\r\n\r\n")
              .answer();
      assertThat(answer.header("x-kept")).isEqualTo("k");
      assertThat(answer.head().toLowerCase(Locale.ROOT))
          .doesNotContain("x-secret")
          .doesNotContain("keep-alive")
          .doesNotContain("trailer")
          .doesNotContain("proxy-")
          .doesNotContain("upgrade");
      assertThat(upstream.heads.getFirst().toLowerCase(Locale.ROOT))
          .contains("\nx-kept: 1\n")
          .contains("\nhost: 127")
          .contains("\nx-forwarded-for: 127")
          .doesNotContain("x-drop")
          .doesNotContain("keep-alive")
          .doesNotContain("\nte:")
          .doesNotContain("trailer")
          .doesNotContain("proxy-")
          .doesNotContain("upgrade")
          .doesNotContain("expect");
    }
  }

  @Test
  void passesContentOfEveryFraming() throws Exception {
    FakeServer.Script echo =
        client -> {
          while (true) {
            String head = client.head();
            String body = head.contains("chunked") ? client.chunks() : client.octets(length(head));
            client.send(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + Integer.toHexString(body.length())
                    + ";x=y\r\n"
                    + body
                    + "\r\n0\r\nX-Trailer: t\r\n\r\n");
          }
        };
    try (FakeServer upstream = new FakeServer(echo);
        RunningServer server = proxy(Proxy.to(upstream.url()));
        Wire wire = connect(server)) {
      String small = "x".repeat(10_000);
      String large = "0123456789".repeat(60_000);
      for (String body : List.of(small, large)) {
        wire.send(
            "POST /p/ HTTP/1.1\r\nHost: a\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        assertThat(wire.answer().body()).isEqualTo(body);
        wire.send(
            "PUT /p/ HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                + Integer.toHexString(body.length())
                + "\r\n"
                + body
                + "\r\n0\r\n\r\n");
        Wire.Answer answer = wire.answer();
        assertThat(answer.body()).isEqualTo(body);
        assertThat(answer.head().toLowerCase(Locale.ROOT)).doesNotContain("x-trailer");
      }
      wire.send("POST /p/ HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
      assertThat(upstreamSays(upstream, 4, wire)).contains("\ncontent-length: 0\n");
      assertThat(upstream.accepted).hasValue(1);
    }
  }

  private static String upstreamSays(FakeServer upstream, int index, Wire wire) throws Exception {
    assertThat(wire.line()).startsWith("HTTP/1.1 200");
    return upstream.heads.get(index);
  }

  private static int length(String head) {
    String lower = head.toLowerCase(Locale.ROOT);
    int at = lower.indexOf("content-length: ");
    return at < 0 ? 0 : Integer.parseInt(lower.substring(at + 16, lower.indexOf('\n', at)));
  }

  @Test
  void passesContentThatEndsWithItsConnection() throws Exception {
    String body = "abc".repeat(50_000);
    try (FakeServer upstream =
            new FakeServer(client -> {
              client.head();
              client.send("HTTP/1.0 200 OK\r\n\r\n" + body);
            });
        RunningServer server = proxy(Proxy.to(upstream.url()));
        Wire wire = connect(server)) {
      for (int i = 0; i < 2; i++) {
        Wire.Answer answer = wire.get("/p/").answer();
        assertThat(answer.header("transfer-encoding")).isEqualTo("chunked");
        assertThat(answer.body()).isEqualTo(body);
      }
    }
  }

  @Test
  void passesResponsesWithoutContent() throws Exception {
    try (FakeServer upstream =
            FakeServer.answering(
                "HTTP/1.1 200 OK\r\nContent-Length: 1234\r\n\r\n",
                "HTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\nContent-Length: 1234\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                HELLO);
        RunningServer server = proxy(Proxy.to(upstream.url()));
        Wire wire = connect(server)) {
      Wire.Answer head = wire.send("HEAD /p/ HTTP/1.1\r\nHost: a\r\n\r\n").answer("HEAD");
      assertThat(head.header("content-length")).isEqualTo("1234");
      assertThat(upstream.heads.getFirst()).startsWith("HEAD / ");
      assertThat(wire.get("/p/").answer().status()).isEqualTo(204);
      Wire.Answer unchanged = wire.get("/p/").answer();
      assertThat(unchanged.status()).isEqualTo(304);
      assertThat(unchanged.header("etag")).isEqualTo("\"a\"");
      assertThat(wire.get("/p/").answer().header("content-length")).isEqualTo("0");
      assertThat(wire.send("HEAD /p/ HTTP/1.1\r\nHost: a\r\n\r\n").answer("HEAD").status())
          .isEqualTo(200);
      assertThat(wire.get("/p/").answer().body()).isEqualTo("hello");
      assertThat(upstream.accepted).hasValue(1);
    }
  }

  @Test
  void passesInterimResponses() throws Exception {
    try (FakeServer upstream =
            FakeServer.answering(
                "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n"
                    + "Connection: x\r\nX: y\r\n\r\n"
                    + HELLO);
        RunningServer server = proxy(Proxy.to(upstream.url()));
        Wire wire = connect(server)) {
      Wire.Answer hints = wire.get("/p/").answer();
      assertThat(hints.head()).isEqualTo("HTTP/1.1 103 Early Hints\nLink: </a.css>\n");
      assertThat(wire.answer().body()).isEqualTo("hello");
    }
    try (FakeServer upstream = FakeServer.answering("HTTP/1.1 103 Early Hints\r\n\r\n" + HELLO);
        RunningServer server = proxy(Proxy.to(upstream.url()));
        Wire old = connect(server)) {
      assertThat(old.send("GET /p/ HTTP/1.0\r\n\r\n").answer().status()).isEqualTo(200);
    }
  }

  @Test
  void sendsTheHeadBeforeTheContentComes() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    try (FakeServer upstream =
            new FakeServer(client -> {
              client.head();
              client.send(
                  "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"
                      + "Transfer-Encoding: chunked\r\n\r\n");
              seen.await();
              client.send("5\r\nhello\r\n0\r\n\r\n");
            });
        RunningServer server = proxy(Proxy.to(upstream.url()));
        Wire wire = connect(server)) {
      wire.get("/p/");
      assertThat(wire.head()).contains("text/event-stream");
      seen.countDown();
      assertThat(wire.chunks()).isEqualTo("hello");
    }
  }

  @Test
  void passesAnAnswerThatComesBeforeTheRequestIsWhole() throws Exception {
    try (FakeServer upstream =
            new FakeServer(client -> {
              client.head();
              client.send("HTTP/1.1 413 Too Large\r\nContent-Length: 4\r\n\r\nfull");
              client.drain();
            });
        RunningServer server =
            App.named("front", "127.0.0.1:0")
                .proxy("/p/{path...}", Proxy.to(upstream.url()), RouteOption.maxBody(1 << 30))
                .start();
        Wire wire = connect(server)) {
      wire.send("POST /p/ HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\n");
      wire.send("x".repeat(100_000));
      Wire.Answer answer = wire.answer();
      assertThat(answer.status()).isEqualTo(413);
      assertThat(answer.body()).isEqualTo("full");
      assertThat(answer.header("connection")).isEqualTo("close");
    }
  }

  @Test
  void tunnelsAnotherProtocol() throws Exception {
    try (FakeServer upstream =
            new FakeServer(client -> {
              client.head();
              client.send(
                  "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\n"
                      + "Upgrade: WebSocket\r\nSec-WebSocket-Accept: abc\r\n\r\nearly");
              while (true) {
                String word = client.octets(4);
                client.send(word.toUpperCase(Locale.ROOT));
              }
            });
        RunningServer server = proxy(Proxy.to(upstream.url()))) {
      try (Wire wire = connect(server)) {
        wire.send(
            "GET /p/ws HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\n"
                + "Upgrade: websocket\r\nSec-WebSocket-Key: k\r\n\r\n");
        String head = wire.head();
        assertThat(head)
            .startsWith("HTTP/1.1 101 ")
            .contains("\nSec-WebSocket-Accept: abc\n")
            .contains("\nconnection: upgrade\n")
            .contains("\nupgrade: websocket\n");
        assertThat(upstream.heads.getFirst())
            .contains("\nSec-WebSocket-Key: k\n")
            .contains("\nconnection: upgrade\nupgrade: websocket\n");
        assertThat(wire.octets(5)).isEqualTo("early");
        for (int i = 0; i < 100; i++) {
          assertThat(wire.send("word").octets(4)).isEqualTo("WORD");
        }
      }
      try (Wire wire = connect(server)) {
        wire.send("GET /p/ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: other\r\n\r\n");
        assertThat(wire.answer().status()).as("a protocol nobody asked for").isEqualTo(502);
      }
    }
  }

  @Test
  void endsATunnelWithEitherOfItsEnds() throws Exception {
    CountDownLatch gone = new CountDownLatch(1);
    FakeServer.Script script =
        client -> {
          client.head();
          client.send(
              "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\n"
                  + "Upgrade: websocket\r\n\r\n");
          if (client.octets(1).equals("q")) {
            return;
          }
          if (client.isClosed()) {
            gone.countDown();
          }
        };
    String request =
        "GET /p/ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
    try (FakeServer upstream = new FakeServer(script);
        RunningServer server = proxy(Proxy.to(upstream.url()))) {
      try (Wire wire = connect(server)) {
        wire.send(request).head();
        assertThat(wire.send("q").isClosed()).isTrue();
      }
      try (Wire wire = connect(server)) {
        wire.send(request).head();
        wire.send("x");
      }
      assertThat(gone.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void refusesTrace() throws Exception {
    try (FakeServer upstream = FakeServer.answering(HELLO);
        RunningServer server = proxy(Proxy.to(upstream.url()));
        Wire wire = connect(server)) {
      assertThat(wire.send("TRACE /p/ HTTP/1.1\r\nHost: a\r\n\r\n").answer().status())
          .isEqualTo(405);
      assertThat(upstream.heads).isEmpty();
    }
  }

  @Test
  void asksAServerBehindAUnixSocket(@TempDir Path folder) throws Exception {
    String socket = "unix:" + folder.resolve("back.sock");
    byte[] body = "x".repeat(300_000).getBytes(StandardCharsets.US_ASCII);
    Server both =
        Server.named("both")
            .app(
                App.named("back", socket)
                    .get("/who", ctx -> ctx.text(ctx.header("x-forwarded-proto").orElse("")))
                    .get("/large", ctx -> Response.bytes(body))
                    .post("/echo", ctx -> Response.bytes(ctx.bytes())))
            .app(App.named("front", "127.0.0.1:0").proxy("/p/{path...}", Proxy.to(socket)));
    try (RunningServer server = both.start();
        Wire wire = connect(server)) {
      assertThat(wire.get("/p/who").answer().body()).isEqualTo("http");
      assertThat(wire.get("/p/large").answer().body()).hasSize(300_000);
    }
  }
}
