package io.lokstra.internal.upload;

import io.lokstra.http.HttpException;
import io.lokstra.upload.UploadOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one server keeps the files of forms: a directory of its own, made when the first is kept
 * and removed when the server stops, readable by its owner alone. What a process that was killed
 * has left is removed by the next one that keeps something in the same place. Thread-safe.
 *
 * <p>A directory's name says which process made it. Other servers of one process are known by that
 * alone: to try their lock would lose it, since a process that closes a file gives up all locks
 * that it has on it (POSIX, {@code fcntl}).
 */
public final class UploadStore implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("io.lokstra.http");
  private static final String PREFIX = "lokstra-uploads-";
  private static final String LOCK = ".lock";

  /** A directory that is younger than this may be about to be locked. */
  private static final Duration SETTLED = Duration.ofMinutes(1);

  private static final Duration FULL = Duration.ofSeconds(5);

  private final UploadOptions options;
  private final AtomicLong stored = new AtomicLong();

  // Guarded by this.
  private @Nullable Path directory;
  private @Nullable FileChannel lock;
  private boolean closed;

  /** A store that has nothing yet. */
  public UploadStore(UploadOptions options) {
    this.options = options;
  }

  /** How forms are bounded. */
  public UploadOptions options() {
    return options;
  }

  /** What is wrong with the directory that was named, if anything. */
  public Optional<String> problem() {
    Optional<Path> named = options.directory();
    if (named.isEmpty() || (Files.isDirectory(named.get()) && Files.isWritable(named.get()))) {
      return Optional.empty();
    }
    return Optional.of(
        "server.uploads.directory is %s, which is no directory that can be written to; make it, or name another"
            .formatted(named.get()));
  }

  /** A new file, empty. */
  synchronized Path newFile() throws IOException {
    if (closed) {
      throw new IOException("the server has stopped");
    }
    Path in = directory;
    if (in != null) {
      try {
        return newFile(in);
      } catch (NoSuchFileException e) {
        LOG.warn(
            "the directory {} for files of forms was removed by somebody else; another is made",
            in);
        giveUp();
      }
    }
    return newFile(open());
  }

  private static Path newFile(Path in) throws IOException {
    return Files.createTempFile(in, "upload-", "");
  }

  /** Makes the directory. Its name is never used again: it could be somebody else's by then. */
  private synchronized Path open() throws IOException {
    Path base =
        options.directory().orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir", ".")));
    String own = ownPrefix();
    removeLeftovers(base, own);
    // The JDK gives it, and the files in it, to their owner alone.
    Path made = Files.createTempDirectory(base, own);
    directory = made;
    FileChannel channel =
        FileChannel.open(
            made.resolve(LOCK), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    lock = channel;
    var _ = channel.lock();
    return made;
  }

  /** How the directories of this process begin; when it began tells it from one of its number. */
  private static String ownPrefix() {
    ProcessHandle process = ProcessHandle.current();
    long began = process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    return PREFIX + process.pid() + "-" + Long.toString(began, 36) + "-";
  }

  /**
   * Makes room for {@code bytes} more.
   *
   * @throws HttpException 503 when there is none
   */
  void reserve(long bytes) {
    if (stored.addAndGet(bytes) > options.maxStored()) {
      stored.addAndGet(-bytes);
      throw HttpException.unavailable("There is no room for more files now.", FULL);
    }
  }

  /** Gives room back. */
  void release(long bytes) {
    stored.addAndGet(-bytes);
  }

  /** How many bytes are kept. */
  public long stored() {
    return stored.get();
  }

  private static void removeLeftovers(Path base, String own) {
    Instant settled = Instant.now().minus(SETTLED);
    try (DirectoryStream<Path> all = Files.newDirectoryStream(base, PREFIX + "*")) {
      for (Path each : all) {
        if (!String.valueOf(each.getFileName()).startsWith(own)
            && Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS)
            && Files.getLastModifiedTime(each, LinkOption.NOFOLLOW_LINKS)
                .toInstant()
                .isBefore(settled)
            && isAbandoned(each)) {
          removeAll(each);
        }
      }
    } catch (IOException e) {
      LOG.debug("{} could not be looked through for what is left over", base, e);
    }
  }

  /** Whether no process holds the lock of {@code left}, which another one made. */
  private static boolean isAbandoned(Path left) {
    try (FileChannel channel =
            FileChannel.open(
                left.resolve(LOCK), StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
        FileLock held = channel.tryLock()) {
      return held != null;
    } catch (IOException | OverlappingFileLockException e) {
      return false;
    }
  }

  private static void removeAll(Path root) {
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            // Requests that end now remove theirs too.
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException reason) {
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException problem)
                throws IOException {
              Files.deleteIfExists(visited);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException | UncheckedIOException e) {
      LOG.warn("files of forms could not be removed from {}", root, e);
    }
  }

  /** Removes everything; nothing is kept from now on. */
  @Override
  public synchronized void close() {
    closed = true;
    giveUp();
  }

  /** Removes the directory, if there is one. */
  private synchronized void giveUp() {
    if (directory != null) {
      removeAll(directory);
      directory = null;
    }
    if (lock != null) {
      try {
        lock.close();
      } catch (IOException e) {
        LOG.debug("the lock of a directory that is gone could not be closed", e);
      }
      lock = null;
    }
  }
}
