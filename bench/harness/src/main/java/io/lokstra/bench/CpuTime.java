package io.lokstra.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The processor time that a process has used, in microseconds.
 *
 * @param user spent in the program
 * @param system spent in the kernel for it
 */
public record CpuTime(long user, long system) {
  /** USER_HZ, the unit of {@code /proc/PID/stat}: 100 per second on every Linux that has a JVM. */
  private static final long MICROSECONDS_PER_TICK = 10_000;

  private static final int USER_FIELD = 14;
  private static final int SYSTEM_FIELD = 15;

  public static CpuTime of(long process) {
    Path stat = Path.of("/proc", Long.toString(process), "stat");
    try {
      return parse(Files.readString(stat));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + stat + "; is the server still running?", e);
    }
  }

  /**
   * Reads the fields 14 and 15; the second, the name of the program, may itself hold blanks and
   * brackets.
   */
  static CpuTime parse(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    int skipped = 3;
    return new CpuTime(
        Long.parseLong(fields[USER_FIELD - skipped]) * MICROSECONDS_PER_TICK,
        Long.parseLong(fields[SYSTEM_FIELD - skipped]) * MICROSECONDS_PER_TICK);
  }

  public CpuTime since(CpuTime earlier) {
    return new CpuTime(user - earlier.user, system - earlier.system);
  }

  public long total() {
    return user + system;
  }
}
