package io.lokstra.devservices.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process as a file or a file's name tells of it: by its number and when it began, since numbers
 * are used again.
 *
 * @param pid its number
 * @param beganMillis when it began, in milliseconds of the epoch
 */
record ProcessMark(long pid, long beganMillis) {

  /** Linux derives it from the time since boot, which a change of the clock moves a little. */
  private static final long TOLERANCE_MILLIS = 5_000;

  static ProcessMark of(ProcessHandle process) {
    return new ProcessMark(
        process.pid(),
        process.info().startInstant().map(java.time.Instant::toEpochMilli).orElse(0L));
  }

  /** This process. */
  static ProcessMark own() {
    return of(ProcessHandle.current());
  }

  /** What {@link #toString} wrote; what follows a second dash is left out. */
  static Optional<ProcessMark> parse(String text) {
    String[] parts = text.strip().split("-", 3);
    try {
      return parts.length < 2
          ? Optional.empty()
          : Optional.of(new ProcessMark(Long.parseLong(parts[0]), Long.parseLong(parts[1])));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** The one that a file tells of, if there is the file and it does. */
  static Optional<ProcessMark> read(Path file) throws IOException {
    try {
      return parse(Files.readString(file));
    } catch (NoSuchFileException e) {
      return Optional.empty();
    }
  }

  /** Whether it still runs. */
  boolean isAlive() {
    Optional<ProcessHandle> process = ProcessHandle.of(pid).filter(ProcessHandle::isAlive);
    if (process.isEmpty() || hasEnded(pid)) {
      return false;
    }
    long began = of(process.get()).beganMillis();
    return beganMillis == 0 || began == 0 || Math.abs(began - beganMillis) <= TOLERANCE_MILLIS;
  }

  /**
   * Whether it has ended and is only listed until somebody asks how; some containers have nobody
   * who does. Linux alone tells.
   */
  static boolean hasEnded(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return stat.startsWith(") Z", stat.lastIndexOf(')'));
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public String toString() {
    return pid + "-" + beganMillis;
  }
}
