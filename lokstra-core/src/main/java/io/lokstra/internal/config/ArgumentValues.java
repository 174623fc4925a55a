package io.lokstra.internal.config;

import io.lokstra.config.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The command line: {@code --key=value}, {@code --key value} and {@code --flag}. What follows a key
 * and does not begin with two dashes is its value.
 */
final class ArgumentValues {

  /**
   * A key and what follows it.
   *
   * @param key without dashes
   * @param value null where the key stands alone
   * @param position from 1
   */
  record Given(String key, @Nullable String value, int position) {
    Origin.Argument origin() {
      return new Origin.Argument(position, "--" + Shown.text(key));
    }

    /** Leaves the value out: it may be a secret. */
    @Override
    public String toString() {
      return origin().toString();
    }
  }

  private final Map<String, List<Given>> byKey = new LinkedHashMap<>();

  /** Reads {@code arguments}; what is not understood goes to {@code problems}. */
  ArgumentValues(List<String> arguments, Problems problems) {
    int at = 0;
    while (at < arguments.size()) {
      String argument = arguments.get(at++);
      int position = at;
      int equals = argument.indexOf('=');
      String key = equals < 0 ? argument : argument.substring(0, equals);
      if (!key.startsWith("--")) {
        problems.argumentWithoutKey(position);
      } else if (!isPath(key, 2)) {
        problems.argumentWithBadKey(position, key);
      } else {
        String value = equals < 0 ? null : argument.substring(equals + 1);
        if (equals < 0 && at < arguments.size() && !arguments.get(at).startsWith("--")) {
          value = arguments.get(at++);
        }
        key = key.substring(2);
        byKey.computeIfAbsent(key, _ -> new ArrayList<>()).add(new Given(key, value, position));
      }
    }
  }

  /** What was given for {@code key}, in order; empty when nothing was. */
  List<Given> get(String key) {
    return byKey.getOrDefault(key, List.of());
  }

  /** The keys below {@code path} that were given, without it. */
  List<String> below(String path) {
    List<String> keys = new ArrayList<>();
    for (String key : byKey.keySet()) {
      if (key.length() > path.length() + 1
          && key.startsWith(path)
          && key.charAt(path.length()) == '.') {
        keys.add(key.substring(path.length() + 1));
      }
    }
    return keys;
  }

  /** All that was given, by key. */
  Map<String, List<Given>> all() {
    return byKey;
  }

  /** Segments of letters, digits, dashes and underscores, joined by dots. */
  private static boolean isPath(String key, int from) {
    boolean inSegment = false;
    for (int i = from; i < key.length(); i++) {
      char c = key.charAt(i);
      if (c == '.' && !inSegment) {
        return false;
      }
      if (c != '.' && !isNameCharacter(c)) {
        return false;
      }
      inSegment = c != '.';
    }
    return inSegment;
  }

  /** Whether {@code c} may stand in a key, or in the name of a list's element. */
  static boolean isNameCharacter(char c) {
    boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    return letter || (c >= '0' && c <= '9') || c == '-' || c == '_';
  }
}
