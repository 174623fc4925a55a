package features;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.ListenAddress;
import io.lokstra.testkit.TestClient;
import io.lokstra.testkit.TestWebSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server as the whole of a process: its signals, its exit codes, what it prints. */
class ProcessTest {

  private static String answer(Socket socket) throws Exception {
    return new String(socket.getInputStream().readAllBytes(), UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void finishesWhatIsInFlightAndExitsWithZero(String signal) throws Exception {
    try (Child child = Child.start(Map.of());
        Socket inFlight = child.send("/slow")) {
      child.await("slow began");
      long told = System.nanoTime();
      child.signal(signal);
      assertThat(answer(inFlight))
          .startsWith("HTTP/1.1 200 OK\r\n")
          .containsIgnoringCase("\r\nconnection: close\r\n")
          .endsWith("finished");
      assertThat(child.exitCode()).as(child.output()).isZero();
      assertThat(System.nanoTime() - told).isLessThan(20_000_000_000L);
    }
  }

  @Test
  void closesWebSocketsWhenItStopsAndHandlesWhatTheySent() throws Exception {
    try (Child child = Child.start(Map.of())) {
      TestClient client = TestClient.to(new ListenAddress.Tcp("127.0.0.1", child.port()));
      List<TestWebSocket> idle = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        idle.add(client.webSocket("/ws"));
      }
      TestWebSocket busy = client.webSocket("/ws").patience(Duration.ofSeconds(30));
      busy.send("work");
      child.await("message began");
      child.signal("TERM");
      for (TestWebSocket socket : idle) {
        socket.patience(Duration.ofSeconds(30)).expectClose(1001);
      }
      busy.expectText("done work").expectClose(1001);
      assertThat(child.exitCode()).as(child.output()).isZero();
      assertThat(child.output()).doesNotContain("cut:");
    }
  }

  @Test
  void stopsAtOnceAtTheSecondSignal() throws Exception {
    try (Child child = Child.start(Map.of(), "--server.shutdown-timeout=300s");
        Socket inFlight = child.send("/stubborn")) {
      child.await("stubborn began");
      child.signal("TERM");
      child.await("server child stops");
      child.signal("TERM");
      assertThat(child.exitCode()).isEqualTo(130);
      assertThat(child.output()).contains("second signal: stops at once");
      assertThat(answer(inFlight)).isEmpty();
    }
  }

  @Test
  void namesTheHandlerThatIgnoresItsInterruptionAndExitsWithThree() throws Exception {
    try (Child child = Child.start(Map.of(), "--server.shutdown-timeout=200ms");
        Socket inFlight = child.send("/stubborn")) {
      child.await("stubborn began");
      child.signal("TERM");
      assertThat(child.exitCode()).as(child.output()).isEqualTo(3);
      assertThat(child.output())
          .contains("interruption ignored")
          .contains("cut: GET /stubborn after ")
          .contains("GET /stubborn");
      assertThat(inFlight.isConnected()).isTrue();
    }
  }

  @Test
  void exitsWithOneWhenItsPortIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Child child = Child.start(Map.of(), "--port=" + taken.getLocalPort())) {
      assertThat(child.exitCode()).isEqualTo(1);
      assertThat(child.output())
          .contains("server child cannot start:")
          .contains("app child cannot listen on 127.0.0.1:" + taken.getLocalPort())
          .contains("choose another address or stop what uses it");
    }
  }

  @Test
  void exitsWithOneAndSaysWhatIoUringNeedsWhereItIsNotCarried() throws Exception {
    try (Child child = Child.start(Map.of(), "--server.engine.transport=io-uring")) {
      assertThat(child.exitCode()).isEqualTo(1);
      assertThat(child.output())
          .contains("transport io-uring cannot be had here")
          .contains("io.netty:netty-transport-native-io_uring")
          .contains("use transport auto, epoll or nio");
    }
  }

  @Test
  void exitsWithOneAndEveryProblemOfItsConfiguration() throws Exception {
    try (Child child =
        Child.start(
            Map.of("LOKSTRA_SERVER_HTTP_IDLE_TIMEOUT", "soon"), "--server.htp.max-body-size=1")) {
      assertThat(child.exitCode()).isEqualTo(1);
      assertThat(child.output())
          .contains("the configuration has 2 problems")
          .contains("unknown argument --server.htp.max-body-size")
          .contains("environment variable LOKSTRA_SERVER_HTTP_IDLE_TIMEOUT")
          .doesNotContain("Exception");
    }
  }

  @Test
  void takesItsPortFromTheEnvironmentOrTheCommandLine() throws Exception {
    int free;
    int other;
    try (ServerSocket one = new ServerSocket(0);
        ServerSocket two = new ServerSocket(0)) {
      free = one.getLocalPort();
      other = two.getLocalPort();
    }
    try (Child child = Child.start(Map.of("PORT", Integer.toString(free)))) {
      assertThat(child.port()).isEqualTo(free);
    }
    try (Child child =
        Child.start(Map.of("PORT", Integer.toString(free)), "--port", Integer.toString(other))) {
      assertThat(child.port()).isEqualTo(other);
      child.signal("TERM");
      assertThat(child.exitCode()).isZero();
    }
  }
}
