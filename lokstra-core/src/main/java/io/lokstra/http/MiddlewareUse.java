package io.lokstra.http;

import io.lokstra.config.Default;
import io.lokstra.config.Options;
import java.util.Optional;

/**
 * Middleware that configuration puts around something. Its options stand below {@code config} and
 * are those of its type.
 *
 * @param name the name it can be left out by; that of its type where {@code type} is not said
 * @param type what it is registered as, where its name is another
 * @param enabled whether it is there: a profile may leave out what a file puts in
 */
@Options
record MiddlewareUse(String name, Optional<String> type, @Default("true") boolean enabled) {

  /** What it is registered as. */
  String registeredAs() {
    return type.orElse(name);
  }
}
