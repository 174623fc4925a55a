package io.lokstra.devservices.internal;

import io.lokstra.dev.DevAddress;
import io.lokstra.dev.DevService;
import io.lokstra.dev.DevServiceProvider;
import io.lokstra.service.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/** {@code dev:redis/0}: one of the 16 numbered databases of a Redis. */
public final class Redis implements DevServiceProvider {
  private static final String LABEL = "Redis";
  private static final ReentrantLock THIS_PROCESS = new ReentrantLock();

  private static final Map<String, String> RESOURCES =
      Map.of(
          "linux-amd64", "redis-server-6.2.6-v5-linux-amd64",
          "linux-arm64", "redis-server-6.2.7-linux-arm64",
          "darwin-amd64", "redis-server-6.2.6-v5-darwin-amd64",
          "darwin-arm64", "redis-server-6.2.6-v5-darwin-arm64");

  private final Map<String, String> environment;

  /** As {@code ServiceLoader} makes it. */
  public Redis() {
    this(System.getenv());
  }

  Redis(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public String kind() {
    return "redis";
  }

  @Override
  public Set<String> parameters() {
    return Set.of("program", "port", "data", "folder");
  }

  @Override
  public DevService start(DevAddress address, Mode mode) throws InterruptedException {
    Programs.Machine.own().check(LABEL);
    String database = address.name().isEmpty() ? "0" : address.name();
    if (!database.matches("[0-9]|1[0-5]")) {
      throw Problem.badAddress(
          address.toString(),
          "has no database of Redis after its slash",
          "expected 0 to 15, as in dev:redis/0");
    }
    try {
      UserFolder user = UserFolder.of(Privileges.OWN, environment);
      user.sweep();
      RedisProgram program = program(address, user);
      Place place = Place.of(address, mode, "redis-" + program.major(), user);
      RedisServer server = new RedisServer(program, place);
      return new SharedServer(place, server, THIS_PROCESS).use(database, address);
    } catch (IOException e) {
      throw Problem.unable(
          LABEL + " cannot be started: " + e, "see that the disk has room and may be written", e);
    }
  }

  private RedisProgram program(DevAddress address, UserFolder user)
      throws IOException, InterruptedException {
    String said = address.parameters().getOrDefault("program", "");
    if (said.isEmpty()) {
      Programs.Machine machine = Programs.Machine.own();
      String key = machine.system() + "-" + machine.processor();
      String resource = RESOURCES.getOrDefault(key, "redis-server-" + key);
      Path folder =
          Programs.bundled("redis", resource, user)
              .orElseThrow(() ->
                  Problem.unable(
                      "there is no program of Redis for " + key + " on the class path",
                      "use one of the machine: dev:redis?program=path"));
      return RedisProgram.at(folder.resolve("program"));
    }
    if (said.equals("path")) {
      List<Path> found = Programs.onPath("redis-server", environment, List.of());
      if (found.isEmpty()) {
        throw Problem.badAddress(
            address.toString(),
            "wants a Redis of this machine, and redis-server is not on the PATH",
            "install it, or say where it is: program=/usr/bin/redis-server");
      }
      return RedisProgram.at(found.getFirst());
    }
    if (!Files.isExecutable(Path.of(said)) || Files.isDirectory(Path.of(said))) {
      throw Problem.badAddress(
          address.toString(),
          "names a program that is none",
          "expected that of redis-server, or path: program=/usr/bin/redis-server");
    }
    return RedisProgram.at(Path.of(said));
  }
}
