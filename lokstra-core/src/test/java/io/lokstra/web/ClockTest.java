package io.lokstra.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.http.App;
import io.lokstra.http.Server;
import io.lokstra.internal.memory.MemoryRequest;
import jakarta.validation.constraints.Past;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class ClockTest {

  /**
   * An input.
   *
   * @param born in the past
   */
  record Person(@Past LocalDate born) {}

  @Test
  void judgesDatesByTheClockOfTheServer() throws Exception {
    assertThat(statusOf("1999-12-31", "2000-01-01T00:00:00Z")).isEqualTo(200);
    assertThat(statusOf("2000-01-01", "2000-01-01T00:00:00Z")).isEqualTo(422);
    assertThat(statusOf("2000-01-01", "2000-01-02T00:00:00Z")).isEqualTo(200);
  }

  private static int statusOf(String born, String now) throws Exception {
    Server server =
        Server.named("s")
            .clock(Clock.fixed(Instant.parse(now), ZoneOffset.UTC))
            .app(App.named("test", ":0").post("/", Person.class, (ctx, in) -> ctx.ok(in)));
    try (InMemory running = InMemory.of(server)) {
      return running
          .send(
              MemoryRequest.of("POST", "/")
                  .header("content-type", "application/json")
                  .body(("{\"born\":\"" + born + "\"}").getBytes(UTF_8)))
          .status();
    }
  }
}
