package io.lokstra.netty.threads;

import org.jspecify.annotations.Nullable;

/** How to open {@code java.lang} to Lokstra, for the way a program was started. */
final class Remedy {
  private Remedy() {}

  /** The remedy for this JVM. */
  static String forThisJvm() {
    Module module = Remedy.class.getModule();
    return of(
        System.getProperty("sun.java.command", ""), module.isNamed() ? module.getName() : null);
  }

  /**
   * The remedy for a program.
   *
   * @param command main class or jar and its arguments, as the JVM reports them
   * @param module the module Lokstra's engine is in; null on the class path
   */
  static String of(String command, @Nullable String module) {
    String target = module == null ? "ALL-UNNAMED" : module;
    String option = "--add-opens java.base/java.lang=" + target;
    int space = command.indexOf(' ');
    String program = space < 0 ? command : command.substring(0, space);
    if (program.contains("surefire") || program.contains("junit")) {
      return "add "
          + option
          + " to the JVM arguments of the tests (Surefire: argLine; an IDE: VM options)";
    }
    if (program.contains("SourceLauncher")) {
      return "start it with: java " + option + command.substring(space);
    }
    if (program.endsWith(".jar")) {
      return "add the line 'Add-Opens: java.base/java.lang' to the manifest of "
          + program
          + ", or start it with: java "
          + option
          + " -jar "
          + program;
    }
    return "add " + option + " to the JVM's options (an IDE: VM options of the run configuration)";
  }
}
