package io.lokstra.http;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;

/**
 * Looks from time to time whether files have changed, and says so once they have stayed the same
 * for one interval. By looking, since what a mounted volume tells of changes cannot be relied on,
 * and a link that is turned must be seen.
 */
final class FileWatch implements AutoCloseable {
  private final Supplier<List<Path>> files;
  private final Supplier<Duration> interval;
  private final Runnable changed;
  private final Thread thread;

  /**
   * Begins to look.
   *
   * @param files and folders, as they are now
   * @param interval between two looks; none is taken while it is zero
   * @param changed called when something may have changed, once at the beginning too: a change
   *     between the first reading and the first look must not be missed
   */
  FileWatch(Supplier<List<Path>> files, Supplier<Duration> interval, Runnable changed) {
    this.files = files;
    this.interval = interval;
    this.changed = changed;
    this.thread = Thread.ofVirtual().name("lokstra-configuration-watch").start(this::look);
  }

  private void look() {
    String told = "";
    String seen = "";
    try {
      while (true) {
        Duration pause = interval.get();
        Thread.sleep(pause.isZero() ? Duration.ofSeconds(10) : pause);
        String now = pause.isZero() ? told : state(files.get());
        if (!now.equals(told) && now.equals(seen)) {
          told = now;
          changed.run();
        }
        seen = now;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // closed
    }
  }

  /** Times, sizes and identities. */
  private static String state(List<Path> files) {
    StringBuilder state = new StringBuilder();
    for (Path file : files) {
      try {
        if (Files.isDirectory(file)) {
          List<String> inside = new ArrayList<>();
          try (DirectoryStream<Path> entries = Files.newDirectoryStream(file)) {
            for (Path entry : entries) {
              inside.add(state(entry));
            }
          }
          Collections.sort(inside);
          state.append(file).append(inside);
        } else {
          state.append(state(file));
        }
      } catch (IOException e) {
        state.append(file).append(" cannot be read;");
      }
    }
    return state.toString();
  }

  private static String state(Path file) {
    try {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      return file
          + " "
          + attributes.lastModifiedTime()
          + " "
          + attributes.size()
          + " "
          + attributes.fileKey()
          + ";";
    } catch (IOException e) {
      return file + " is not there;";
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
