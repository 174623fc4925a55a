package features;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.testkit.RawClient;
import io.lokstra.testkit.RawClient.End;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Clients that hold what they cannot use. Against a server with times of one second. */
class SlowAttackTest {
  private static final String NORMAL = "GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n";

  @Test
  void answers408ToHeadersThatDoNotComeToTheirEnd() throws InterruptedException {
    try (RawClient client = RawClient.connect(Attacked.impatientPort())) {
      client.send("GET /plaintext HTTP/1.1\r\nHost: localhost\r\n");
      for (int i = 0; i < 8; i++) {
        client.send("X-" + i + ": v\r\n");
        Thread.sleep(100);
      }
      assertThat(client.receive().status()).isEqualTo(408);
      assertThat(client.isEnded()).isTrue();
    }
    assertServes();
  }

  @Test
  void closesAConnectionThatSaysNothing() {
    try (RawClient client = RawClient.connect(Attacked.impatientPort())) {
      client.receiveOrEnd().ifPresent(said -> assertThat(said.status()).isEqualTo(408));
      assertThat(client.isEnded()).isTrue();
    }
    assertServes();
  }

  @Test
  void closesAConnectionThatIsSilentBetweenRequests() {
    try (RawClient client = RawClient.connect(Attacked.impatientPort())) {
      assertThat(client.send(NORMAL).receive().status()).isEqualTo(200);
      assertThat(client.end(Duration.ofSeconds(5))).isNotEqualTo(End.OPEN);
    }
  }

  @Test
  void answers408ToABodyThatComesTooSlowly() throws InterruptedException {
    try (RawClient client = RawClient.connect(Attacked.impatientPort())) {
      client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n");
      for (int i = 0; i < 20; i++) {
        client.send("x");
        Thread.sleep(50);
      }
      assertThat(client.receive().status()).isEqualTo(408);
      assertThat(client.isEnded()).isTrue();
    }
    assertServes();
  }

  @Test
  void answers408ToChunksThatComeTooSlowly() throws InterruptedException {
    try (RawClient client = RawClient.connect(Attacked.impatientPort())) {
      client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n");
      for (int i = 0; i < 20; i++) {
        client.send("1\r\nx\r\n");
        Thread.sleep(50);
      }
      assertThat(client.receive().status()).isEqualTo(408);
      assertThat(client.isEnded()).isTrue();
    }
    assertServes();
  }

  @Test
  void servesWhileFiveHundredConnectionsHoldHalfARequest() {
    List<RawClient> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 500; i++) {
        slow.add(RawClient.connect(Attacked.port()).send("GET / HTTP/1.1\r\nHost: loc"));
      }
      for (int i = 0; i < 10; i++) {
        try (RawClient client = RawClient.connect(Attacked.port())) {
          assertThat(client.send(NORMAL).receive().status()).isEqualTo(200);
        }
      }
    } finally {
      slow.forEach(RawClient::close);
    }
  }

  @Test
  void servesAfterAThousandConnectionsThatWereReset() {
    for (int i = 0; i < 1_000; i++) {
      RawClient client = RawClient.connect(Attacked.port());
      client.send(i % 2 == 0 ? "GET /sleep?ms=50 HTTP/1.1\r\nHost: localhost\r\n\r\n" : "POST /ec");
      client.reset();
    }
    try (RawClient client = RawClient.connect(Attacked.port())) {
      assertThat(client.send(NORMAL).receive().status()).isEqualTo(200);
    }
  }

  private static void assertServes() {
    try (RawClient client = RawClient.connect(Attacked.impatientPort())) {
      assertThat(client.send(NORMAL).receive().status()).isEqualTo(200);
    }
  }
}
