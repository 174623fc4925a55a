package io.lokstra.testkit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.engine.ListenAddress;
import io.lokstra.testkit.RawClient.End;
import io.lokstra.testkit.RawResponse.Framing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RawClientTest {
  private static final Duration SHORT = Duration.ofMillis(100);

  @Test
  void readsResponsesOfEveryFraming() throws Exception {
    String sent =
        "HTTP/1.1 100 Continue\r\n\r\n"
            + "HTTP/1.1 204 No Content\r\nX-A: b\r\n\r\n"
            + "HTTP/1.1 304 \r\nETag: \"1\"\r\n\r\n"
            + "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello"
            + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            + "3\r\nfoo\r\nA\r\n0123456789\r\n0\r\nX-T: t\r\n\r\n"
            + "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"
            + "HTTP/1.0 404 Not Found\r\n\r\nuntil the end";
    try (ServerSocket server = answering(sent, 0);
        RawClient client = RawClient.connect(server.getLocalPort())) {
      assertThat(client.receive().status()).isEqualTo(100);
      RawResponse empty = client.receive();
      assertThat(empty.framing()).isEqualTo(Framing.NONE);
      assertThat(empty.headers().first("x-a")).contains("b");
      assertThat(client.receive().reason()).isEmpty();
      RawResponse sized = client.receive();
      assertThat(sized.framing()).isEqualTo(Framing.LENGTH);
      assertThat(sized.text()).isEqualTo("hello");
      RawResponse chunked = client.receive();
      assertThat(chunked.framing()).isEqualTo(Framing.CHUNKED);
      assertThat(chunked.text()).isEqualTo("foo0123456789");
      assertThat(chunked.trailers().first("x-t")).contains("t");
      assertThat(client.receive("HEAD").body()).isEmpty();
      RawResponse last = client.receiveOrEnd().orElseThrow();
      assertThat(last.framing()).isEqualTo(Framing.UNTIL_CLOSE);
      assertThat(last.toString()).contains("HTTP/1.0 404 Not Found").contains("until the end");
      assertThat(client.isEnded()).isTrue();
      assertThat(client.receiveOrEnd()).isEmpty();
      assertThatThrownBy(client::receive)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("closed the connection");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200\r\n\r\n",
        "HTTP/2 200 OK\r\n\r\n",
        "HTTP/1.1 999 What\r\n\r\n",
        "HTTP/1.1 200 OK\n\n",
        "HTTP/1.1 200 OK\r\nX\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX : y\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX: y\rz\r\n\r\n",
        "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nx",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nxy\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\ng\r\n"
      })
  void objectsToResponsesThatAreNotWellFormed(String sent) throws Exception {
    for (boolean orEnd : new boolean[] {true, false}) {
      try (ServerSocket server = answering(sent, 0);
          RawClient client = RawClient.connect(server.getLocalPort())) {
        assertThatThrownBy(orEnd ? client::receiveOrEnd : client::receive)
            .isInstanceOf(AssertionError.class)
            .hasMessageContaining("not HTTP/1.1");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
        "HTTP/1.1 200 O"
      })
  void objectsToResponsesThatBreakOff(String sent) throws Exception {
    try (ServerSocket server = answering(sent, 0);
        RawClient client = RawClient.connect(server.getLocalPort())) {
      assertThatThrownBy(client::receive)
          .isInstanceOf(AssertionError.class)
          .hasMessageContaining("in the middle");
    }
  }

  @Test
  void tellsWhatBecameOfTheConnection() throws Exception {
    try (ServerSocket server = answering("", 500);
        RawClient client = RawClient.connect(server.getLocalPort())) {
      assertThat(client.end(SHORT)).isEqualTo(End.OPEN);
      assertThat(client.halfClose().end(Duration.ofSeconds(5))).isEqualTo(End.CLOSED);
    }
    try (ServerSocket server = answering("more", 100);
        RawClient client = RawClient.connect(server.getLocalPort())) {
      assertThatThrownBy(client::isEnded).isInstanceOf(AssertionError.class);
    }
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        RawClient client = RawClient.connect(server.getLocalPort())) {
      try (Socket accepted = server.accept()) {
        accepted.setOption(StandardSocketOptions.SO_LINGER, 0);
      }
      assertThat(client.end(Duration.ofSeconds(5))).isEqualTo(End.RESET);
      client.send("into the void");
    }
  }

  @Test
  void sendsExactlyTheBytesItIsGivenAndResets() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        RawClient client = RawClient.connect(server.getLocalPort());
        Socket accepted = server.accept()) {
      client.send("G\u00e9T /\r\n").send(new byte[] {0, -1});
      assertThat(accepted.getInputStream().readNBytes(9))
          .isEqualTo("G\u00e9T /\r\n\0\u00ff".getBytes(ISO_8859_1));
      client.reset();
      assertThatThrownBy(() -> accepted.getInputStream().read()).isInstanceOf(IOException.class);
    }
  }

  @Test
  void readsEverythingUpToTheEnd() throws Exception {
    try (ServerSocket server = answering("no HTTP at all", 0);
        RawClient client = RawClient.connect(server.getLocalPort())) {
      assertThat(client.receiveAll()).asString(ISO_8859_1).isEqualTo("no HTTP at all");
    }
  }

  @Test
  void connectsToUnixSockets(@TempDir Path directory) throws Exception {
    Path path = directory.resolve("app.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
      try (RawClient client = RawClient.connect(new ListenAddress.Unix(path));
          SocketChannel accepted = server.accept()) {
        client.send("x").halfClose();
        accepted.write(
            ByteBuffer.wrap("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(ISO_8859_1)));
        assertThat(client.patience(SHORT).receive().status()).isEqualTo(200);
        client.reset();
      }
    }
    assertThatThrownBy(() -> RawClient.connect(new ListenAddress.Unix(path)))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("cannot connect to unix:");
  }

  /** Sends {@code bytes} to the first client, and closes after {@code millis}. */
  private static ServerSocket answering(String bytes, long millis) throws IOException {
    ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(() -> {
          try (Socket client = server.accept()) {
            client.getOutputStream().write(bytes.getBytes(ISO_8859_1));
            Thread.sleep(millis);
          } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
    return server;
  }
}
