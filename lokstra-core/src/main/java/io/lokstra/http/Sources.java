package io.lokstra.http;

import io.lokstra.config.ConfigSources;
import io.lokstra.config.LoadedFiles;
import io.lokstra.internal.config.FilesGiven;
import io.lokstra.internal.config.ModeGiven;
import io.lokstra.service.Mode;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** What configures a server. Files are read once; another instance reads them again. */
final class Sources implements Supplier<ConfigSources> {
  private final Server server;
  private final Map<String, String> environment;
  private final boolean usualFile;
  private final List<String> arguments;
  private final LoadedFiles files;

  /**
   * Reads the files.
   *
   * @param server what says further things in code
   * @param usualFile whether {@code lokstra.yaml} is looked for in the working directory
   */
  Sources(
      Server server, Map<String, String> environment, boolean usualFile, List<String> arguments) {
    this.server = server;
    this.environment = environment;
    this.usualFile = usualFile;
    this.arguments = arguments;
    this.files =
        FilesGiven.of(
                server.configFiles(), usualFile, environment, arguments, server.valueProviders())
            .load(environment);
  }

  /** The same, with the files as they are now, and with what {@code other} says in code. */
  Sources again(Server other) {
    return new Sources(other, environment, usualFile, arguments);
  }

  /**
   * Whether anything may be said of apps or the server beyond what a program has without files:
   * else a start need not load what reads that.
   */
  boolean mayWire() {
    if (!files.read().isEmpty()) {
      return true;
    }
    for (String argument : arguments) {
      if (argument.startsWith("--apps.") || argument.startsWith("--server.")) {
        return true;
      }
    }
    for (String variable : environment.keySet()) {
      if (variable.startsWith("LOKSTRA_APPS_") || variable.startsWith("LOKSTRA_SERVER_")) {
        return true;
      }
    }
    return false;
  }

  /**
   * In which mode the server is to run.
   *
   * @throws io.lokstra.config.ConfigurationException when there is none of that name
   */
  Mode mode() {
    return ModeGiven.of(environment, arguments);
  }

  /**
   * Checks what is said of the mode, if anything is.
   *
   * @throws io.lokstra.config.ConfigurationException when there is none of that name
   */
  void checkMode() {
    if (ModeGiven.isSaid(environment, arguments)) {
      var _ = mode();
    }
  }

  /** What the files say. */
  LoadedFiles files() {
    return files;
  }

  @Override
  public ConfigSources get() {
    ConfigSources sources =
        ConfigSources.none()
            .files(files)
            .outside(FilesGiven.FILES, FilesGiven.PROFILES, ModeGiven.MODE)
            .environment(environment)
            .commandLine(arguments.toArray(new String[0]));
    for (Map.Entry<String, Server.Setting> set : server.settings().entrySet()) {
      var _ = sources.code(set.getValue().origin(), set.getKey(), set.getValue().value());
    }
    return sources;
  }
}
