package io.lokstra.devservices.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lokstra.dev.DevAddress;
import io.lokstra.dev.DevService;
import io.lokstra.dev.DevServiceException;
import io.lokstra.dev.DevServices;
import io.lokstra.service.Mode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real PostgreSQL that is started, shared and ended. */
class DevPostgresTest {
  @TempDir Path folder;

  private String kept(String more) {
    return "dev:postgresql/shop?folder=" + folder.resolve(".lokstra") + more;
  }

  private static String ask(String url, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return "";
      }
      try (ResultSet rows = statement.getResultSet()) {
        return rows.next() ? String.valueOf(rows.getString(1)) : "nothing";
      }
    }
  }

  @Test
  void isARealDatabaseOfTheApplicationsOwn() throws Exception {
    try (DevService dev = DevServices.start("dev:postgresql/shop", Mode.TEST)) {
      assertThat(ask(dev.address(), "select version()")).startsWith("PostgreSQL 18");
      assertThat(ask(dev.address(), "select current_database()")).isEqualTo("shop");
      assertThat(ask(dev.address(), "select current_user")).isEqualTo("dev");
      assertThat(ask(dev.address(), "select rolsuper from pg_roles where rolname = current_user"))
          .isEqualTo("f");
      ask(dev.address(), "create table item (id int)");
      assertThat(dev.description())
          .contains("PostgreSQL 18", "was started at 127.0.0.1:", "dev:postgresql/shop")
          .doesNotContain("password");
      assertThat(dev.toString()).doesNotContain("password");
    }
  }

  @Test
  void refusesWhoHasNoPassword() throws Exception {
    try (DevService dev = DevServices.start("dev:postgresql", Mode.TEST)) {
      String stranger = dev.address().replaceAll("password=[^&]*", "password=guessed");
      assertThatThrownBy(() -> ask(stranger, "select 1"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("password authentication failed");
    }
  }

  @Test
  void sharesOneServerAndEndsItWithTheLastUser() throws Exception {
    DevService first = DevServices.start("dev:postgresql/one", Mode.TEST);
    Path server = UserFolder.of(Privileges.find("x"), System.getenv()).ofThisProcess();
    try {
      try (DevService second = DevServices.start("dev:postgresql/two", Mode.TEST)) {
        assertThat(second.description()).contains("runs already");
        assertThat(port(second)).isEqualTo(port(first));
        ask(second.address(), "create table here (id int)");
        assertThatThrownBy(() -> ask(first.address(), "select * from here"))
            .hasMessageContaining("does not exist");
      }
      assertThat(ask(first.address(), "select 1")).isEqualTo("1");
    } finally {
      first.close();
      first.close();
    }
    assertThatThrownBy(() -> ask(first.address(), "select 1")).hasMessageContaining("refused");
    assertThat(server.resolve("postgresql-18")).doesNotExist();
  }

  private static String port(DevService dev) {
    return dev.address().replaceAll(".*:(\\d+)/.*", "$1");
  }

  @Test
  void keepsDataAndPortBetweenRunsInDevelopment() throws Exception {
    String port;
    try (DevService dev = DevServices.start(kept(""), Mode.DEVELOPMENT)) {
      port = port(dev);
      ask(dev.address(), "create table kept as select 7 as id");
      assertThat(dev.description()).contains("its data kept in").contains("postgresql-18");
    }
    assertThat(folder.resolve(".lokstra/.gitignore")).hasContent("*");
    assertThat(Files.getPosixFilePermissions(folder.resolve(".lokstra/dev/postgresql-18/password")))
        .hasSize(2);
    try (DevService dev = DevServices.start(kept(""), Mode.DEVELOPMENT)) {
      assertThat(ask(dev.address(), "select id from kept")).isEqualTo("7");
      assertThat(port(dev)).isEqualTo(port);
    }
  }

  @Test
  void startsOnceWhereManyThreadsAskAtTheSameTime() throws Exception {
    ConcurrentLinkedQueue<DevService> all = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<Throwable> problems = new ConcurrentLinkedQueue<>();
    CountDownLatch go = new CountDownLatch(1);
    List<Thread> threads =
        java.util.stream.IntStream.range(0, 6)
            .mapToObj(n ->
                Thread.ofVirtual()
                    .start(() -> {
                      try {
                        go.await();
                        all.add(DevServices.start(kept(""), Mode.DEVELOPMENT));
                      } catch (Throwable e) {
                        problems.add(e);
                      }
                    }))
            .toList();
    go.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(problems).isEmpty();
    assertThat(all.stream().map(DevPostgresTest::port).distinct()).hasSize(1);
    assertThat(all.stream().filter(dev -> dev.description().contains("was started"))).hasSize(1);
    all.forEach(DevService::close);
  }

  @Test
  void isOnThePortThatIsNamedAndSaysWhenThatIsInUse() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      assertThatThrownBy(
              () -> DevServices.start(kept("&port=" + taken.getLocalPort()), Mode.DEVELOPMENT))
          .isInstanceOf(DevServiceException.class)
          .hasMessageContaining("LOK-DEV-004 port " + taken.getLocalPort())
          .hasMessageContaining("is in use; stop what uses it");
    }
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      free = socket.getLocalPort();
    }
    try (DevService dev = DevServices.start(kept("&port=" + free), Mode.DEVELOPMENT)) {
      assertThat(port(dev)).isEqualTo(Integer.toString(free));
      assertThatThrownBy(() -> DevServices.start(kept("&port=1"), Mode.DEVELOPMENT))
          .hasMessageContaining("wants port 1, and the same server runs on " + free);
      assertThat(ask(dev.address(), "select 1")).isEqualTo("1");
    }
  }

  @Test
  void takesOneOfTheMachineWhereThatIsAskedFor() throws Exception {
    List<Path> installed =
        Programs.onPath("pg_ctl", System.getenv(), List.of()).stream()
            .map(DevPostgresTest::real)
            .filter(PostgresPrograms::areIn)
            .toList();
    Assumptions.assumeFalse(installed.isEmpty(), "no PostgreSQL on the PATH");
    for (String program : List.of("path", installed.getFirst().toString())) {
      try (DevService dev =
          DevServices.start("dev:postgresql?data=temporary&program=" + program, Mode.DEVELOPMENT)) {
        String version = PostgresPrograms.in(installed.getFirst()).version();
        assertThat(ask(dev.address(), "show server_version")).startsWith(version);
      }
    }
  }

  private static Path real(Path program) {
    try {
      return java.util.Objects.requireNonNull(program.toRealPath().getParent());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void runsAsAnotherUserWhereThereAreNoUserNamespaces() throws Exception {
    Assumptions.assumeTrue(!Privileges.find("x").equals(Privileges.OWN), "only for root");
    Privileges other = Privileges.anotherUser("x");
    try (DevService dev =
        new Postgres(System.getenv()).start(DevAddress.of("dev:postgresql"), Mode.TEST, other)) {
      assertThat(ask(dev.address(), "select 1")).isEqualTo("1");
    }
    Path unreachable = Files.createDirectory(folder.resolve("private"));
    Files.setPosixFilePermissions(
        unreachable, java.nio.file.attribute.PosixFilePermissions.fromString("rwx------"));
    DevAddress address = DevAddress.of("dev:postgresql?folder=" + unreachable);
    assertThatThrownBy(() -> new Postgres(System.getenv()).start(address, Mode.DEVELOPMENT, other))
        .isInstanceOf(DevServiceException.class)
        .hasMessageContaining("LOK-DEV-004")
        .hasMessageContaining("cannot enter")
        .hasMessageContaining("name another folder");
  }

  @Test
  void refusesWhatItCannotUse() {
    assertThatThrownBy(() -> DevServices.start("dev:postgresql?program=/tmp", Mode.TEST))
        .hasMessageContaining("LOK-DEV-003")
        .hasMessageContaining("no folder with pg_ctl, initdb and postgres");
    assertThatThrownBy(() -> DevServices.start("dev:postgresql?port=70000", Mode.TEST))
        .hasMessageContaining("has no port in port=70000; expected 1 to 65535");
    assertThatThrownBy(() -> DevServices.start("dev:postgresql?data=some", Mode.TEST))
        .hasMessageContaining("expected data=kept or data=temporary");
    assertThatThrownBy(() -> DevServices.start("dev:postgresql?folder=/tmp/x", Mode.TEST))
        .hasMessageContaining("names a folder for data that are temporary");
  }
}
