package features;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.ListenAddress;
import io.lokstra.testkit.TestClient;
import io.lokstra.testkit.TestWebSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The jars that the build makes, started as a user starts them, {@code java -jar}, with nothing but
 * what their manifests say, and told to stop.
 */
class PackagedProcessIT {
  private static final Path TARGET = Path.of("target");

  @Test
  void answersWhatBeganBeforeItEndsWithZero() throws Exception {
    try (Child child = Child.startJar(TARGET.resolve("features-tests.jar"))) {
      StopUnderLoad load = new StopUnderLoad(child);
      load.run();

      assertThat(child.exitCode()).as(load.ending()).isZero();
      load.judge();
      assertThat(child.output()).contains("carried virtual threads");
    }
  }

  @Test
  void finishesWhatTheExampleIsDoing() throws Exception {
    try (Child child =
            Child.startJar(TARGET.resolve("features.jar"), "--apps.features.listen=127.0.0.1:0");
        Socket slow = child.send("/sleep?ms=3000");
        TestWebSocket socket =
            TestClient.to(new ListenAddress.Tcp("127.0.0.1", child.port())).webSocket("/ws/echo")) {
      // What is answered was sent after it.
      socket.send("there?").expectText("there?");
      child.signal("TERM");
      socket.patience(Duration.ofSeconds(30)).expectClose(1001);
      assertThat(new String(slow.getInputStream().readAllBytes(), UTF_8)).endsWith("slept 3000");
      assertThat(child.exitCode()).as(child.output()).isZero();
      assertThat(child.output()).contains("carried virtual threads");
    }
  }
}
