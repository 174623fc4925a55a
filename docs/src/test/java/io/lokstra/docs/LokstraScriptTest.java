package io.lokstra.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The script in the root, with JDKs, Maven and a project that are all pretence. */
@DisabledOnOs(OS.WINDOWS)
class LokstraScriptTest {
  private static final List<String> TOOLS =
      List.of(
          "bash",
          "basename",
          "cat",
          "dirname",
          "find",
          "grep",
          "head",
          "mkdir",
          "mktemp",
          "mv",
          "readlink",
          "rm",
          "sed",
          "tail",
          "tee",
          "tr");

  @TempDir Path folder;
  private Path project = Path.of("");
  private Path tools = Path.of("");
  private final Map<String, String> environment = new HashMap<>();

  /** A copy of the script in an empty project, and a PATH that holds no java and no mvn. */
  @BeforeEach
  void prepare() throws IOException {
    project = Files.createDirectories(folder.resolve("a project"));
    Files.copy(ProjectRoot.resolve("lokstra"), project.resolve("lokstra"));
    makeExecutable(project.resolve("lokstra"));
    tools = Files.createDirectories(folder.resolve("tools"));
    for (String tool : TOOLS) {
      executable(tools.resolve(tool), "exec " + whereIs(tool) + " \"$@\"");
    }
    environment.put("PATH", tools.toString());
    environment.put("HOME", Files.createDirectories(folder.resolve("home")).toString());
    environment.put("LOKSTRA_JDK_FOLDERS", folder.resolve("jvm").toString());
  }

  @Test
  void saysInOneLineWhatWasSearchedAndHowToNameAJdk() throws Exception {
    Run run = run("jdk");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.output()).isEmpty();
    assertThat(run.errors().lines())
        .singleElement()
        .asString()
        .contains("no JDK 25 or newer", "JAVA_HOME", "PATH", folder.resolve("jvm").toString())
        .contains("LOKSTRA_JDK=/path/to/jdk");
  }

  @Test
  void findsTheJdkInAFolderOfJdks() throws Exception {
    jdk("jvm/java-17", "17.0.9");
    jdk("jvm/java-26", "26");
    Path wanted = jdk("jvm/temurin-25", "25.0.3");

    assertThat(run("jdk").output().strip()).isEqualTo(wanted.toString());
  }

  @Test
  void findsTheJdkInTheLayoutOfMacOs() throws Exception {
    Path wanted = jdk("jvm/temurin-25.jdk/Contents/Home", "25.0.3");

    assertThat(run("jdk").output().strip()).isEqualTo(wanted.toString());
  }

  @Test
  void takesANewerJdkWhereThereIsNoOther() throws Exception {
    jdk("jvm/java-17", "17.0.9");
    Path wanted = jdk("jvm/java-27", "27-ea");

    assertThat(run("jdk").output().strip()).isEqualTo(wanted.toString());
  }

  @Test
  void doesNotTakeARuntimeWithoutACompiler() throws Exception {
    Path runtime = jdk("jvm/jre-25", "25");
    Files.delete(runtime.resolve("bin/javac"));

    assertThat(run("jdk").exitCode()).isEqualTo(1);
  }

  @Test
  void prefersJavaHomeToTheFolders() throws Exception {
    jdk("jvm/java-25", "25");
    Path wanted = jdk("elsewhere/jdk", "25.0.1");
    environment.put("JAVA_HOME", wanted.toString());

    assertThat(run("jdk").output().strip()).isEqualTo(wanted.toString());
  }

  @Test
  void looksPastAJavaHomeThatIsTooOld() throws Exception {
    environment.put("JAVA_HOME", jdk("elsewhere/jdk", "17.0.9").toString());
    Path wanted = jdk("jvm/java-25", "25");

    assertThat(run("jdk").output().strip()).isEqualTo(wanted.toString());
  }

  @Test
  void followsTheLinkOfTheJavaOnThePath() throws Exception {
    Path wanted = jdk("elsewhere/jdk-25", "25");
    Files.createSymbolicLink(tools.resolve("java"), wanted.resolve("bin/java"));

    assertThat(run("jdk").output().strip()).isEqualTo(wanted.toString());
  }

  @Test
  void readsMavensToolchains() throws Exception {
    Path wanted = jdk("elsewhere/jdk-25", "25");
    Path settings = Files.createDirectories(folder.resolve("home/.m2"));
    Files.writeString(
        settings.resolve("toolchains.xml"),
        "<toolchains>\n  <jdkHome>" + wanted + "</jdkHome>\n</toolchains>\n");

    assertThat(run("jdk").output().strip()).isEqualTo(wanted.toString());
  }

  @Test
  void refusesANamedJdkThatIsTooOldInsteadOfTakingAnother() throws Exception {
    jdk("jvm/java-25", "25");
    environment.put("LOKSTRA_JDK", jdk("elsewhere/jdk-21", "21.0.2").toString());

    Run run = run("jdk");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errors()).contains("jdk-21 is not a JDK 25 or newer (it is 21)");
  }

  @Test
  void buildsAndStartsAnExampleWithTheArgumentsAsTheyAre() throws Exception {
    example("greeter");

    Run run = run("dev", "examples/greeter", "--port=9000", "two words");

    assertThat(run.errors()).contains("building examples/greeter");
    assertThat(run.output().lines())
        .contains("argument: --port=9000", "argument: two words")
        .contains("folder: " + project.resolve("examples/greeter"));
  }

  @Test
  void handsTheConfigurationsCommandsOnToTheExample() throws Exception {
    example("greeter");

    Run run = run("config", "check", "examples/greeter", "--profile=dev");

    assertThat(run.output().lines())
        .containsSubsequence("argument: config", "argument: check", "argument: --profile=dev");
    assertThat(run("config", "chek", "examples/greeter").errors())
        .contains("write 'config check' or 'config show'");
    assertThat(run("config", "show").errors()).contains("config show: which example?");
  }

  @Test
  void servicesBuildsAndHandsTheCommandAndArgumentsOver() throws Exception {
    example("greeter");
    Run run = run("services", "examples/greeter", "--json", "--profile=dev");

    assertThat(run.exitCode()).isZero();
    assertThat(run.output().lines())
        .containsSubsequence("argument: services", "argument: --json", "argument: --profile=dev");
    assertThat(run("services").errors()).contains("services: which example?");
    assertThat(run("services", "none").errors()).contains("there is no example 'none'");
  }

  @Test
  void buildsAgainOnlyAfterAChange() throws Exception {
    Path source = example("greeter");
    run("dev", "examples/greeter");

    assertThat(run("dev", "examples/greeter").errors()).isEmpty();

    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(5)));
    assertThat(run("dev", "greeter").errors()).contains("building examples/greeter");
  }

  @Test
  void buildsAgainAfterASourceWasDeleted() throws Exception {
    Path source = example("greeter");
    run("dev", "examples/greeter");

    Files.delete(source);
    Files.setLastModifiedTime(source.getParent(), FileTime.from(Instant.now().plusSeconds(5)));

    assertThat(run("dev", "greeter").errors()).contains("building examples/greeter");
  }

  @Test
  void showsTheErrorsOfAFailedBuildAndStartsNothing() throws Exception {
    example("greeter");
    executable(
        tools.resolve("mvn"), "echo '[INFO] noise'; echo '[ERROR] Greeter.java: broken'; exit 1");

    Run run = run("dev", "examples/greeter");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.output()).isEmpty();
    assertThat(run.errors())
        .contains("[ERROR] Greeter.java: broken", "the build of examples/greeter failed")
        .doesNotContain("noise");
  }

  @Test
  void namesMavenWhenItIsMissing() throws Exception {
    example("greeter");
    Files.delete(tools.resolve("mvn"));

    Run run = run("dev", "examples/greeter");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errors()).contains("'mvn' is not on the PATH");
  }

  @Test
  void listsTheExamplesWhenItDoesNotKnowOne() throws Exception {
    example("greeter");

    Run run = run("dev", "examples/other");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.errors()).contains("no example 'other'", "examples/greeter");
  }

  @Test
  void printsItsUsage() throws Exception {
    assertThat(run("--help").output()).contains("Usage: ./lokstra", "dev <example>");
    assertThat(run().exitCode()).isEqualTo(2);
    assertThat(run("fly").errors()).contains("there is no command 'fly'");
  }

  private Path jdk(String name, String version) throws IOException {
    Path home = folder.resolve(name);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    executable(home.resolve("bin/javac"), "exit 1");
    executable(
        home.resolve("bin/java"),
        "shift 2; echo \"folder: $PWD\"; for argument in \"$@\"; do echo \"argument: $argument\"; done");
    return home;
  }

  /** An example whose build is a stand-in for Maven that makes an empty jar. Returns its source. */
  private Path example(String name) throws IOException {
    jdk("jvm/java-25", "25");
    Path example = project.resolve("examples").resolve(name);
    Path sources = Files.createDirectories(example.resolve("src/main/java"));
    Files.writeString(example.resolve("pom.xml"), "<project/>");
    Files.writeString(project.resolve("pom.xml"), "<project/>");
    Files.writeString(project.resolve("examples/pom.xml"), "<project/>");
    executable(tools.resolve("mvn"), "echo jar > '" + example + "/target/dev/" + name + ".jar'");
    return Files.writeString(sources.resolve("Main.java"), "void main() {}");
  }

  private void executable(Path path, String body) throws IOException {
    Files.writeString(path, "#!/bin/sh\n" + body + "\n");
    makeExecutable(path);
  }

  private static void makeExecutable(Path path) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static Path whereIs(String tool) {
    for (String folder : System.getenv("PATH").split(":")) {
      Path path = Path.of(folder, tool);
      if (Files.isExecutable(path)) {
        return path;
      }
    }
    throw new IllegalStateException(tool + " is not on the PATH");
  }

  private record Run(int exitCode, String output, String errors) {}

  private Run run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(tools.resolve("bash").toString());
    command.add(project.resolve("lokstra").toString());
    command.addAll(List.of(arguments));
    Path output = folder.resolve("output");
    Path errors = folder.resolve("errors");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.directory(folder.toFile());
    builder.redirectOutput(output.toFile()).redirectError(errors.toFile());
    Process process = builder.start();
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("ends in time").isTrue();
    return new Run(
        process.exitValue(), Files.readString(output, UTF_8), Files.readString(errors, UTF_8));
  }
}
