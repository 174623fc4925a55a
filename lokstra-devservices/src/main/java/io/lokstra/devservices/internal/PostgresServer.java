package io.lokstra.devservices.internal;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.Properties;

/**
 * A PostgreSQL. It listens on the loopback address alone and asks for a password, since a machine
 * may have more users than one. Applications are the role {@code dev}, which owns its databases and
 * is no superuser: what works here works with the rights of production.
 *
 * @param programs what runs it
 * @param place where it is
 * @param privileges how it is run
 */
record PostgresServer(PostgresPrograms programs, Place place, Privileges privileges)
    implements Daemon {
  private static final String SUPERUSER = "postgres";
  private static final String ROLE = "dev";
  private static final Duration INITDB = Duration.ofMinutes(2);
  private static final int START_SECONDS = 60;
  private static final Duration LISTED = Duration.ofSeconds(5);

  private static final String SETTINGS =
      """

      # Of Lokstra's dev services
      listen_addresses = '127.0.0.1'
      unix_socket_directories = ''
      max_connections = 200
      """;

  /** What is gone with the test need not reach the disk. */
  private static final String TEMPORARY_SETTINGS =
      """
      fsync = off
      synchronous_commit = off
      full_page_writes = off
      """;

  @Override
  public String label() {
    return "PostgreSQL " + programs.version();
  }

  private Path data() {
    return place.folder().resolve("data");
  }

  private Path log() {
    return place.folder().resolve("server.log");
  }

  @Override
  public void prepare() throws IOException, InterruptedException {
    if (Files.exists(data().resolve("PG_VERSION"))) {
      return;
    }
    Path half = place.folder().resolve("data.half");
    UserFolder.delete(half);
    Path password = place.folder().resolve("password");
    Passwords.create(password);
    privileges.own(place.folder());
    privileges.checkReach(label(), place.folder(), "name another folder: dev:postgresql?folder=…");
    privileges.checkReach(
        label(), programs.folder(), "use programs that everybody may run: program=path");
    Command.Result made =
        Command.run(
            INITDB,
            Command.join(
                privileges.prefix(),
                programs.path("initdb"),
                "--pgdata=" + half,
                "--username=" + SUPERUSER,
                "--pwfile=" + password,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync"));
    if (!made.succeeded()) {
      throw Problem.failed(label(), "its folder of data could not be made", made.output());
    }
    Files.writeString(
        half.resolve("postgresql.conf"),
        place.temporary() ? SETTINGS + TEMPORARY_SETTINGS : SETTINGS,
        StandardOpenOption.APPEND);
    Files.move(half, data());
  }

  @Override
  public OptionalInt runningPort() throws IOException, InterruptedException {
    Path file = data().resolve("postmaster.pid");
    try {
      List<String> lines = Files.readAllLines(file);
      if (lines.size() < 4) {
        return OptionalInt.empty();
      }
      if (awaitRemoval(Long.parseLong(lines.get(0).strip()))) {
        Files.delete(file); // PostgreSQL would take it for running
        return OptionalInt.empty();
      }
      return pgCtl("status").succeeded()
          ? OptionalInt.of(Integer.parseInt(lines.get(3).strip()))
          : OptionalInt.empty();
    } catch (NoSuchFileException e) {
      return OptionalInt.empty();
    }
  }

  /** Whether a process has ended and is still listed, after some time to be taken off the list. */
  private static boolean awaitRemoval(long pid) throws InterruptedException {
    long until = System.nanoTime() + LISTED.toNanos();
    while (ProcessMark.hasEnded(pid)) {
      if (System.nanoTime() - until > 0) {
        return true;
      }
      Thread.sleep(20);
    }
    return false;
  }

  @Override
  public boolean start(int port) throws IOException, InterruptedException {
    Files.deleteIfExists(log());
    Command.Result started =
        Command.run(
            Duration.ofSeconds(START_SECONDS + 10),
            Command.join(
                privileges.prefix(),
                programs.path("pg_ctl"),
                "--pgdata=" + data(),
                "--log=" + log(),
                "--options=-p " + port,
                "--timeout=" + START_SECONDS,
                "--wait",
                "start"));
    if (started.succeeded()) {
      return true;
    }
    String written = Files.exists(log()) ? Files.readString(log()) : started.output();
    if (written.contains("could not bind") || written.contains("Address already in use")) {
      return false;
    }
    throw Problem.failed(label(), "pg_ctl ended with " + started.code(), Logs.tail(written));
  }

  @Override
  public List<String> stop() {
    return Command.join(
        privileges.prefix(),
        programs.path("pg_ctl"),
        "--pgdata=" + data(),
        "--mode=fast",
        "--timeout=30",
        "--wait",
        "stop");
  }

  private Command.Result pgCtl(String what) throws IOException, InterruptedException {
    return Command.run(
        Duration.ofSeconds(10),
        Command.join(privileges.prefix(), programs.path("pg_ctl"), "--pgdata=" + data(), what));
  }

  @Override
  public String address(int port, String name) throws IOException {
    String password = Passwords.read(place.folder().resolve("password"));
    Properties login = new Properties();
    login.setProperty("user", SUPERUSER);
    login.setProperty("password", password);
    login.setProperty("connectTimeout", "10");
    login.setProperty("socketTimeout", "60");
    String server = "jdbc:postgresql://127.0.0.1:" + port + "/";
    try (Connection connection = DriverManager.getConnection(server + SUPERUSER, login);
        Statement statement = connection.createStatement()) {
      if (!exists(connection, "select 1 from pg_roles where rolname = ?", ROLE)) {
        statement.execute("create role " + ROLE + " login password '" + password + "'");
      }
      if (!exists(connection, "select 1 from pg_database where datname = ?", name)) {
        statement.execute("create database \"" + name + "\" owner " + ROLE);
      }
    } catch (SQLException e) {
      if ("08001".equals(e.getSQLState()) && String.valueOf(e.getMessage()).startsWith("No suit")) {
        throw Problem.unable(
            "there is no JDBC driver for PostgreSQL",
            "add org.postgresql:postgresql to the class path",
            e);
      }
      throw new IOException("the database " + name + " cannot be made", e);
    }
    return server
        + name
        + "?user="
        + ROLE
        + "&password="
        + URLEncoder.encode(password, StandardCharsets.UTF_8);
  }

  private static boolean exists(Connection connection, String query, String name)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, name);
      return statement.executeQuery().next();
    }
  }
}
