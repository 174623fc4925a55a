package io.lokstra.testkit.internal;

import io.lokstra.json.JsonNull;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds values in a JSON document, and compares them. */
public final class JsonPath {
  private JsonPath() {}

  /**
   * What stands at {@code path}: names after dots and indexes in brackets, with or without a {@code
   * $} before.
   */
  public static Optional<Object> find(Object document, String path) {
    String plain = path.startsWith("$") ? path.substring(1) : path;
    Object at = document;
    for (String step : plain.replace("[", ".[").split("\\.")) {
      if (step.isEmpty()) {
        continue;
      }
      Optional<Object> next = step(at, step);
      if (next.isEmpty()) {
        return next;
      }
      at = next.get();
    }
    return Optional.of(at);
  }

  private static Optional<Object> step(Object at, String step) {
    if (step.startsWith("[") && step.endsWith("]")) {
      int index = Integer.parseInt(step.substring(1, step.length() - 1));
      return at instanceof List<?> list && index < list.size()
          ? Optional.of(present(list.get(index)))
          : Optional.empty();
    }
    return at instanceof Map<?, ?> map && map.containsKey(step)
        ? Optional.of(present(map.get(step)))
        : Optional.empty();
  }

  private static Object present(@org.jspecify.annotations.Nullable Object value) {
    return value == null ? JsonNull.NULL : value;
  }

  /** Whether two values are the same JSON: numbers by value, members in any order. */
  public static boolean equal(Object one, Object other) {
    if (one instanceof Number && other instanceof Number) {
      return new BigDecimal(one.toString()).compareTo(new BigDecimal(other.toString())) == 0;
    }
    if (one instanceof List<?> list && other instanceof List<?> others) {
      if (list.size() != others.size()) {
        return false;
      }
      for (int i = 0; i < list.size(); i++) {
        if (!equal(present(list.get(i)), present(others.get(i)))) {
          return false;
        }
      }
      return true;
    }
    if (one instanceof Map<?, ?> map && other instanceof Map<?, ?> others) {
      return map.keySet().equals(others.keySet())
          && map.keySet().stream()
              .allMatch(key -> equal(present(map.get(key)), present(others.get(key))));
    }
    return one.equals(other);
  }
}
