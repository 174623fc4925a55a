package io.lokstra.service;

/**
 * A service that can take another configuration while it runs.
 *
 * @param <C> its configuration, the record it was registered with; another one is an error at start
 */
public interface Reloadable<C extends Record> {

  /**
   * Goes on with {@code now}. Only called when the two differ, and when all of the new
   * configuration was found to be right.
   *
   * @throws Exception when it cannot: the reload is undone then, and those services that had taken
   *     theirs are called with the two exchanged
   */
  void onConfigReload(C before, C now) throws Exception;
}
