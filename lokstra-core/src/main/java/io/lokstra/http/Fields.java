package io.lokstra.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Which properties of an answer are asked for: {@code ?fields=id,title}; none stands for all.
 *
 * <p>As a component of an input it needs {@link io.lokstra.bind.Allowed}: {@code @Allowed({"id",
 * "title"}) @Default("") Fields fields}.
 *
 * @param names the names as they are in the answer
 */
public record Fields(Set<String> names) {
  private static final int MOST = 100;

  /**
   * A record of which only some properties are written.
   *
   * @param value the record
   * @param fields those properties
   * @param <T> the record's type
   */
  public record Selected<T extends Record>(T value, Fields fields) {}

  /** Checks the names. */
  public Fields {
    names = Set.copyOf(names);
    for (String name : names) {
      if (!Sort.isName(name)) {
        throw new IllegalArgumentException("not a name: " + name);
      }
    }
  }

  /** All of them. */
  public static Fields all() {
    return new Fields(Set.of());
  }

  /**
   * Reads names between commas; "" is all.
   *
   * @throws IllegalArgumentException when it is anything else
   */
  public static Fields parse(String text) {
    if (text.isEmpty()) {
      return all();
    }
    Set<String> names = new LinkedHashSet<>();
    for (String name : Arrays.asList(text.split(",", MOST + 1))) {
      names.add(name.strip());
    }
    return new Fields(names);
  }

  /** Whether a property is asked for. */
  public boolean includes(String name) {
    return names.isEmpty() || names.contains(name);
  }

  /** {@code value} with only what is asked for. */
  public <T extends Record> Selected<T> of(T value) {
    return new Selected<>(value, this);
  }

  /** Each of {@code values} with only what is asked for. */
  public <T extends Record> List<Selected<T>> of(List<T> values) {
    List<Selected<T>> selected = new ArrayList<>(values.size());
    for (T value : values) {
      selected.add(of(value));
    }
    return selected;
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return String.join(",", names.stream().sorted().toList());
  }
}
