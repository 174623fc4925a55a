package io.lokstra.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.service.Service;
import io.lokstra.service.StartContext;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code services} prints the life cycle and starts nothing. */
class ServicesCommandTest {
  private final AtomicInteger started = new AtomicInteger();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private final class Pool implements Service {
    @Override
    public void onStart(StartContext start) {
      started.incrementAndGet();
    }
  }

  private int run(Server server, String... arguments) {
    return ServicesCommand.run(
        server,
        Map.of(),
        List.of(arguments),
        new PrintStream(out, true, UTF_8),
        new PrintStream(err, true, UTF_8));
  }

  private Server shop() {
    return Server.named("shop")
        .app(App.named("public", ":0"))
        .services(services -> {
          services.add("pool", use -> new Pool());
          services.add("orders", use -> List.of(use.get("pool", Pool.class)));
        });
  }

  @Test
  void printsWhatStartsWhenAndStartsNothing() {
    assertThat(run(shop(), "services")).isZero();
    String text = out.toString(UTF_8);
    assertThat(text).contains("pool", "orders");
    assertThat(text.indexOf("pool")).isLessThan(text.indexOf("orders"));
    assertThat(err.toString(UTF_8)).isEmpty();
    assertThat(started).hasValue(0);
  }

  @Test
  void printsTheSameForMachines() {
    assertThat(run(shop(), "services", "--json")).isZero();
    JsonNode json = JsonMapper.shared().readTree(out.toString(UTF_8));
    assertThat(json.toString()).contains("\"pool\"", "\"orders\"");
    assertThat(started).hasValue(0);
  }

  @Test
  void saysWhatKeepsTheServerFromStarting() {
    Server wrong =
        shop().services(services -> services.add("mails", use -> use.get("pol", Pool.class)));
    assertThat(run(wrong, "services")).isEqualTo(1);
    assertThat(err.toString(UTF_8)).contains("LOK-SVC-", "'pol'", "pool");
    assertThat(out.toString(UTF_8)).isEmpty();
  }
}
