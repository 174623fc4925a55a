package io.lokstra.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.http.App;
import io.lokstra.http.Proxy;
import io.lokstra.http.RunningServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The last octets of a tunnel, whichever end says that they were the last. */
class ProxyTunnelTest {
  private static final String SWITCHING =
      "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n";
  private static final String REQUEST =
      "GET /p/ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  private static final int LENGTH = 8_000_000;

  private static RunningServer proxy(FakeServer upstream) {
    return App.named("front", "127.0.0.1:0")
        .proxy("/p/{path...}", Proxy.to(upstream.url()))
        .start();
  }

  /** A client that takes little at a time. */
  private static Wire slowReader(RunningServer server) throws Exception {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(8 * 1024);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port("front")));
    return new Wire(socket);
  }

  @Test
  void passesAllThatTheServerSaidWhileTheClientGoesOnSending() throws Exception {
    CountDownLatch closed = new CountDownLatch(1);
    try (FakeServer upstream =
            new FakeServer(client -> {
              client.head();
              client.send(SWITCHING);
              client.send(new byte[LENGTH]);
              client.endOutput().drain();
              closed.countDown();
            });
        RunningServer server = proxy(upstream);
        Wire wire = slowReader(server)) {
      wire.send(REQUEST).head();
      Thread sender =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (!closed.await(1, TimeUnit.MILLISECONDS)) {
                    wire.send("said on and on");
                  }
                  for (int i = 0; i < 100; i++) {
                    wire.send("and some more");
                  }
                } catch (IOException | InterruptedException over) {
                  // The server may have closed by then.
                }
              });
      byte[] some = new byte[16 * 1024];
      int received = 0;
      int count = wire.socket().getInputStream().read(some);
      while (count >= 0) {
        received += count;
        if (closed.getCount() > 0) {
          // What the server said last is still on its way through the proxy when it closes.
          Thread.sleep(1);
        }
        count = wire.socket().getInputStream().read(some);
      }
      assertThat(received).isEqualTo(LENGTH);
      sender.join();
    }
  }

  @Test
  void passesAllThatTheClientSaidAndWhatTheServerAnswersToIt() throws Exception {
    try (FakeServer upstream =
            new FakeServer(client -> {
              client.head();
              client.send(SWITCHING);
              byte[] some = new byte[16 * 1024];
              int received = 0;
              int count = client.socket().getInputStream().read(some);
              while (count >= 0) {
                received += count;
                Thread.sleep(1);
                count = client.socket().getInputStream().read(some);
              }
              client.send("got " + received);
            });
        RunningServer server = proxy(upstream);
        Wire wire = new Wire(server.port("front"))) {
      wire.send(REQUEST).head();
      wire.send(new byte[LENGTH]).endOutput();
      String answer = "got " + LENGTH;
      assertThat(wire.octets(answer.length())).isEqualTo(answer);
      assertThat(wire.isClosed()).isTrue();
    }
  }
}
