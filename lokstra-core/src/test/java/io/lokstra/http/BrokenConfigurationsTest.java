package io.lokstra.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.config.ConfigurationException;
import io.lokstra.engine.EngineOptions;
import io.lokstra.engine.HttpEngine;
import io.lokstra.engine.HttpEngineProvider;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Configurations that are wrong, each with all that is said of it, to the letter; none starts
 * anything. {@code -Dupdate} writes what is said anew, to be read before it is kept.
 */
class BrokenConfigurationsTest {
  private static final Path TABLE =
      Path.of("src/test/resources/io/lokstra/http/broken-configurations.txt");
  private static final Map<String, String> ENVIRONMENT =
      Map.of("SHOP_NAME", "shop", "SHOP_PASSWORD", "hunter2");

  /** A configuration and what is said of it. */
  record Broken(String title, String yaml, String expected) {
    @Override
    public String toString() {
      return title;
    }
  }

  /** Fails when it is asked to start anything. */
  private static final class NeverStarted implements HttpEngineProvider {
    @Override
    public String name() {
      return "never";
    }

    @Override
    public HttpEngine create(EngineOptions options) {
      throw new AssertionError("an engine was made for a configuration that is wrong");
    }
  }

  @TempDir Path folder;

  static List<Broken> table() throws IOException {
    List<Broken> all = new ArrayList<>();
    for (String each : Files.readString(TABLE, UTF_8).split("(?m)^=== ")) {
      if (!each.isBlank()) {
        int yaml = each.indexOf('\n') + 1;
        int expected = each.lastIndexOf("\n---\n");
        all.add(
            new Broken(
                each.substring(0, yaml - 1),
                each.substring(yaml, expected + 1),
                each.substring(expected + 5).strip()));
      }
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource("table")
  void isToldWhatIsWrongAndWhere(Broken broken) throws IOException {
    if (System.getProperty("update") == null) {
      assertThat(said(broken.yaml())).isEqualTo(broken.expected());
    }
  }

  @Test
  void tableHasTwoHundredAndIsUpToDate() throws IOException {
    List<Broken> all = table();
    assertThat(all).hasSizeGreaterThanOrEqualTo(200);
    if (System.getProperty("update") != null) {
      StringBuilder text = new StringBuilder();
      for (Broken each : all) {
        String said;
        try {
          said = said(each.yaml());
        } catch (AssertionError started) {
          System.err.println("left out, for it is not wrong: " + each.title());
          continue;
        }
        text.append("=== ").append(each.title()).append('\n').append(each.yaml());
        text.append("---\n").append(said).append("\n\n");
      }
      Files.writeString(TABLE, text, UTF_8);
    }
  }

  private String said(String yaml) throws IOException {
    Path file = Files.writeString(folder.resolve("lokstra.yaml"), yaml);
    Files.createDirectories(folder.resolve("web"));
    Server server =
        Server.named("shop")
            .engine(new NeverStarted())
            .configFiles(file.toString())
            .router(Router.named("api").get("/items", ctx -> "items"));
    List<String> message = new ArrayList<>();
    assertThatThrownBy(() -> server.start(ENVIRONMENT))
        .as(yaml)
        .isInstanceOfSatisfying(
            ConfigurationException.class, e -> message.add(String.valueOf(e.getMessage())))
        .isInstanceOf(ConfigurationException.class);
    return message.getFirst().replace(folder + "/", "");
  }
}
