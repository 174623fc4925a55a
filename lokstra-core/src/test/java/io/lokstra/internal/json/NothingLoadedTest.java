package io.lokstra.internal.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.bind.Converters;
import io.lokstra.bind.QueryParam;
import io.lokstra.internal.bind.InputCompiler;
import io.lokstra.internal.bind.RouteInput;
import io.lokstra.json.Json;
import io.lokstra.json.JsonOptions;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The parser's library is loaded when a document is first read, and not before. */
class NothingLoadedTest {
  record Query(@QueryParam int page) {}

  record Body(String title) {}

  /** What a program does that writes JSON and never reads any. */
  static final class Program {
    public static void main(String[] args) {
      JsonCodec json = new JsonCodec(JsonOptions.defaults(), Converters.standard());
      InputCompiler.compile(Query.class, new RouteInput("GET", "/", Set.of()), json);
      if (args.length > 0) {
        InputCompiler.compile(Body.class, new RouteInput("POST", "/", Set.of()), json);
        Json.standard().decode("{\"title\":\"x\"}".getBytes(StandardCharsets.UTF_8), Body.class);
      }
      System.out.println(new String(json.encode(new Body("written")), StandardCharsets.UTF_8));
    }
  }

  @Test
  void writingLoadsNoParser() throws Exception {
    assertThat(loaded()).contains("{\"title\":\"written\"}").doesNotContain("tools.jackson");
  }

  @Test
  void readingDoes() throws Exception {
    assertThat(loaded("read"))
        .contains("tools.jackson.core.json.JsonFactory")
        .doesNotContain("tools.jackson.databind.ObjectMapper ");
  }

  private static String loaded(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xlog:class+load");
    command.add("-Xshare:off");
    command.add("-cp");
    command.add(
        String.join(
            File.pathSeparator,
            place(Program.class),
            place(JsonCodec.class),
            System.getProperty("java.class.path"),
            System.getProperty("jdk.module.path", "")));
    command.add(Program.class.getName());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static String place(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
