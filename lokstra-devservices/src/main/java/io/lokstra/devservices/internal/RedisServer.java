package io.lokstra.devservices.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * A Redis. It listens on the loopback address alone and asks for a password; where data are kept it
 * writes them down every minute and when it ends.
 *
 * @param program what runs it
 * @param place where it is
 */
record RedisServer(RedisProgram program, Place place) implements Daemon {
  private static final Duration START = Duration.ofSeconds(30);
  private static final long PAUSE_MILLIS = 10;
  private static final int SOCKET_MILLIS = 2_000;

  /** Ends the process in a file, if that is still a Redis, and waits for its end. */
  private static final String STOP =
      """
      pid=$(cat "$1" 2>/dev/null) || exit 0
      name=$(readlink "/proc/$pid/exe" || ps -p "$pid" -o comm=)
      case $name in *redis*|*/program*) ;; *) exit 0 ;; esac
      kill -TERM "$pid"
      tries=0
      # One that has ended and that nobody waits for has a number still, but no program.
      while kill -0 "$pid" 2>/dev/null && [ $tries -lt 1500 ] &&
        { [ ! -d /proc/self ] || readlink "/proc/$pid/exe" >/dev/null; }; do
        sleep 0.02
        tries=$((tries + 1))
      done
      """;

  @Override
  public String label() {
    return "Redis " + program.version();
  }

  private Path file(String name) {
    return place.folder().resolve(name);
  }

  @Override
  public void prepare() throws IOException {
    Passwords.create(file("password"));
    Files.createDirectories(file("data"));
  }

  @Override
  public OptionalInt runningPort() throws IOException {
    try {
      int port = Integer.parseInt(Files.readString(file("port")).strip());
      return Files.exists(file("pid")) && answers(port)
          ? OptionalInt.of(port)
          : OptionalInt.empty();
    } catch (NoSuchFileException | NumberFormatException e) {
      return OptionalInt.empty();
    }
  }

  @Override
  public boolean start(int port) throws IOException, InterruptedException {
    Files.deleteIfExists(file("server.log"));
    Files.deleteIfExists(file("pid"));
    Path settings = file("redis.conf");
    Files.deleteIfExists(settings);
    Passwords.createEmpty(settings);
    Files.writeString(settings, settings(port));
    Command.Result launched =
        Command.run(START, List.of(program.path().toString(), settings.toString()));
    long until = System.nanoTime() + START.toNanos();
    while (launched.succeeded() && System.nanoTime() - until < 0) {
      if (answers(port)) {
        return true;
      }
      String log = log();
      if (log.contains("Address already in use")) {
        return false;
      }
      if (log.contains("Failed") || log.contains("aborting") || log.contains("FATAL")) {
        break;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    throw Problem.failed(
        label(), "it does not answer", Logs.tail(launched.output() + "\n" + log()));
  }

  private String log() throws IOException {
    try {
      return Files.readString(file("server.log"));
    } catch (NoSuchFileException e) {
      return "";
    }
  }

  private String settings(int port) throws IOException {
    return """
    bind 127.0.0.1
    port %d
    requirepass %s
    daemonize yes
    pidfile %s
    logfile %s
    dir %s
    save %s
    appendonly no
    """
        .formatted(
            port,
            Passwords.read(file("password")),
            quoted(file("pid")),
            quoted(file("server.log")),
            quoted(file("data")),
            place.temporary() ? "\"\"" : "60 1");
  }

  private static String quoted(Path path) {
    return '"' + path.toString().replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  /** Whether it answers there: it, and not something else that has come to be on its port. */
  private boolean answers(int port) throws IOException {
    String password = Passwords.read(file("password"));
    try (Socket socket = new Socket()) {
      socket.setSoTimeout(SOCKET_MILLIS);
      socket.connect(
          new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), SOCKET_MILLIS);
      socket
          .getOutputStream()
          .write(("AUTH " + password + "\r\nPING\r\n").getBytes(StandardCharsets.US_ASCII));
      String expected = "+OK\r\n+PONG\r\n";
      byte[] read = socket.getInputStream().readNBytes(expected.length());
      return new String(read, StandardCharsets.US_ASCII).equals(expected);
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public String address(int port, String name) throws IOException {
    return "redis://:" + Passwords.read(file("password")) + "@127.0.0.1:" + port + "/" + name;
  }

  @Override
  public List<String> stop() {
    return List.of("sh", "-c", STOP, "lokstra-stop", file("pid").toString());
  }
}
