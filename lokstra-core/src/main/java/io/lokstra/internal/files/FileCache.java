package io.lokstra.internal.files;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Files that were read, by their path, up to so many bytes; those that were not asked for the
 * longest make room. Only what exists comes in, so that a client cannot fill it with names of its
 * own. Thread-safe.
 */
final class FileCache {
  /** Room is made for more than what comes, so that not every newcomer pays for it. */
  private static final int SPARE = 8;

  private final long most;
  private final Map<String, ServedFile> files = new ConcurrentHashMap<>();
  private long taken;

  FileCache(long most) {
    this.most = most;
  }

  @Nullable ServedFile get(String path) {
    return files.get(path);
  }

  synchronized void put(String path, ServedFile file) {
    if (file.weight() > most) {
      remove(path);
      return;
    }
    ServedFile before = files.put(path, file);
    taken += file.weight() - (before == null ? 0 : before.weight());
    if (taken > most) {
      makeRoom(most - most / SPARE, path);
    }
  }

  synchronized void remove(String path) {
    ServedFile before = files.remove(path);
    taken -= before == null ? 0 : before.weight();
  }

  private void makeRoom(long goal, String newcomer) {
    // Times of use go on changing; they are read once, so that the order is one.
    record Use(String path, long used) {}
    List<Use> oldest =
        files.entrySet().stream()
            .map(entry -> new Use(entry.getKey(), entry.getValue().used()))
            .sorted(Comparator.comparingLong(Use::used))
            .toList();
    for (Use use : oldest) {
      if (taken <= goal) {
        return;
      }
      if (!use.path().equals(newcomer)) {
        remove(use.path());
      }
    }
  }

  /** How many bytes are taken. */
  synchronized long taken() {
    return taken;
  }
}
