package io.lokstra.logging;

import io.lokstra.log.LogOutput;
import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What is at the other end of an output. */
final class Terminal {
  private Terminal() {}

  /** Whether it is a terminal. */
  static boolean isAt(LogOutput output) {
    Path link = Path.of("/proc/self/fd", output == LogOutput.STDOUT ? "1" : "2");
    try {
      return isTerminal(Files.readSymbolicLink(link).toString());
    } catch (IOException | UnsupportedOperationException e) {
      // Not Linux: what the JDK knows, which is of standard input and output.
      return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }
  }

  /** Whether that is the device of a terminal. */
  static boolean isTerminal(String device) {
    return device.startsWith("/dev/pts/")
        || device.startsWith("/dev/tty")
        || device.equals("/dev/console");
  }

  /** Whether colours are wanted: {@code NO_COLOR} (no-color.org) and {@code TERM} say if not. */
  static boolean likesColours(Map<String, String> environment) {
    String none = environment.getOrDefault("NO_COLOR", "");
    return none.isEmpty() && !"dumb".equals(environment.get("TERM"));
  }
}
