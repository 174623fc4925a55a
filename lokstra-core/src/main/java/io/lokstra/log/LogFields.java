package io.lokstra.log;

import org.jspecify.annotations.Nullable;

/** Takes the fields of one line: {@code log.debug("cart", f -> f.add("content", cart.list()))}. */
@FunctionalInterface
public interface LogFields {

  /**
   * A field.
   *
   * @param name letters, digits, {@code _}, {@code -} and {@code .}, at most 64 of them
   * @param value text, a number, a boolean, a collection, or anything whose {@code toString} says
   *     what it is; a {@link io.lokstra.config.Secret} is masked
   * @return this
   */
  LogFields add(String name, @Nullable Object value);
}
