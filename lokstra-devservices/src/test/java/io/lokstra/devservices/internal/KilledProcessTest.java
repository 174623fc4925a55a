package io.lokstra.devservices.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.lokstra.dev.DevService;
import io.lokstra.dev.DevServices;
import io.lokstra.service.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** No server stays behind, whatever becomes of the processes that use it. */
class KilledProcessTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;

  private String asked() {
    return "dev:postgresql?folder=" + folder;
  }

  private Path server() {
    return folder.resolve("dev/postgresql-18");
  }

  private static boolean answers(String address) {
    try (Connection connection = DriverManager.getConnection(address)) {
      return connection.isValid(10);
    } catch (SQLException e) {
      return false;
    }
  }

  private static void kill(long pid, String signal) throws IOException, InterruptedException {
    var killed = Command.run(LONG, List.of("kill", "-" + signal, Long.toString(pid)));
    assertThat(killed.output()).isEmpty();
  }

  private ProcessMark keeper() throws IOException {
    return ProcessMark.read(FolderLock.beside(server(), "keeper")).orElseThrow();
  }

  @Test
  void endsTheServerOfAKilledProcessAndKeepsItsData() throws Exception {
    try (Child child = Child.using(asked(), Mode.DEVELOPMENT)) {
      assertThat(answers(child.address())).isTrue();
      child.kill();
      await().atMost(LONG).until(() -> !answers(child.address()));
    }
    try (DevService dev = DevServices.start(asked(), Mode.DEVELOPMENT)) {
      assertThat(dev.description()).contains("was started");
      assertThat(answers(dev.address())).isTrue();
    }
  }

  @Test
  void servesTheOthersWhenOneOfItsUsersIsKilled() throws Exception {
    try (DevService dev = DevServices.start(asked(), Mode.DEVELOPMENT)) {
      try (Child child = Child.using(asked(), Mode.DEVELOPMENT)) {
        assertThat(child.address()).isEqualTo(dev.address());
        child.kill();
      }
      assertThat(answers(dev.address())).isTrue();
    }
    assertThat(FolderLock.beside(server(), "keeper")).doesNotExist();
  }

  @Test
  void staysForAnotherProcessWhenThisOneIsDone() throws Exception {
    DevService dev = DevServices.start(asked(), Mode.DEVELOPMENT);
    try (Child child = Child.using(asked(), Mode.DEVELOPMENT)) {
      dev.close();
      assertThat(answers(child.address())).isTrue();
      child.kill();
      await().atMost(LONG).until(() -> !answers(child.address()));
    }
  }

  @Test
  void adoptsAServerThatWasLeftRunning() throws Exception {
    try (Child child = Child.using(asked(), Mode.DEVELOPMENT)) {
      kill(keeper().pid(), "KILL");
      child.kill();
      assertThat(answers(child.address())).isTrue();
      try (DevService dev = DevServices.start(asked(), Mode.DEVELOPMENT)) {
        assertThat(dev.description()).contains("was left running by a killed process");
        assertThat(dev.address()).isEqualTo(child.address());
      }
      assertThat(answers(child.address())).isFalse();
    }
  }

  @Test
  void endsWhatATestLeftRunning() throws Exception {
    try (Child child = Child.using("dev:postgresql", Mode.TEST)) {
      Path own = UserFolder.of(Privileges.find("x"), System.getenv()).ofThisProcess();
      Path left = own.resolveSibling(child.mark().toString());
      assertThat(left.resolve("postgresql-18")).isDirectory();
      Path keeper = left.resolve("postgresql-18.keeper");
      kill(ProcessMark.read(keeper).orElseThrow().pid(), "KILL");
      child.kill();
      assertThat(answers(child.address())).isTrue();
      try (DevService _ = DevServices.start("dev:redis", Mode.TEST)) {
        assertThat(answers(child.address())).isFalse();
        assertThat(left).doesNotExist();
      }
    }
  }

  @Test
  void isStartedAgainWhereItWasKilledItself() throws Exception {
    try (DevService dev = DevServices.start(asked(), Mode.DEVELOPMENT)) {
      long postmaster =
          Long.parseLong(Files.readAllLines(server().resolve("data/postmaster.pid")).getFirst());
      kill(postmaster, "KILL");
      await().atMost(LONG).until(() -> !answers(dev.address()));
      try (DevService again = DevServices.start(asked(), Mode.DEVELOPMENT)) {
        assertThat(answers(again.address())).isTrue();
      }
      assertThat(answers(dev.address())).isTrue();
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void signalsOfTheTerminalReachTheServerNeither() throws Exception {
    try (DevService dev = DevServices.start(asked(), Mode.DEVELOPMENT)) {
      for (String signal : List.of("INT", "HUP", "QUIT", "TERM")) {
        kill(keeper().pid(), signal);
      }
      String postmaster = Files.readAllLines(server().resolve("data/postmaster.pid")).getFirst();
      assertThat(group(postmaster)).isNotEqualTo(group("self"));
      assertThat(answers(dev.address())).isTrue();
      assertThat(keeper().isAlive()).isTrue();
    }
  }

  /** The group of processes, which a terminal signals as one. */
  private static String group(String pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", pid, "stat"));
    return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[2];
  }

  @Test
  void aKilledStartLeavesNothingThatIsInTheWay() throws Exception {
    Files.createDirectories(server().resolve("data.half"));
    Files.writeString(server().resolve("data.half/PG_VERSION"), "18");
    Files.createDirectories(server().resolve("users"));
    Files.createFile(server().resolve("users/1-1-killed"));
    Files.writeString(FolderLock.beside(server(), "keeper"), "1-1");
    try (DevService dev = DevServices.start(asked(), Mode.DEVELOPMENT)) {
      assertThat(answers(dev.address())).isTrue();
    }
    assertThat(server().resolve("users")).isEmptyDirectory();
  }

  @Test
  void saysWhyAServerDoesNotStart() throws Exception {
    try (DevService _ = DevServices.start(asked(), Mode.DEVELOPMENT)) {
      // Makes the data.
    }
    Files.writeString(
        server().resolve("data/postgresql.conf"),
        "no_such_setting = 1\n",
        java.nio.file.StandardOpenOption.APPEND);
    assertThatThrownBy(() -> DevServices.start(asked(), Mode.DEVELOPMENT))
        .hasMessageContaining("LOK-DEV-005 PostgreSQL 18")
        .hasMessageContaining("did not start")
        .hasMessageContaining("no_such_setting");
    assertThat(FolderLock.beside(server(), "keeper")).doesNotExist();
  }

  @Test
  void saysWhoHoldsTheFolderForTooLong() throws Exception {
    try (Child child = Child.using("lock:" + folder.resolve("held"), Mode.TEST)) {
      assertThatThrownBy(
              () -> FolderLock.of(folder.resolve("held"), "Redis", Duration.ofMillis(50)))
          .hasMessageContaining("LOK-DEV-006 Redis: another process has been starting or ending it")
          .hasMessageContaining("held.lock");
      child.kill();
    }
    FolderLock.of(folder.resolve("held"), "Redis", LONG).close();
  }

  @Test
  void waitsForAServerThatIsJustEndingAndStartsAnew() throws Exception {
    DevService first = DevServices.start(asked(), Mode.DEVELOPMENT);
    // A keeper that has seen its last user go takes part in nothing any more.
    String stop = Files.readString(server().resolve("stop"));
    Files.writeString(server().resolve("stop"), "sleep 2\n" + stop);
    Thread ending = Thread.ofVirtual().start(first::close);
    try (DevService again = DevServices.start(asked(), Mode.DEVELOPMENT)) {
      assertThat(answers(again.address())).isTrue();
    }
    ending.join();
  }
}
