package io.lokstra.devservices.internal;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/**
 * Keeps other processes from starting or ending what is in a folder meanwhile. Threads of one
 * process have to be kept apart by other means: a lock of a file belongs to the process, and
 * closing the file anywhere in it gives the lock up.
 */
final class FolderLock implements AutoCloseable {
  private static final long PAUSE_MILLIS = 20;

  private final FileChannel channel;

  private FolderLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Waits for the lock in {@code <folder>.lock}.
   *
   * @throws io.lokstra.dev.DevServiceException when another process holds it all that time
   */
  static FolderLock of(Path folder, String label, Duration limit)
      throws IOException, InterruptedException {
    Path file = beside(folder, "lock");
    Files.createDirectories(file.toAbsolutePath().getParent());
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      long until = System.nanoTime() + limit.toNanos();
      while (true) {
        FileLock lock = channel.tryLock();
        if (lock != null) {
          return new FolderLock(channel);
        }
        if (System.nanoTime() - until > 0) {
          throw Problem.busy(
              label,
              "another process has been starting or ending it for " + limit.toSeconds() + " s",
              "end that process (it holds the lock of " + file + ")");
        }
        Thread.sleep(PAUSE_MILLIS);
      }
    } catch (Throwable e) {
      channel.close();
      throw e;
    }
  }

  /** {@code <folder>.<ending>}. */
  static Path beside(Path folder, String ending) {
    return folder.resolveSibling(folder.getFileName() + "." + ending);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
