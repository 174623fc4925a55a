package io.lokstra.netty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.http.App;
import io.lokstra.http.HttpException;
import io.lokstra.http.Proxy;
import io.lokstra.http.RouteOption;
import io.lokstra.http.RunningServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Handlers that forward in odd ways, and servers that take no connection. */
class ProxyFaultTest {
  private static final String HELLO = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
  private static final Duration LONG = Duration.ofSeconds(60);

  private static Wire connect(RunningServer server) throws Exception {
    return new Wire(server.port("front"));
  }

  @Test
  void closesTheConnectionOfAnAnswerThatItsHandlerDropped() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (FakeServer endless =
            new FakeServer(client -> {
              client.head();
              client.send("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
              try {
                while (true) {
                  client.send("x".repeat(10_000));
                }
              } catch (IOException gone) {
                closed.countDown();
              }
            });
        FakeServer other = FakeServer.answering(HELLO);
        RunningServer server = twice(endless, other);
        Wire wire = connect(server)) {
      for (int i = 0; i < 2; i++) {
        assertThat(wire.get("/p/").answer().body()).isEqualTo("hello");
      }
      assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static RunningServer twice(FakeServer first, FakeServer second) {
    Proxy one = Proxy.of(Proxy.Options.to(first.url()).timeouts(LONG, LONG, LONG));
    Proxy two = Proxy.to(second.url());
    return App.named("front", "127.0.0.1:0")
        .get(
            "/p/{path...}",
            ctx -> {
              var _ = one.handle(ctx);
              return two.handle(ctx);
            })
        .start();
  }

  @Test
  void forwardsNothingOnceTheClientIsGone() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CompletableFuture<Object> outcome = new CompletableFuture<>();
    try (FakeServer upstream = FakeServer.answering(HELLO)) {
      Proxy proxy = Proxy.to(upstream.url());
      try (RunningServer server =
              App.named("front", "127.0.0.1:0")
                  .get(
                      "/p",
                      ctx -> {
                        begun.countDown();
                        while (!ctx.cancelled()) {
                          try {
                            Thread.sleep(5);
                          } catch (InterruptedException goesOnAllTheSame) {
                            // as a handler must not
                          }
                        }
                        // The exchange ends right after the cancellation was told.
                        try {
                          while (true) {
                            var _ = proxy.handle(ctx);
                          }
                        } catch (InterruptedException e) {
                          outcome.complete(e);
                        }
                        return ctx.noContent();
                      })
                  .start();
          Wire wire = connect(server)) {
        wire.get("/p");
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
        wire.reset();
        assertThat(outcome.get(20, TimeUnit.SECONDS)).isInstanceOf(InterruptedException.class);
      }
    }
  }

  /** A server whose queue of connections is full: the next is neither accepted nor refused. */
  @Test
  void waitsOnlySoLongWhileThereIsNoConnectionAtAll() throws Exception {
    List<Socket> fill = new ArrayList<>();
    try (ServerSocket deaf = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        RunningServer server =
            App.named("front", "127.0.0.1:0")
                .proxy(
                    "/p/{path...}",
                    Proxy.of(
                        Proxy.Options.to("http://127.0.0.1:" + deaf.getLocalPort())
                            .timeouts(LONG, LONG, LONG)
                            .connections(1, 10, Duration.ofMillis(200))))
                .start();
        Wire first = connect(server);
        Wire second = connect(server)) {
      assertThat(isFilled(deaf, fill)).isTrue();
      first.get("/p/");
      second.get("/p/");
      // One of them connects for a minute, the other waits for it.
      Running.await(() -> available(first) + available(second) > 0);
      Wire told = available(first) > 0 ? first : second;
      assertThat(told.answer().status()).isEqualTo(503);
    } finally {
      for (Socket each : fill) {
        each.close();
      }
    }
  }

  private static int available(Wire wire) {
    try {
      return wire.socket().getInputStream().available();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static boolean isFilled(ServerSocket deaf, List<Socket> fill) throws IOException {
    for (int i = 0; i < 64; i++) {
      Socket socket = new Socket();
      fill.add(socket);
      try {
        socket.connect(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), deaf.getLocalPort()), 500);
      } catch (SocketTimeoutException full) {
        return true;
      }
    }
    return false;
  }

  @Test
  void tellsNoServerOfARequestWhoseBodyIsRefused() throws Exception {
    try (FakeServer upstream = FakeServer.answering(HELLO)) {
      Proxy proxy = Proxy.to(upstream.url());
      try (RunningServer server =
              App.named("front", "127.0.0.1:0")
                  // Around the route: the handler is not called for such a body anyway.
                  .use((ctx, next) -> proxy.handle(ctx))
                  .post("/p", ctx -> ctx.noContent())
                  .start();
          Wire wire = connect(server)) {
        wire.send("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 10000000\r\n\r\n");
        assertThat(wire.answer().status()).isEqualTo(413);
        isAskedFirstByWhatFollows(upstream, server);
      }
    }
  }

  @Test
  void tellsNoServerOfARequestWhoseBodyTurnedOutTooLarge() throws Exception {
    try (FakeServer upstream = FakeServer.answering(HELLO)) {
      Proxy proxy = Proxy.to(upstream.url());
      try (RunningServer server =
              App.named("front", "127.0.0.1:0")
                  .post(
                      "/p",
                      ctx -> {
                        if (!ctx.header("transfer-encoding").isEmpty()) {
                          assertThatThrownBy(() -> ctx.stream().readAllBytes())
                              .isInstanceOf(HttpException.class);
                        }
                        return proxy.handle(ctx);
                      },
                      RouteOption.maxBody(80_000))
                  .start();
          Wire wire = connect(server)) {
        wire.send("POST /p HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
        wire.send("11170\r\n" + "x".repeat(70_000) + "\r\n4e20\r\n");
        assertThat(wire.answer().status()).isEqualTo(413);
        isAskedFirstByWhatFollows(upstream, server);
      }
    }
  }

  /** Connections are accepted in their order. */
  private static void isAskedFirstByWhatFollows(FakeServer upstream, RunningServer server)
      throws Exception {
    try (Wire wire = connect(server)) {
      wire.send("POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n");
      assertThat(wire.answer().body()).isEqualTo("hello");
    }
    assertThat(upstream.accepted).hasValue(1);
  }

  @Test
  void forwardsNoContentTwiceThatIsNotKept() throws Exception {
    try (FakeServer upstream =
            new FakeServer(client -> {
              while (true) {
                client.head();
                client.octets(500_000);
                client.send(HELLO);
              }
            });
        RunningServer server =
            App.named("front", "127.0.0.1:0")
                .post(
                    "/p",
                    ctx -> {
                      Proxy proxy = Proxy.to(upstream.url());
                      var _ = proxy.handle(ctx);
                      return proxy.handle(ctx);
                    })
                .start();
        Wire wire = connect(server)) {
      wire.send(
          "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 500000\r\n\r\n" + "x".repeat(500_000));
      assertThat(wire.answer().status()).isEqualTo(500);
      assertThat(upstream.heads).hasSize(1);
    }
  }

  /** What a request has sent so far reaches the server, whether it fills a buffer or not. */
  @Test
  void passesContentAsItArrives() throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    try (FakeServer upstream =
            new FakeServer(client -> {
              client.head();
              client.octets(70_001);
              seen.countDown();
              client.octets(1);
              client.send(HELLO);
            });
        RunningServer server =
            App.named("front", "127.0.0.1:0")
                .proxy("/p/{path...}", Proxy.to(upstream.url()))
                .start();
        Wire wire = connect(server)) {
      wire.send(
          "POST /p/ HTTP/1.1\r\nHost: a\r\nContent-Length: 70002\r\n\r\n" + "x".repeat(70_001));
      assertThat(seen.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(wire.send("y").answer().body()).isEqualTo("hello");
    }
  }
}
