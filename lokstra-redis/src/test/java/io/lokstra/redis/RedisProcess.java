package io.lokstra.redis;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import redis.embedded.core.ExecutableProvider;

/** A real Redis server, started here, that can be stopped, killed and started again. */
final class RedisProcess implements AutoCloseable {
  private static final class Binary {
    static final File FILE;

    static {
      try {
        FILE = ExecutableProvider.newJarResourceProvider().get();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private final int port;
  private final List<String> arguments;
  private final Path folder;
  private @Nullable Process process;

  private RedisProcess(int port, List<String> arguments) throws IOException {
    this.port = port;
    this.arguments = arguments;
    this.folder = Files.createTempDirectory("lokstra-redis");
  }

  /** A server that keeps nothing, on a free port. */
  static RedisProcess start(String... arguments) {
    return startOn(freePort(), arguments);
  }

  static RedisProcess startOn(int port, String... arguments) {
    try {
      RedisProcess started = new RedisProcess(port, List.of(arguments));
      Runtime.getRuntime().addShutdownHook(new Thread(started::close));
      started.run();
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A free port whose neighbour 10,000 further, where a cluster's bus listens, is free too. */
  static int freePort() {
    for (int i = 0; i < 1000; i++) {
      int port = ThreadLocalRandom.current().nextInt(20_000, 30_000);
      if (isFree(port) && isFree(port + 10_000)) {
        return port;
      }
    }
    throw new IllegalStateException("there is no free port");
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private void run() {
    List<String> command = new ArrayList<>();
    command.add(Binary.FILE.getAbsolutePath());
    if (!arguments.isEmpty() && arguments.getFirst().endsWith(".conf")) {
      command.addAll(arguments);
    } else {
      command.addAll(
          List.of(
              "--port",
              Integer.toString(port),
              "--bind",
              "127.0.0.1",
              "--save",
              "",
              "--dir",
              folder.toString()));
      command.addAll(arguments);
    }
    try {
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await().atMost(30, SECONDS).until(this::answers);
  }

  private boolean answers() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(1000);
      socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().read() > 0;
    } catch (IOException e) {
      return false;
    }
  }

  int port() {
    return port;
  }

  String url() {
    return "redis://127.0.0.1:" + port;
  }

  Path folder() {
    return folder;
  }

  /** Kill -9. */
  void kill() {
    Process running = process;
    if (running != null) {
      running.destroyForcibly();
      try {
        running.waitFor();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  void startAgain() {
    run();
  }

  /** It hangs: its sockets are there, and nobody answers. */
  void freeze() {
    signal("STOP");
  }

  void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(running().pid())).start().waitFor();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Process running() {
    Process running = process;
    if (running == null) {
      throw new IllegalStateException("not started");
    }
    return running;
  }

  @Override
  public void close() {
    kill();
  }
}
