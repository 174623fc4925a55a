package io.lokstra.devservices.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A small process beside a server that ends it when nobody uses it any more. Users hold a pipe open
 * that it reads; the operating system counts them, and closes the pipe for one that is killed. So a
 * server outlives its users in no case, and needs no shutdown hook, which would run while requests
 * are still answered.
 *
 * <p>All methods are to be called under the lock of the folder.
 */
final class Keeper implements AutoCloseable {
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration END = Duration.ofMinutes(1);
  private static final long PAUSE_MILLIS = 5;

  private final Path folder;
  private final ProcessMark process;
  private final RandomAccessFile pipe;

  private Keeper(Path folder, ProcessMark process, RandomAccessFile pipe) {
    this.folder = folder;
    this.process = process;
    this.pipe = pipe;
  }

  /**
   * The keeper that is there already. One that is just ending its server is waited for, and is
   * there no more then.
   */
  static Optional<Keeper> join(Path folder, String label) throws IOException, InterruptedException {
    Path mark = FolderLock.beside(folder, "keeper");
    Optional<ProcessMark> process = ProcessMark.read(mark);
    if (process.isEmpty() || !process.get().isAlive()) {
      return Optional.empty();
    }
    Path path = folder.resolve("pipe");
    if (Files.exists(path)) {
      RandomAccessFile pipe = open(path);
      Keeper keeper = new Keeper(folder, process.get(), pipe);
      try {
        if (keeper.answers()) {
          return Optional.of(keeper);
        }
      } catch (Throwable e) {
        keeper.close();
        throw e;
      }
      keeper.close();
    }
    if (!awaitEnd(process.get(), mark, END)) {
      throw Problem.busy(
          label,
          "the process "
              + process.get().pid()
              + " has been ending it for "
              + END.toSeconds()
              + " s",
          "end what is left of it by hand: sh " + folder.resolve("stop"));
    }
    return Optional.empty();
  }

  /**
   * A new one.
   *
   * @param stop what ends the server
   * @param temporary whether the folder is removed afterwards
   */
  static Keeper launch(Path folder, List<String> stop, boolean temporary)
      throws IOException, InterruptedException {
    Files.writeString(folder.resolve("stop"), Command.quoted(stop) + "\n");
    Path path = folder.resolve("pipe");
    Files.deleteIfExists(path);
    Command.Result made =
        Command.run(Duration.ofSeconds(10), List.of("mkfifo", "-m", "600", path.toString()));
    if (!made.succeeded()) {
      throw new IOException("mkfifo " + path + ": " + made.output());
    }
    RandomAccessFile pipe = open(path);
    try {
      Redirect log = Redirect.appendTo(folder.resolve("keeper.log").toFile());
      Process started =
          new ProcessBuilder(
                  "sh", "-c", script(), "lokstra-keeper", folder.toString(), yes(temporary))
              .redirectInput(new java.io.File("/dev/null"))
              .redirectOutput(log)
              .redirectError(log)
              .start();
      ProcessMark mark = ProcessMark.of(started.toHandle());
      Files.writeString(FolderLock.beside(folder, "keeper"), mark.toString());
      Keeper keeper = new Keeper(folder, mark, pipe);
      if (!keeper.answers()) {
        throw new IOException("what ends the server does not answer; see " + folder);
      }
      return keeper;
    } catch (Throwable e) {
      pipe.close();
      throw e;
    }
  }

  /** For reading too: opening for writing alone would wait for a reader. */
  private static RandomAccessFile open(Path pipe) throws IOException {
    return new RandomAccessFile(pipe.toFile(), "rw");
  }

  private static String script() throws IOException {
    try (@Nullable InputStream in = Keeper.class.getResourceAsStream("keeper.sh")) {
      if (in == null) {
        throw new NoSuchFileException("keeper.sh");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String yes(boolean temporary) {
    return temporary ? "yes" : "no";
  }

  /** Whether it still waits for its users, of which this process is one from then on. */
  private boolean answers() throws IOException, InterruptedException {
    String token = UUID.randomUUID().toString();
    pipe.write((token + "\n").getBytes(StandardCharsets.US_ASCII));
    Path answer = folder.resolve("answer");
    long until = System.nanoTime() + ANSWER.toNanos();
    while (System.nanoTime() - until < 0) {
      try {
        if (Files.readString(answer).strip().equals(token)) {
          return true;
        }
      } catch (NoSuchFileException e) {
        // Not yet, or no more.
      }
      if (!process.isAlive()) {
        return false;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return false;
  }

  /** This process is no longer a user. */
  @Override
  public void close() {
    try {
      pipe.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until it has ended the server, which it does when its last user is gone. */
  boolean awaitEnd() throws InterruptedException {
    return awaitEnd(process, FolderLock.beside(folder, "keeper"), END);
  }

  private static boolean awaitEnd(ProcessMark process, Path mark, Duration limit)
      throws InterruptedException {
    long until = System.nanoTime() + limit.toNanos();
    // One that nobody waits for stays in the list of processes; the file is gone all the same.
    while (process.isAlive() && Files.exists(mark)) {
      if (System.nanoTime() - until > 0) {
        return false;
      }
      Thread.sleep(PAUSE_MILLIS);
    }
    return true;
  }
}
