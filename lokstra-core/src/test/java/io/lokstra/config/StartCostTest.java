package io.lokstra.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.lokstra.engine.ListenAddress;
import io.lokstra.http.ServerOptions;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a program that configures nothing pays, in a JVM of its own. */
class StartCostTest {

  /**
   * Apps as a server reads them.
   *
   * @param apps by name
   */
  @Options
  record Program(List<App> apps) {}

  /**
   * An app.
   *
   * @param name its name
   * @param listen its address
   */
  @Options
  record App(String name, ListenAddress listen) {}

  /** Reads the options of a server, as a start without any configuration does. */
  static final class Reader {
    public static void main(String[] args) {
      Configuration configuration =
          Configuration.load(
              ConfigSources.none()
                  .code("App.named", "apps.hello.listen", ":8080")
                  .shortForm(ShortForm.port("apps.*.listen"))
                  .commandLine(args));
      Bound<ServerOptions> server = configuration.declare("server", ServerOptions.class);
      Bound<Program> program = configuration.declare("", Program.class);
      configuration.verify();
      System.out.println(server.get() + " " + program.get());
    }
  }

  @Test
  void readingOptionsLoadsFewClassesAndNoneOfReflectionOrLibraries() throws Exception {
    List<String> loaded = classesLoadedBy(Reader.class);

    assertThat(loaded)
        .noneMatch(name -> name.startsWith("tools.jackson"))
        .noneMatch(name -> name.startsWith("jakarta.validation"))
        .noneMatch(name -> name.contains("$Proxy"))
        .noneMatch(name -> name.startsWith("io.lokstra") && name.contains("$$Lambda"))
        .doesNotContain(
            "io.lokstra.internal.record.RecordShape",
            "io.lokstra.internal.config.ReflectiveShape",
            "io.lokstra.internal.record.StandardConverters",
            "java.math.MutableBigInteger");
    assertThat(loaded.stream().filter(name -> name.startsWith("io.lokstra")))
        .as("classes of Lokstra's")
        .hasSizeLessThan(80);
  }

  /** On the class path of this module's classes alone: a library that is needed is a failure. */
  private static List<String> classesLoadedBy(Class<?> main) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:class+load:stdout:none",
                "-cp",
                "target/classes" + File.pathSeparator + "target/test-classes",
                main.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output
        .lines()
        .filter(line -> line.contains(" source:"))
        .map(line -> line.substring(0, line.indexOf(" source:")))
        .toList();
  }
}
