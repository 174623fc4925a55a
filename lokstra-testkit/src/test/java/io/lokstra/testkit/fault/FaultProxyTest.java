package io.lokstra.testkit.fault;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Faults between a client and a server that sends back what it gets. */
class FaultProxyTest {
  private static final int SHORT_MILLIS = 300;
  private static final int LONG_MILLIS = 60_000;
  private static final Duration LONG = Duration.ofMillis(LONG_MILLIS);

  private final ServerSocket echo;
  private final FaultProxy proxy;

  FaultProxyTest() throws IOException {
    echo = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
    Thread.ofVirtual().start(this::serve);
    proxy = FaultProxy.to("127.0.0.1", echo.getLocalPort());
  }

  @AfterEach
  void close() throws IOException {
    proxy.close();
    echo.close();
  }

  private void serve() {
    while (true) {
      Socket socket;
      try {
        socket = echo.accept();
      } catch (IOException e) {
        return;
      }
      Thread.ofVirtual()
          .start(() -> {
            try (socket) {
              socket.getInputStream().transferTo(socket.getOutputStream());
            } catch (IOException e) {
              // It was cut.
            }
          });
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), proxy.port());
    socket.setSoTimeout(LONG_MILLIS);
    return socket;
  }

  private static void send(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
  }

  private static String receive(Socket socket, int length) throws IOException {
    return new String(socket.getInputStream().readNBytes(length), US_ASCII);
  }

  private static void assertSilent(Socket socket) throws IOException {
    socket.setSoTimeout(SHORT_MILLIS);
    assertThatThrownBy(() -> socket.getInputStream().read())
        .isInstanceOf(SocketTimeoutException.class);
    socket.setSoTimeout(LONG_MILLIS);
  }

  private static void assertCut(Socket socket) {
    assertThatThrownBy(
            () -> {
              if (socket.getInputStream().read() < 0) {
                throw new AssertionError("a regular end");
              }
            })
        .isInstanceOf(SocketException.class);
  }

  @Test
  void passesEverythingAndTheEndOfEachDirection() throws IOException {
    try (Socket socket = connect()) {
      String text = "0123456789".repeat(20_000);
      Thread.ofVirtual()
          .start(() -> {
            try {
              send(socket, text);
              socket.shutdownOutput();
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
      assertThat(receive(socket, Integer.MAX_VALUE)).isEqualTo(text);
    }
    assertThat(proxy.accepted()).isEqualTo(1);
  }

  @Test
  void delaysInOrder() throws IOException {
    proxy.delay(Direction.TO_SERVER, Duration.ofMillis(100), Duration.ofMillis(50));
    proxy.delay(Direction.TO_CLIENT, Duration.ofMillis(100), Duration.ZERO);
    try (Socket socket = connect()) {
      long began = System.nanoTime();
      for (int i = 0; i < 10; i++) {
        send(socket, Integer.toString(i));
      }
      assertThat(receive(socket, 10)).isEqualTo("0123456789");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(199));
    }
  }

  @Test
  void holdsUpUntilItIsHealed() throws IOException {
    try (Socket socket = connect()) {
      proxy.stall(Direction.TO_CLIENT);
      send(socket, "late");
      assertSilent(socket);
      proxy.heal();
      assertThat(receive(socket, 4)).isEqualTo("late");
    }
  }

  @Test
  void losesWhatIsSentInOneDirection() throws IOException {
    proxy.messages(_ -> Framing.endingWith('\n'));
    try (Socket socket = connect()) {
      proxy.drop(Direction.TO_SERVER);
      send(socket, "lost\n");
      await().atMost(LONG).until(() -> proxy.seen().size() == 1);
      proxy.heal();
      send(socket, "found\n");
      assertThat(receive(socket, 6)).isEqualTo("found\n");
    }
  }

  @Test
  void cutsAfterSoManyBytes() throws IOException {
    proxy.cutAfter(Direction.TO_CLIENT, 3);
    try (Socket socket = connect()) {
      send(socket, "ab");
      assertThat(receive(socket, 2)).isEqualTo("ab");
      send(socket, "cd");
      // What came right before a reset may be lost with it; what came after it never comes.
      assertThatThrownBy(
              () -> {
                while (true) {
                  int read = socket.getInputStream().read();
                  assertThat(read).isEqualTo('c');
                }
              })
          .isInstanceOf(SocketException.class);
    }
  }

  @Test
  void cutsWhatIsOpenAndLeavesTheRestWhole() throws IOException {
    try (Socket first = connect()) {
      send(first, "x");
      assertThat(receive(first, 1)).isEqualTo("x");
      assertThat(proxy.open()).isEqualTo(1);
      proxy.cut();
      assertThat(proxy.open()).isZero();
      assertCut(first);
    }
    try (Socket second = connect()) {
      send(second, "y");
      assertThat(receive(second, 1)).isEqualTo("y");
      assertThat(proxy.open()).isEqualTo(1);
    }
  }

  @Test
  void refusesAndAcceptsAgainOnTheSamePort() throws IOException {
    for (int i = 0; i < 20; i++) {
      proxy.refuse();
      assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
      proxy.heal();
      try (Socket socket = connect()) {
        send(socket, "x");
        assertThat(receive(socket, 1)).isEqualTo("x");
      }
    }
  }

  @Test
  void leavesWhatIsOpenWhereItRefuses() throws IOException {
    try (Socket socket = connect()) {
      send(socket, "x");
      assertThat(receive(socket, 1)).isEqualTo("x");
      proxy.refuse();
      send(socket, "y");
      assertThat(receive(socket, 1)).isEqualTo("y");
    }
  }

  @Test
  void forgetsConnectionsThatHaveEnded() throws IOException {
    try (Socket socket = connect()) {
      socket.shutdownOutput();
      assertThat(receive(socket, 1)).isEmpty();
    }
    await().atMost(LONG).until(() -> proxy.open() == 0);
  }

  @Test
  void cutsAndRefusesOnceItIsClosed() throws IOException {
    try (Socket socket = connect()) {
      send(socket, "x");
      assertThat(receive(socket, 1)).isEqualTo("x");
      proxy.close();
      assertCut(socket);
    }
    proxy.heal();
    assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
  }

  @Test
  void refusesFaultsThatCannotBe() {
    assertThatThrownBy(() -> proxy.cutAfter(Direction.TO_CLIENT, -1))
        .hasMessage("bytes must be at least 0, not -1");
    assertThatThrownBy(() -> proxy.delay(Direction.TO_CLIENT, Duration.ofMillis(-1), Duration.ZERO))
        .hasMessageContaining("least is PT-0.001S");
  }

  @Test
  void cutsWhereAFramingMakesNoSense() throws IOException {
    proxy.messages(_ -> _ -> -1);
    try (Socket socket = connect()) {
      send(socket, "x");
      assertCut(socket);
    }
  }

  @Test
  void findsTheEndOfAMessageBeyondAscii() {
    Framing framing = Framing.endingWith(0xff);
    assertThat(framing.length(ByteBuffer.wrap(new byte[] {1, -1, 2}))).isEqualTo(2);
    assertThat(framing.length(ByteBuffer.wrap(new byte[] {1, 2}))).isZero();
  }

  @Test
  void cutsBeforeAMessage() throws IOException {
    proxy.messages(_ -> Framing.endingWith('\n')).cutBeforeMessage(3);
    try (Socket socket = connect()) {
      send(socket, "one\n");
      assertThat(receive(socket, 4)).isEqualTo("one\n");
      send(socket, "two\nth"); // two there, and two back: the fourth
      assertCut(socket);
    }
    assertThat(proxy.cutAt()).map(Message::toString).contains("#3 TO_CLIENT two");
    assertThat(proxy.seen()).hasSize(4);
    try (Socket socket = connect()) {
      send(socket, "three\n");
      assertThat(receive(socket, 6)).isEqualTo("three\n");
    }
  }

  @Test
  void cutsWithinAMessage() throws IOException {
    proxy.messages(_ -> Framing.endingWith('\n')).cutWithinMessage(1);
    try (Socket socket = connect()) {
      send(socket, "12345\n");
      assertThatThrownBy(
              () -> {
                int count = 0;
                while (true) {
                  assertThat(socket.getInputStream().read()).isGreaterThan(0);
                  assertThat(++count).isLessThanOrEqualTo(3);
                }
              })
          .isInstanceOf(SocketException.class);
    }
    assertThat(proxy.cutAt().orElseThrow().direction()).isEqualTo(Direction.TO_CLIENT);
  }

  @Test
  void whatIsNoWholeMessageAtTheEndPassesToo() throws IOException {
    proxy.messages(_ -> Framing.endingWith('\n'));
    try (Socket socket = connect()) {
      send(socket, "whole\nhalf");
      socket.shutdownOutput();
      assertThat(receive(socket, Integer.MAX_VALUE)).isEqualTo("whole\nhalf");
    }
  }

  @Test
  void cutsTheClientWhereThereIsNoServer() throws Exception {
    echo.close();
    // A thread that accepts may take one more after its socket was closed.
    await()
        .atMost(30, SECONDS)
        .until(() -> {
          try (Socket socket = connect()) {
            send(socket, "x");
            return socket.getInputStream().read() < 0;
          } catch (SocketException cut) {
            return true;
          }
        });
  }

  @Test
  void dividesWhatAClientOfPostgresSends() {
    Framing framing = Framing.postgres(Direction.TO_SERVER);
    ByteBuffer question = ByteBuffer.allocate(8).putInt(8).putInt(80877103).flip();
    assertThat(framing.length(ByteBuffer.allocate(4))).isZero();
    assertThat(framing.length(question)).isEqualTo(8);
    ByteBuffer startup = ByteBuffer.allocate(20).putInt(20).putInt(196608).rewind();
    assertThat(framing.length(startup)).isEqualTo(20);
    ByteBuffer query = ByteBuffer.allocate(9).put((byte) 'Q').putInt(8).rewind();
    assertThat(framing.length(query)).isEqualTo(9);
    ByteBuffer answer = ByteBuffer.allocate(9).put((byte) 'R').putInt(8).rewind();
    assertThat(Framing.postgres(Direction.TO_CLIENT).length(answer)).isEqualTo(9);
  }
}
