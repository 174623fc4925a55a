package io.lokstra.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A server program that is running. */
public final class ServerProcess implements Measured, AutoCloseable {
  private static final Path LOGS = Path.of("bench/harness/target/logs");

  private final Program program;
  private final int port;
  private final Process process;
  private final long started;

  private ServerProcess(Program program, int port, Process process, long started) {
    this.program = program;
    this.port = port;
    this.process = process;
    this.started = started;
  }

  /**
   * Starts a program on a free port, with the JDK that runs this harness. Returns without waiting
   * for it.
   */
  public static ServerProcess start(Program program) {
    int port = freePort();
    List<String> command = new ArrayList<>(program.before());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(program.jvm());
    command.addAll(program.launch());
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(program.environment());
    builder.environment().put("PORT", Integer.toString(port));
    try {
      Files.createDirectories(LOGS);
      builder.redirectErrorStream(true);
      builder.redirectOutput(LOGS.resolve(program.name() + ".log").toFile());
      long started = System.nanoTime();
      return new ServerProcess(program, port, builder.start(), started);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot start " + program.name() + ": " + command, e);
    }
  }

  /**
   * Waits until a GET is answered with 200, and gives the time that took since the process was
   * started.
   */
  public Duration awaitAnswer(String path) {
    long deadline = started + Duration.ofSeconds(30).toNanos();
    while (System.nanoTime() < deadline) {
      if (!process.isAlive()) {
        throw new IllegalStateException(
            program.name() + " ended with " + process.exitValue() + "; its log is " + log());
      }
      try {
        if (HttpProbe.get(port, path).status() == 200) {
          return Duration.ofNanos(System.nanoTime() - started);
        }
      } catch (IOException e) {
        pause();
      }
    }
    throw new IllegalStateException(
        program.name()
            + " did not answer GET "
            + path
            + " with 200 within 30 s; its log is "
            + log());
  }

  @Override
  public int port() {
    return port;
  }

  public long pid() {
    return process.pid();
  }

  @Override
  public String name() {
    return program.name();
  }

  @Override
  public CpuTime cpu() {
    return CpuTime.of(process.pid());
  }

  /** Whether it still runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** The memory of the process that is resident, in bytes. */
  public long resident() {
    Path status = Path.of("/proc", Long.toString(process.pid()), "status");
    try {
      String line =
          Files.readAllLines(status).stream()
              .filter(candidate -> candidate.startsWith("VmRSS:"))
              .findFirst()
              .orElseThrow();
      return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024;
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + status, e);
    }
  }

  private Path log() {
    return LOGS.resolve(program.name() + ".log");
  }

  /** Ends the process by SIGTERM, so that it may write what it writes at its end. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  /** A port that is free now. */
  static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException("no port is free", e);
    }
  }

  /** A moment between two looks. */
  static void pause() {
    try {
      Thread.sleep(1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a server was starting", e);
    }
  }
}
