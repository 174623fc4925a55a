package features;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A JVM of its own with a program in it, watched from outside. */
final class Child implements AutoCloseable {
  private static final Pattern ADDRESS = Pattern.compile("http://\\S+:(\\d+)");
  private static final Pattern SECURE = Pattern.compile("https://\\S+:(\\d+)");
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final Process process;
  private final StringBuilder output = new StringBuilder();
  private final List<Thread> readers;

  private Child(Process process) {
    this.process = process;
    this.readers =
        List.of(
            Thread.ofVirtual().start(() -> read(process.getInputStream())),
            Thread.ofVirtual().start(() -> read(process.getErrorStream())));
  }

  /** Starts {@link ChildProgram}. */
  static Child start(Map<String, String> environment, String... arguments) throws IOException {
    return start(ChildProgram.class, environment, arguments);
  }

  static Child start(Class<?> program, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> what =
        List.of(
            "--add-opens=java.base/java.lang=ALL-UNNAMED",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            program.getName());
    return start(what, environment, arguments);
  }

  /** Starts a jar, with nothing but what its manifest says. */
  static Child startJar(Path jar, String... arguments) throws IOException {
    return start(List.of("-jar", jar.toString()), Map.of(), arguments);
  }

  private static Child start(
      List<String> what, Map<String, String> environment, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (canResetSignals()) {
      // A build that runs in a shell's background has SIGINT ignored, and its children inherit it.
      command.addAll(List.of("env", "--default-signal=INT"));
    }
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC"));
    command.addAll(what);
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().remove("PORT");
    builder.environment().putAll(environment);
    return new Child(builder.start());
  }

  private static boolean canResetSignals() throws IOException {
    try {
      return new ProcessBuilder("env", "--default-signal=INT", "true").start().waitFor() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void read(InputStream in) {
    try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        synchronized (output) {
          output.append(line).append('\n');
          output.notifyAll();
        }
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** What it has printed so far, on both streams. */
  String output() {
    synchronized (output) {
      return output.toString();
    }
  }

  /** Waits until it has printed {@code text}. */
  void await(String text) throws InterruptedException {
    await(Pattern.compile(Pattern.quote(text)));
  }

  private Matcher await(Pattern pattern) throws InterruptedException {
    long end = System.nanoTime() + LONGEST.toNanos();
    synchronized (output) {
      while (true) {
        Matcher matcher = pattern.matcher(output);
        if (matcher.find()) {
          return matcher;
        }
        long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (left <= 0 || !process.isAlive()) {
          throw new AssertionError("it never printed " + pattern + ", but:\n" + output);
        }
        output.wait(Math.min(left, 200));
      }
    }
  }

  /** The port it says it listens on. */
  int port() throws InterruptedException {
    return Integer.parseInt(await(ADDRESS).group(1));
  }

  /** The port it says it listens on with TLS. */
  int securePort() throws InterruptedException {
    return Integer.parseInt(await(SECURE).group(1));
  }

  /** Sends a GET and does not wait for the answer. */
  Socket send(String path) throws IOException, InterruptedException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port());
    socket
        .getOutputStream()
        .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(UTF_8));
    return socket;
  }

  /** Sends a signal: {@code "TERM"}. */
  void signal(String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  /** Waits for its end. */
  int exitCode() throws InterruptedException {
    if (!process.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("it did not end:\n" + output());
    }
    for (Thread reader : readers) {
      reader.join();
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
