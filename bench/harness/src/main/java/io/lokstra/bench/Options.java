package io.lokstra.bench;

import java.util.HashMap;
import java.util.Map;

/** The arguments of a measurement, {@code --name=value}; one that is not known is an error. */
public final class Options {
  private final Map<String, String> values = new HashMap<>();

  /** Reads {@code arguments}; each that is not given has its default. */
  public Options(String[] arguments, Map<String, String> defaults) {
    values.putAll(defaults);
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      if (!name.startsWith("--") || equals < 0 || !defaults.containsKey(name.substring(2))) {
        throw new IllegalArgumentException(
            "unknown argument " + argument + "; known, with their defaults: " + defaults);
      }
      values.put(name.substring(2), argument.substring(equals + 1));
    }
  }

  public int number(String name) {
    return Integer.parseInt(text(name));
  }

  public String text(String name) {
    return values.getOrDefault(name, "");
  }
}
