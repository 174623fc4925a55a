package io.lokstra.service;

/**
 * What a jar contributes to every server that has it on its module path or class path. Found by
 * {@link java.util.ServiceLoader}: {@code provides LokstraModule with …} in {@code
 * module-info.java}, and its name in {@code META-INF/services/io.lokstra.service.LokstraModule} for
 * the class path.
 *
 * <p>What it may add, and which services what it adds may look up, configuration can restrict under
 * {@code modules.<name>}.
 */
public interface LokstraModule {

  /** Its name, for configuration and errors: letters, digits, dashes and underscores. */
  String name();

  /**
   * Says what it adds. Runs once for each server that starts, before anything is configured, and
   * does nothing else.
   */
  void contribute(Contributions to);
}
