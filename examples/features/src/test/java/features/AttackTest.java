package features;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.testkit.RawClient;
import io.lokstra.testkit.RawResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/** Sends attacks to the features example and judges how they end. */
abstract class AttackTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final String NORMAL = "GET /plaintext HTTP/1.1\r\nHost: localhost\r\n\r\n";

  /** What only those with credentials may see. */
  static final String ADMIN = "ADMINDATA";

  /** Words that only the inside of a server knows. */
  private static final List<String> INSIDE =
      List.of("Exception", "java.", "io.lokstra", "io.netty", "jackson", "\tat ", "hunter2");

  static Stream<DynamicTest> tests(IntSupplier port, Stream<Attack> attacks) {
    return attacks.map(attack -> DynamicTest.dynamicTest(attack.name(), new Case(attack, port)));
  }

  static Stream<DynamicTest> tests(int port, Stream<Attack> attacks) {
    return tests(() -> port, attacks);
  }

  /**
   * An attack as a test. The benchmarks take the attack out of it and send it to other servers.
   *
   * @param attack what is sent
   * @param port where to, asked for when it runs
   */
  record Case(Attack attack, IntSupplier port) implements Executable {
    @Override
    public void execute() {
      run(attack, port.getAsInt());
    }
  }

  private static void run(Attack attack, int port) {
    try (RawClient client = RawClient.connect(port)) {
      client.send(attack.bytes());
      if (attack.halfClose()) {
        client.halfClose();
      }
      judge(attack, client);
    }
    try (RawClient client = RawClient.connect(port)) {
      assertThat(client.send(NORMAL).receive().status())
          .as("the server goes on serving others")
          .isEqualTo(200);
    }
  }

  private static void judge(Attack attack, RawClient client) {
    Optional<RawResponse> answer =
        attack.statuses().contains(Attack.CLOSE)
            ? client.receiveOrEnd()
            : Optional.of(client.receive(attack.method()));
    if (answer.isEmpty()) {
      return; // closed without an answer, as it may be
    }
    RawResponse response = answer.get();
    String shown = response.toString();
    assertThat(attack.statuses())
        .as("expected one of " + attack.allowed() + " for '" + attack.name() + "', got " + shown)
        .contains(response.status());
    for (String part : attack.contains()) {
      assertThat(shown.toLowerCase(Locale.ROOT)).contains(part.toLowerCase(Locale.ROOT));
    }
    if (response.status() >= 400) {
      assertNothingLeaks(shown);
    }
    if (!attack.contains().contains(ADMIN)) {
      assertThat(shown).doesNotContain(ADMIN);
    }
    switch (attack.connection()) {
      case CLOSED -> {
        assertThat(response.headers().all("connection")).as(shown).containsExactly("close");
        assertThat(client.end(SOON)).isNotEqualTo(RawClient.End.OPEN);
      }
      case OPEN -> {
        assertThat(response.headers().all("connection")).as(shown).doesNotContain("close");
        assertThat(client.send(NORMAL).receive().text()).isEqualTo("Hello, World!");
      }
      case EITHER ->
          client
              .send(NORMAL)
              .receiveOrEnd()
              .ifPresent(next -> assertThat(next.text()).isEqualTo("Hello, World!"));
    }
  }

  static void assertNothingLeaks(String response) {
    for (String word : INSIDE) {
      assertThat(response).doesNotContain(word);
    }
  }
}
