package io.lokstra.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;

/**
 * The project of {@code docs/getting-started.md}, written to an empty folder outside of this one,
 * builds, passes its own test and runs as a jar. Its local repository holds Lokstra as {@code mvn
 * install} would put it there; everything else comes from the repository that this build uses, so
 * nothing is downloaded.
 */
class OutsideProjectIT {
  private static final Path FOLDER = ProjectRoot.resolve("docs/target/outside");
  private static final Path REPOSITORY = FOLDER.resolve("repository");
  private static final Path PROJECT = FOLDER.resolve("project");
  private static final String PAGE = "docs/getting-started.md";

  @Test
  void theProjectOfThePageBuildsAndItsJarAnswers() throws Exception {
    new InstalledModules(REPOSITORY).install();
    Page page = new Page(PAGE, Fence.of(ProjectRoot.read(PAGE)));
    List<Fence> files = page.fences().stream().filter(fence -> !fence.file().isEmpty()).toList();
    for (Fence file : files) {
      Path path = PROJECT.resolve(file.file());
      Files.createDirectories(path.resolveSibling(""));
      Files.writeString(path, String.join("\n", file.code()) + "\n");
    }

    assertThat(build()).as("exit code of the build; its output is in %s", log()).isZero();

    assertThat(Files.readString(log())).contains("Tests run: 1, Failures: 0, Errors: 0");
    Path jar = PROJECT.resolve("target/shop.jar");
    try (JarFile opened = new JarFile(jar.toFile())) {
      Manifest manifest = opened.getManifest();
      assertThat(manifest.getMainAttributes().getValue("Add-Opens"))
          .isEqualTo("java.base/java.lang");
      assertThat(manifest.getMainAttributes().getValue("Enable-Native-Access"))
          .isEqualTo("ALL-UNNAMED");
    }
    try (RunningProgram program = RunningProgram.startJar(jar)) {
      int port = program.port();
      Fence console =
          page.fences().stream()
              .filter(fence -> fence.info().contains("outside"))
              .findFirst()
              .orElseThrow();
      for (Console command : Console.of(console)) {
        if (command.isCurl()) {
          assertThat(new Curl(command.command(), port).difference(command.expected())).isEmpty();
        }
      }
      assertThat(program.lines()).anySatisfy(line -> assertThat(line).contains("carried"));
      assertThat(program.stop()).isZero();
    }
  }

  private static Path log() {
    return FOLDER.resolve("build.log");
  }

  private static int build() throws IOException, InterruptedException {
    Path settings = FOLDER.resolve("settings.xml");
    Files.writeString(
        settings,
        """
        <settings>
          <mirrors>
            <mirror>
              <id>already-downloaded</id>
              <mirrorOf>*</mirrorOf>
              <url>%s</url>
            </mirror>
          </mirrors>
        </settings>
        """
            .formatted(Path.of(System.getProperty("local.repository", "")).toUri()));
    Process maven =
        new ProcessBuilder(
                Path.of(System.getProperty("maven.home", ""), "bin", "mvn").toString(),
                "-B",
                "-s",
                settings.toString(),
                "-Dmaven.repo.local=" + REPOSITORY,
                "clean",
                "verify")
            .directory(PROJECT.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log().toFile())
            .start();
    assertThat(maven.waitFor(5, TimeUnit.MINUTES)).isTrue();
    return maven.exitValue();
  }

  /** Does what {@code mvn install} does, in a local repository that is not the user's. */
  private record InstalledModules(Path repository) {
    private static final String VERSION = "0.1.0-SNAPSHOT";

    void install() throws IOException {
      install(ProjectRoot.resolve(""), "lokstra-parent");
      for (String module :
          List.of(
              "lokstra-bom",
              "lokstra-app",
              "lokstra-core",
              "lokstra-log",
              "lokstra-netty",
              "lokstra-testkit")) {
        install(ProjectRoot.resolve(module), module);
      }
      install(ProjectRoot.resolve("lokstra-starter"), "lokstra");
    }

    private void install(Path module, String artifact) throws IOException {
      Path folder =
          Files.createDirectories(
              repository.resolve("io/lokstra").resolve(artifact).resolve(VERSION));
      String name = artifact + "-" + VERSION;
      Files.copy(
          module.resolve("pom.xml"),
          folder.resolve(name + ".pom"),
          StandardCopyOption.REPLACE_EXISTING);
      Path jar = module.resolve("target").resolve(name + ".jar");
      if (Files.readString(module.resolve("pom.xml"), UTF_8)
          .contains("<packaging>pom</packaging>")) {
        return;
      }
      assertThat(jar).as("built before this test; run 'mvn verify' in the root").exists();
      Files.copy(jar, folder.resolve(name + ".jar"), StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
