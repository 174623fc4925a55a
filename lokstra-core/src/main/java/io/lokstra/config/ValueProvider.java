package io.lokstra.config;

import java.util.Optional;

/**
 * Gives the values that a file of configuration refers to by {@code ${name:key}}, such as those of
 * a vault. Registered in code or found by {@link java.util.ServiceLoader}. Used by one thread at a
 * time.
 */
public interface ValueProvider {

  /**
   * What stands before the colon: lower-case letters, digits and dashes, a letter first; neither
   * {@code env} nor {@code file}, which are built in.
   */
  String name();

  /**
   * The value of {@code key}.
   *
   * @param key what stands after the colon, to the closing brace
   * @return empty when there is none, which is an error of the configuration
   * @throws Exception when it cannot be told; its message is shown, so no secret may be in it
   */
  Optional<String> find(String key) throws Exception;

  /** Whether its values are shown as asterisks, wherever they end up; they are unless said. */
  default boolean isSecret() {
    return true;
  }
}
