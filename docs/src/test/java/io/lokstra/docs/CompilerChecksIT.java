package io.lokstra.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/**
 * A module that has our parent is checked by Error Prone, NullAway and {@code -Xlint}, unless
 * somebody asks for {@code -Pdev}: what the parent does by itself is shown on a class that each of
 * them has to refuse.
 */
class CompilerChecksIT {
  private static final Path FOLDER = ProjectRoot.resolve("docs/target/checked");

  @Test
  void refusesWhatErrorProneNullAwayAndLintRefuse() throws Exception {
    // The bill of materials is a module beside it, as in the project: it is not in a repository.
    write(
        "pom.xml",
        """
        <project>
          <modelVersion>4.0.0</modelVersion>
          <groupId>checked</groupId>
          <artifactId>all</artifactId>
          <version>1</version>
          <packaging>pom</packaging>
          <modules>
            <module>../../../lokstra-bom</module>
            <module>broken</module>
            <module>raw</module>
          </modules>
        </project>
        """);
    module(
        "broken",
        """
        package broken;

        import org.jspecify.annotations.NullMarked;

        @NullMarked
        final class Broken {
          String nothing() {
            new IllegalStateException("is never thrown");
            return null;
          }
        }
        """);
    module(
        "raw",
        """
        package raw;

        final class Raw {
          java.util.List raw() {
            return java.util.List.of();
          }
        }
        """);
    Path log = FOLDER.resolve("build.log");

    Process maven =
        new ProcessBuilder(
                Path.of(System.getProperty("maven.home", ""), "bin", "mvn").toString(),
                "-B",
                "-o",
                "-Dmaven.repo.local=" + System.getProperty("local.repository"),
                "-Dspotless.check.skip=true",
                "--fail-at-end",
                "clean",
                "compile")
            .directory(FOLDER.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    assertThat(maven.waitFor(3, TimeUnit.MINUTES)).isTrue();

    assertThat(maven.exitValue()).as("exit code of the build; its output is in %s", log).isOne();
    assertThat(Files.readString(log))
        .contains("Broken.java:[8,", "[DeadException]")
        .contains("Broken.java:[9,", "[NullAway]")
        .contains("Raw.java:[4,", "[rawtypes]", "warnings found and -Werror specified");
  }

  private static void module(String name, String code) throws Exception {
    write(
        name + "/pom.xml",
        """
        <project>
          <modelVersion>4.0.0</modelVersion>
          <parent>
            <groupId>io.lokstra</groupId>
            <artifactId>lokstra-parent</artifactId>
            <version>0.1.0-SNAPSHOT</version>
            <relativePath>../../../../pom.xml</relativePath>
          </parent>
          <artifactId>%s</artifactId>
        </project>
        """
            .formatted(name));
    String type = Character.toUpperCase(name.charAt(0)) + name.substring(1);
    write(name + "/src/main/java/" + name + "/" + type + ".java", code);
  }

  private static void write(String file, String text) throws Exception {
    Path path = FOLDER.resolve(file);
    Files.createDirectories(path.resolveSibling(""));
    Files.writeString(path, text);
  }
}
