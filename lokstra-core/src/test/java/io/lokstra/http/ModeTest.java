package io.lokstra.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.config.ConfigurationException;
import io.lokstra.engine.EngineOptions;
import io.lokstra.engine.HttpEngine;
import io.lokstra.engine.HttpEngineProvider;
import io.lokstra.internal.memory.MemoryEngine;
import io.lokstra.service.Mode;
import io.lokstra.service.Service;
import io.lokstra.service.StartContext;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a process runs for: said from outside alone, told to factories and services. */
class ModeTest {
  @TempDir Path folder;

  private static final class Told implements Service {
    private final List<Mode> modes;

    Told(List<Mode> modes, Mode atMaking) {
      this.modes = modes;
      modes.add(atMaking);
    }

    @Override
    public void onStart(StartContext start) {
      modes.add(start.mode());
      start.note("runs in " + start.mode());
    }
  }

  private static Server server(List<Mode> modes) {
    return Server.named("shop")
        .services(services -> services.add("told", use -> new Told(modes, use.mode())))
        .app(App.named("public", ":0"))
        .engine(
            new HttpEngineProvider() {
              @Override
              public String name() {
                return "memory";
              }

              @Override
              public HttpEngine create(EngineOptions options) {
                return new MemoryEngine();
              }
            });
  }

  private static List<Mode> started(Map<String, String> environment, String... arguments) {
    List<Mode> modes = new ArrayList<>();
    try (RunningServer _ = server(modes).start(environment, arguments)) {
      return modes;
    }
  }

  @Test
  void isProductionUnlessSomebodySaysOtherwise() {
    assertThat(started(Map.of())).containsExactly(Mode.PRODUCTION, Mode.PRODUCTION);
    assertThat(started(Map.of("LOKSTRA_MODE", "development")))
        .containsExactly(Mode.DEVELOPMENT, Mode.DEVELOPMENT);
    assertThat(started(Map.of("LOKSTRA_MODE", "development"), "--mode=test"))
        .containsExactly(Mode.TEST, Mode.TEST);
    assertThat(started(Map.of(), "--mode", "production")).contains(Mode.PRODUCTION);
  }

  @Test
  void refusesOneThatIsNone() {
    assertThatThrownBy(() -> started(Map.of("LOKSTRA_MODE", "prod")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("LOK-CFG-002")
        .hasMessageContaining("'prod'")
        .hasMessageContaining("environment variable LOKSTRA_MODE")
        .hasMessageContaining("expected production, development or test");
    assertThatThrownBy(() -> started(Map.of(), "--mode")).hasMessageContaining("mode has no value");
    assertThatThrownBy(() -> started(Map.of(), "--mode=test", "--mode=test"))
        .hasMessageContaining("mode is given twice");
  }

  @Test
  void isRefusedInAFile() throws Exception {
    Path file = Files.writeString(folder.resolve("lokstra.yaml"), "mode: development\n");
    assertThatThrownBy(() -> started(Map.of(), "--config=" + file))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("mode belongs in no file")
        .hasMessageContaining("say it by --mode=… or LOKSTRA_MODE");
  }

  @Test
  void aServiceHasLinesInTheStartReport() {
    try (RunningServer running = server(new ArrayList<>()).start("--mode=test")) {
      assertThat(running.report().services().getFirst().notes()).containsExactly("runs in TEST");
      assertThat(running.report().json()).contains("\"runs in TEST\"");
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ServerProcess.report(running, new PrintStream(out, true, StandardCharsets.UTF_8));
      assertThat(out.toString(StandardCharsets.UTF_8)).contains("\n       runs in TEST\n");
    }
  }
}
