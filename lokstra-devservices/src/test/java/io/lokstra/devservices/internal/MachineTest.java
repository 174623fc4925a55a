package io.lokstra.devservices.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.dev.DevServiceException;
import io.lokstra.devservices.internal.Programs.Machine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What differs between machines. */
class MachineTest {
  @TempDir Path folder;

  @Test
  void namesTheProgramsOfEachMachine() {
    assertThat(Postgres.resource(Machine.of("Linux", "amd64", false)))
        .isEqualTo("postgres-linux-x86_64.txz");
    assertThat(Postgres.resource(Machine.of("Linux", "aarch64", true)))
        .isEqualTo("postgres-linux-arm_64-alpine_linux.txz");
    assertThat(Postgres.resource(Machine.of("Mac OS X", "aarch64", false)))
        .isEqualTo("postgres-darwin-arm_64.txz");
    assertThat(Postgres.artifact(Machine.of("Linux", "x86_64", true)))
        .isEqualTo("linux-amd64-alpine");
    assertThat(Postgres.artifact(Machine.of("Mac OS X", "arm64", false)))
        .isEqualTo("darwin-arm64v8");
    assertThat(Machine.of("Linux", "riscv64", false).processor()).isEqualTo("riscv64");
  }

  @Test
  void refusesASystemItDoesNotKnow() {
    Machine.of("Linux", "amd64", false).check("Redis");
    assertThatThrownBy(() -> Machine.of("Windows 11", "amd64", false).check("Redis"))
        .isInstanceOf(DevServiceException.class)
        .hasMessageContaining("LOK-DEV-004 Redis is started as a dev service on Linux and macOS")
        .hasMessageContaining("or give the address of a server of yours");
  }

  @Test
  void saysWhichFolderOfTheUserCannotBeMade() throws Exception {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(
            () -> UserFolder.of(Privileges.OWN, Map.of("XDG_CACHE_HOME", file.toString())))
        .hasMessageContaining("LOK-DEV-004 the folder " + file + "/lokstra cannot be made")
        .hasMessageContaining("XDG_CACHE_HOME=/folder");
    assertThat(UserFolder.of(Privileges.OWN, Map.of("XDG_CACHE_HOME", "relative")).path())
        .isEqualTo(Path.of(System.getProperty("user.home"), ".cache", "lokstra"));
  }

  @Test
  void programsThatDoNotRunAreNamed() throws Exception {
    for (String each : List.of("pg_ctl", "initdb", "postgres")) {
      Path program = Files.writeString(folder.resolve(each), "#!/bin/sh\necho no >&2\nexit 1\n");
      Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    }
    assertThat(PostgresPrograms.areIn(folder)).isTrue();
    assertThatThrownBy(() -> PostgresPrograms.in(folder))
        .hasMessageContaining("does not run on this machine: no; use one of the machine");
    assertThat(Programs.bundled("none", "no-such-resource.txz", new UserFolder(folder))).isEmpty();
  }

  @Test
  void unpacksProgramsOnceForAUser() throws Exception {
    UserFolder user = new UserFolder(folder);
    String archive = Postgres.resource(Machine.own());
    Path programs = Programs.bundled("postgresql", archive, user).orElseThrow();
    assertThat(programs.startsWith(folder)).isTrue();
    assertThat(PostgresPrograms.areIn(programs.resolve("bin"))).isTrue();
    FileTime unpacked = Files.getLastModifiedTime(programs);
    assertThat(Programs.bundled("postgresql", archive, user)).contains(programs);
    assertThat(Files.getLastModifiedTime(programs)).isEqualTo(unpacked);
    Path single =
        Programs.bundled("keeper", "io/lokstra/devservices/internal/keeper.sh", user).orElseThrow();
    assertThat(Files.isExecutable(single.resolve("program"))).isTrue();
  }

  @Test
  void endsACommandThatTakesTooLong() throws Exception {
    var ended = Command.run(Duration.ofMillis(200), List.of("sleep", "600"));
    assertThat(ended.succeeded()).isFalse();
    assertThat(ended.code()).isEqualTo(-1);
    assertThat(Command.succeeds(List.of("no-such-program"))).isFalse();
    assertThat(Command.quoted(List.of("a b", "it's"))).isEqualTo("'a b' 'it'\\''s'");
  }

  @Test
  void aRedisThatDoesNotAnswerIsShownWithItsLog() throws Exception {
    Path program =
        Files.writeString(folder.resolve("redis-server"), "#!/bin/sh\necho broken; exit 1\n");
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    Place place = new Place(Files.createDirectory(folder.resolve("p")), "p", true);
    RedisServer server = new RedisServer(new RedisProgram(program, "6.0"), place);
    server.prepare();
    assertThat(server.runningPort()).isEqualTo(OptionalInt.empty());
    assertThatThrownBy(() -> server.start(1))
        .hasMessageContaining("LOK-DEV-005 Redis 6.0 did not start: it does not answer")
        .hasMessageContaining("broken");
  }

  @Test
  void aProcessOfAnotherTimeIsNotTheSame() {
    ProcessMark own = ProcessMark.own();
    assertThat(own.isAlive()).isTrue();
    assertThat(new ProcessMark(own.pid(), own.beganMillis() - 3_600_000).isAlive()).isFalse();
    assertThat(ProcessMark.parse(own + "-more")).contains(own);
    assertThat(ProcessMark.parse("words-here")).isEmpty();
    assertThat(ProcessMark.parse("1")).isEmpty();
  }
}
