package io.lokstra.config;

/**
 * Takes over a section of configuration that has changed while the program runs.
 *
 * @param <T> the section
 */
@FunctionalInterface
public interface ChangeListener<T extends Record> {

  /**
   * Takes over what changed. Every listener of the change was asked by {@link #check} before the
   * first is told; the new configuration is valid as a whole.
   *
   * @param before what held until now
   * @param after what is to hold from now on
   * @throws Exception when it cannot: those who were told before are then told the reverse, and
   *     nothing has changed
   */
  void changed(T before, T after) throws Exception;

  /**
   * Asked before anybody is told: whether this could take the change over. Changes nothing.
   *
   * @throws Exception when not, which is why; nobody is told of the change then
   */
  default void check(T before, T after) throws Exception {}
}
