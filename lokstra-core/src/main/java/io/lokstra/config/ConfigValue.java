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
   * @param shown the text with asterisks in the place of what a provider of secrets gave
   */
  record Scalar(String text, Origin origin, String shown) implements ConfigValue {
    /** Text of which nothing came from a provider of secrets. */
    public Scalar(String text, Origin origin) {
      this(text, origin, text);
    }

    @Override
    public String toString() {
      return "text at " + origin;
    }
  }

  /**
   * A key without a value: {@code null}, {@code ~} or nothing at all. What is not required is taken
   * away by it, sections and maps are as if their key were not there, and what must have a value is
   * an error.
   *
   * @param origin where the value would stand
   */
  record Nothing(Origin origin) implements ConfigValue {}

  /**
   * A value that could not be found out, which was reported where it was tried: whoever reads it
   * has no value and no more to say.
   *
   * @param origin where it was written
   */
  record Unresolved(Origin origin) implements ConfigValue {}

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
