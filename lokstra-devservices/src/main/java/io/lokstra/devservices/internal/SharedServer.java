package io.lokstra.devservices.internal;

import io.lokstra.dev.DevAddress;
import io.lokstra.dev.DevService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Lock;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that processes share: the first starts it, others join, and it ends with the last.
 *
 * @param place where it is
 * @param daemon what it is
 * @param thisProcess keeps the threads of this process apart, as the folder's lock does processes
 */
record SharedServer(Place place, Daemon daemon, Lock thisProcess) {
  private static final Logger LOG = LoggerFactory.getLogger("io.lokstra.devservices");
  private static final Duration LOCK = Duration.ofMinutes(2);
  private static final int ATTEMPTS = 10;

  /**
   * A use of it.
   *
   * @param port where it is on the loopback address
   * @param how how it came to run, for the reader
   */
  private record Use(SharedServer server, Keeper keeper, Path mark, int port, String how) {

    /** Ends; the server too, if nobody else uses it. */
    void end() {
      server.thisProcess.lock();
      try (FolderLock _ = FolderLock.of(server.place.folder(), server.daemon.label(), LOCK)) {
        Files.deleteIfExists(mark);
        boolean last = !server.hasUsers();
        keeper.close();
        if (last && !keeper.awaitEnd()) {
          LOG.warn("{} has not ended; see {}", server.daemon.label(), server.place.shown());
        }
      } catch (IOException e) {
        keeper.close();
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        keeper.close(); // it ends without being waited for
        Thread.currentThread().interrupt();
      } finally {
        server.thisProcess.unlock();
      }
    }
  }

  /** A use as its user has it. */
  private record Used(Use use, String address, String asked, AtomicBoolean closed)
      implements DevService {

    @Override
    public String description() {
      return "%s %s at 127.0.0.1:%d for %s, %s"
          .formatted(use.server.daemon.label(), use.how, use.port, asked, use.server.place.fate());
    }

    @Override
    public void close() {
      if (closed.compareAndSet(false, true)) {
        use.end();
      }
    }

    /** Leaves the address out: it has a password. */
    @Override
    public String toString() {
      return description();
    }
  }

  /**
   * Starts it, or joins it.
   *
   * @param name what in it is used
   * @param asked what asked for it
   */
  DevService use(String name, DevAddress asked) throws IOException, InterruptedException {
    OptionalInt wanted = Parameters.port(asked);
    thisProcess.lockInterruptibly();
    try (FolderLock _ = FolderLock.of(place.folder(), daemon.label(), LOCK)) {
      place.create();
      Optional<Keeper> there = Keeper.join(place.folder(), daemon.label());
      Keeper keeper =
          there.isPresent()
              ? there.get()
              : Keeper.launch(place.folder(), daemon.stop(), place.temporary());
      try {
        OptionalInt running = daemon.runningPort();
        String how =
            running.isEmpty()
                ? "was started"
                : there.isPresent() ? "runs already" : "was left running by a killed process, is";
        int port = running.isPresent() ? running.getAsInt() : start(wanted, asked.toString());
        if (wanted.isPresent() && wanted.getAsInt() != port) {
          throw Problem.badAddress(
              asked.toString(),
              "wants port " + wanted.getAsInt() + ", and the same server runs on " + port,
              "stop what uses it, or leave the port out");
        }
        String address = daemon.address(port, name);
        return new Used(
            new Use(this, keeper, mark(), port, how),
            address,
            asked.toString(),
            new AtomicBoolean());
      } catch (Throwable e) {
        keeper.close();
        if (!hasUsers()) {
          awaitEnd(keeper);
        }
        throw e;
      }
    } finally {
      thisProcess.unlock();
    }
  }

  private static void awaitEnd(Keeper keeper) {
    boolean interrupted = Thread.interrupted();
    try {
      var _ = keeper.awaitEnd();
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private int start(OptionalInt wanted, String asked) throws IOException, InterruptedException {
    daemon.prepare();
    Path last = place.folder().resolve("port");
    int port = wanted.orElseGet(() -> lastPort(last));
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (port != 0 && isFree(port) && daemon.start(port)) {
        Files.writeString(last, Integer.toString(port));
        return port;
      }
      if (wanted.isPresent()) {
        throw Problem.unable(
            "port " + port + ", which " + asked + " wants, is in use",
            "stop what uses it, or leave the port out for a free one");
      }
      port = freePort();
    }
    throw Problem.unable(
        ATTEMPTS + " free ports were in use when " + daemon.label() + " was to listen on them",
        "name one: dev:…?port=…");
  }

  private static int lastPort(Path file) {
    try {
      return Integer.parseInt(Files.readString(file).strip());
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private Path mark() throws IOException {
    Path users = Files.createDirectories(place.folder().resolve("users"));
    return Files.createFile(users.resolve(ProcessMark.own() + "-" + UUID.randomUUID()));
  }

  /** Whether a process that lives uses it; what dead ones left is removed. */
  private boolean hasUsers() throws IOException {
    try (Stream<Path> marks = Files.list(place.folder().resolve("users"))) {
      boolean used = false;
      for (Path each : marks.toList()) {
        if (ProcessMark.parse(each.getFileName().toString())
            .filter(ProcessMark::isAlive)
            .isPresent()) {
          used = true;
        } else {
          Files.deleteIfExists(each);
        }
      }
      return used;
    } catch (NoSuchFileException e) {
      return false;
    }
  }
}
