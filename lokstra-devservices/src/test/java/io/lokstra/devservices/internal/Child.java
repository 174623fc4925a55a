package io.lokstra.devservices.internal;

import io.lokstra.dev.DevService;
import io.lokstra.dev.DevServices;
import io.lokstra.service.Mode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A process that uses a dev service until somebody kills it. */
final class Child implements AutoCloseable {
  private final Process process;
  private final String address;

  private Child(Process process, String address) {
    this.process = process;
    this.address = address;
  }

  /** Starts a process that starts a service, and returns when that is there. */
  static Child using(String asked, Mode mode) throws IOException {
    List<String> command =
        new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java", "-cp"));
    String modules = System.getProperty("jdk.module.path", "");
    String classes = System.getProperty("java.class.path", "");
    String tests = Child.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    command.add(
        tests + ":" + tests.replace("/classes", "/test-classes") + ":" + modules + ":" + classes);
    command.add("-XX:TieredStopAtLevel=1");
    command.add(Child.class.getName());
    command.add(asked);
    command.add(mode.name());
    Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      if (line.startsWith("address ")) {
        return new Child(process, line.substring("address ".length()));
      }
    }
    throw new IOException("the child ended");
  }

  String address() {
    return address;
  }

  ProcessMark mark() {
    return ProcessMark.of(process.toHandle());
  }

  /** Kills it, as {@code kill -9} does. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** Runs in the other process. */
  @SuppressWarnings("resource") // it is killed
  public static void main(String[] args) throws Exception {
    if (args[0].startsWith("lock:")) {
      FolderLock _ = FolderLock.of(Path.of(args[0].substring(5)), "x", Duration.ofMinutes(1));
      System.out.println("address locked");
      Thread.sleep(600_000);
    }
    DevService dev = DevServices.start(args[0], Mode.valueOf(args[1]));
    System.out.println("address " + dev.address());
    System.in.read();
    Thread.sleep(600_000);
  }
}
