package io.lokstra.http;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * SIGHUP: reads the configuration again, as daemons do. It is also what a terminal sends when it is
 * closed, and then the program stops, as others do.
 */
final class Hangup {
  private Hangup() {}

  /** Handles the signal, where the server has files of configuration and wants it. */
  static void reloads(RunningServer server, Runnable stop) {
    if (!server.reloadOptions().signal()) {
      return;
    }
    boolean terminal = hasTerminal();
    try {
      Signals.on(
          "HUP",
          () -> {
            if (terminal && !hasTerminal()) {
              stop.run();
            } else {
              server.reloadAndSay();
            }
          });
    } catch (IllegalStateException e) {
      System.err.println(e.getMessage() + "; files are read again when they change");
    }
  }

  /** Whether a terminal controls this process: it cannot be opened any more once it is closed. */
  private static boolean hasTerminal() {
    try (InputStream terminal = new FileInputStream("/dev/tty")) {
      return terminal.available() >= 0;
    } catch (IOException e) {
      return false;
    }
  }
}
