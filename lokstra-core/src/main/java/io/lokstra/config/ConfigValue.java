package io.lokstra.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value as a source holds it, before anyone knows its type: text, a list, or a mapping, each with
 * the place where it was written. Immutable.
 */
public sealed interface ConfigValue {

  /** Where this value was written. */
  Origin origin();

  /**
   * Text. Its {@code toString} leaves the text out: only the option it belongs to knows whether it
   * is a secret.
   *
   * @param text what was written, unquoted
   * @param origin where
   */
  record Scalar(String text, Origin origin) implements ConfigValue {
    @Override
    public String toString() {
      return "text at " + origin;
    }
  }

  /**
   * A list.
   *
   * @param items in order
   * @param origin where it begins
   */
  record Sequence(List<ConfigValue> items, Origin origin) implements ConfigValue {
    /** Copies {@code items}. */
    public Sequence {
      items = List.copyOf(items);
    }
  }

  /**
   * Keys and their values.
   *
   * @param entries in the order in which they were written
   * @param origin where it begins
   */
  record Mapping(Map<String, Entry> entries, Origin origin) implements ConfigValue {
    /** Copies {@code entries} and keeps their order. */
    public Mapping {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }
  }

  /**
   * What stands under a key.
   *
   * @param keyOrigin where the key was written
   * @param value its value
   */
  record Entry(Origin keyOrigin, ConfigValue value) {}
}
