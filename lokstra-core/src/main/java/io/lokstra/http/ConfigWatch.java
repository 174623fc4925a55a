package io.lokstra.http;

import io.lokstra.config.Bound;
import io.lokstra.config.ChangeListener;
import io.lokstra.config.Configuration;

/**
 * A section somebody wants to know the changes of.
 *
 * @param path the section
 * @param type its record
 * @param listener who is told
 */
record ConfigWatch<T extends Record>(
    String path, Class<T> type, ChangeListener<? super T> listener) {

  /** Whether {@code key} is in the section. */
  boolean holds(String key) {
    return path.isEmpty() || key.equals(path) || key.startsWith(path + ".");
  }

  /** Asks whether the change could be taken over. */
  void check(Configuration before, Configuration after) throws Exception {
    listener.check(read(before), read(after));
  }

  /** Tells of the change. */
  void tell(Configuration before, Configuration after) throws Exception {
    listener.changed(read(before), read(after));
  }

  private T read(Configuration configuration) {
    Bound<T> bound = configuration.declare(path, type);
    return bound.get();
  }
}
