package io.lokstra.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.config.Default;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigCommandTest {

  record Shop(@Default("10") int limit) {}

  @TempDir Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<String> setUp = new ArrayList<>();

  private int run(String yaml, String... arguments) throws IOException {
    Path file = Files.writeString(folder.resolve("shop.yaml"), yaml);
    Files.writeString(folder.resolve("shop-dev.yaml"), "shop: {limit: 30}");
    Server server =
        Server.named("shop")
            .configFiles(file.toString())
            .configure("shop", Shop.class, (s, shop) -> setUp.add("ran"));
    return new ConfigCommand(
            server,
            Map.of("LOKSTRA_SERVER_SHUTDOWN_TIMEOUT", "3s", "KEY", "hunter2"),
            new PrintStream(out, true, UTF_8),
            new PrintStream(err, true, UTF_8))
        .run(List.of(arguments));
  }

  private String told(ByteArrayOutputStream stream) {
    return stream.toString(UTF_8).replace(folder + "/", "");
  }

  @Test
  void checkSaysThatAllIsWellAndWhatIsCheckedLater() throws IOException {
    assertThat(run("apps: [{name: public, listen: ':80'}]", "check")).isZero();
    assertThat(told(out))
        .isEqualTo(
            """
            the configuration is correct: shop.yaml, environment, command line
            the program adds apps from shop when it starts; what is said of those is checked then
            # not read, for no profile of theirs is chosen: shop-dev.yaml
            """);
    assertThat(setUp).isEmpty();
  }

  @Test
  void checkTellsWhatIsWrong() throws IOException {
    assertThat(run("shop: {limit: many}\nsever: {}", "check")).isEqualTo(1);
    assertThat(told(err))
        .contains("2 problems", "LOK-CFG-002 shop.limit", "did you mean server?", "shop.yaml:1:15");
    assertThat(told(out)).isEmpty();
  }

  @Test
  void showTellsWhoSaidWhatAndHidesSecrets() throws IOException {
    String yaml =
        """
        shop: {limit: 20}
        apps:
          - name: public
            listen: ":80"
            middleware: [{name: api-key, config: {keys: {one: "${KEY}"}}}]
        """;
    assertThat(run(yaml, "show", "--profile=dev", "--server.name=other")).isZero();
    assertThat(told(out))
        .containsPattern("shop.limit = 30 +\\(shop-dev.yaml:1:15\\)")
        .containsPattern("server.name = other +\\(command line argument 2: --server.name\\)")
        .containsPattern(
            "server.shutdown-timeout = 3s +\\(environment variable"
                + " LOKSTRA_SERVER_SHUTDOWN_TIMEOUT\\)")
        .containsPattern("server.readiness-delay = 0s +\\(default\\)")
        .containsPattern("keys.one = \\*{6} +\\(shop.yaml:5:55 by \\$\\{KEY}\\)")
        .contains("# read: shop.yaml, shop-dev.yaml")
        .doesNotContain("hunter2");
    assertThat(setUp).isEmpty();
  }

  @Test
  void otherWordsAreNoCommand() throws IOException {
    assertThat(run("", "chek")).isEqualTo(2);
    assertThat(run("")).isEqualTo(2);
    assertThat(told(err)).contains("config check, config show");
  }
}
