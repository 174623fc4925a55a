package io.lokstra.internal.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The environment: {@code LOKSTRA_} and a path. */
final class EnvironmentValues {

  static final String PREFIX = "LOKSTRA_";

  /** Read by {@code ./lokstra}, which hands its environment on to the program it starts. */
  private static final List<String> OF_THE_TOOLS = List.of("LOKSTRA_JDK", "LOKSTRA_JDK_FOLDERS");

  private final Map<String, String> all;
  private final Map<String, String> ours = new TreeMap<>();

  EnvironmentValues(Map<String, String> all) {
    this.all = all;
    for (Map.Entry<String, String> variable : all.entrySet()) {
      if (variable.getKey().startsWith(PREFIX) && !OF_THE_TOOLS.contains(variable.getKey())) {
        ours.put(variable.getKey(), variable.getValue());
      }
    }
  }

  /** The value of one of Lokstra's own variables. */
  @Nullable String get(String variable) {
    return ours.get(variable);
  }

  /** Whether {@code variable} is there, or one below it. */
  boolean mentions(String variable) {
    for (String each : ours.keySet()) {
      if (each.startsWith(variable)
          && (each.length() == variable.length() || each.charAt(variable.length()) == '_')) {
        return true;
      }
    }
    return false;
  }

  /** The value of any variable. */
  @Nullable String getForeign(String variable) {
    return all.get(variable);
  }

  /** Lokstra's variables that set no key. */
  List<String> unknown(KnownKeys known) {
    List<String> unknown = new ArrayList<>();
    for (String variable : ours.keySet()) {
      if (!known.isVariable(variable)) {
        unknown.add(variable);
      }
    }
    return unknown;
  }
}
