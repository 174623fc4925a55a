package io.lokstra.netty;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many connections the process may hold open. */
final class OpenFiles {
  private static final int MOST = 16_384;

  /** Kept for everything that is no connection. */
  private static final int RESERVED = 512;

  private OpenFiles() {}

  /** The smaller of 16,384 and {@code ulimit -n} less 512, and never less than 64. */
  static int maxConnections() {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
        if (line.startsWith("Max open files")) {
          String limits = line.substring("Max open files".length()).strip();
          int end = limits.indexOf(' ');
          return of(end < 0 ? limits : limits.substring(0, end));
        }
      }
    } catch (IOException notLinux) {
      // The kernel refuses connections beyond its own limit.
    }
    return MOST;
  }

  /** The limit where the process may open {@code files} files, a number or "unlimited". */
  static int of(String files) {
    boolean number = !files.isEmpty() && files.length() <= 9;
    for (int i = 0; i < files.length(); i++) {
      number &= files.charAt(i) >= '0' && files.charAt(i) <= '9';
    }
    return number ? Math.max(64, Math.min(MOST, Integer.parseInt(files) - RESERVED)) : MOST;
  }
}
