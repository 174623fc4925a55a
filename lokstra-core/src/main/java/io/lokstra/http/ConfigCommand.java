package io.lokstra.http;

import io.lokstra.config.Configuration;
import io.lokstra.config.ConfigurationException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * {@code config check} and {@code config show}: what a server would be configured as. Nothing is
 * started, no address bound, no set-up of the application's sections run.
 */
final class ConfigCommand {
  private static final int WRONG = 1;
  private static final int MISUSED = 2;

  private final Server server;
  private final Map<String, String> environment;
  private final PrintStream out;
  private final PrintStream err;

  ConfigCommand(Server server, Map<String, String> environment, PrintStream out, PrintStream err) {
    this.server = server.copy();
    this.environment = environment;
    this.out = out;
    this.err = err;
  }

  /**
   * Runs it.
   *
   * @param arguments {@code check} or {@code show}, and what a start would be given
   * @return the exit code: 0; 1 when something is wrong; 2 when there is no such command
   */
  int run(List<String> arguments) {
    String what = arguments.isEmpty() ? "" : arguments.getFirst();
    if (!what.equals("check") && !what.equals("show")) {
      err.println("config " + what + " is no command; there are: config check, config show");
      return MISUSED;
    }
    try {
      Sources sources =
          new Sources(server, environment, true, arguments.subList(1, arguments.size()));
      sources.checkMode();
      Settings settings = new Settings(server, sources, Startup.modules(server, sources));
      var _ = settings.declare(true);
      boolean correct = verified(settings);
      if (what.equals("show")) {
        show(settings.configuration(), sources);
      } else if (correct) {
        check(sources);
      }
      return correct ? 0 : WRONG;
    } catch (StartupException | IllegalArgumentException e) {
      err.println(e.getMessage());
      return WRONG;
    }
  }

  private boolean verified(Settings settings) {
    try {
      settings.verifyWithoutSetups();
      return true;
    } catch (ConfigurationException e) {
      err.println(e.getMessage());
      return false;
    }
  }

  private void check(Sources sources) {
    List<Path> read = sources.files().read();
    out.println(
        "the configuration is correct: "
            + (read.isEmpty() ? "no file" : joined(read))
            + ", environment, command line");
    if (!server.sections().isEmpty()) {
      out.println(
          "the program adds apps from "
              + String.join(", ", server.sections().stream().map(Settings.Section::path).toList())
              + " when it starts; what is said of those is checked then");
    }
    unused(sources);
  }

  private void show(Configuration configuration, Sources sources) {
    out.print(configuration.show());
    List<Path> read = sources.files().read();
    out.println("# read: " + (read.isEmpty() ? "no file" : joined(read)));
    unused(sources);
  }

  private void unused(Sources sources) {
    List<Path> unused = sources.files().unused();
    if (!unused.isEmpty()) {
      out.println("# not read, for no profile of theirs is chosen: " + joined(unused));
    }
  }

  private static String joined(List<Path> files) {
    return String.join(", ", files.stream().map(Path::toString).toList());
  }
}
