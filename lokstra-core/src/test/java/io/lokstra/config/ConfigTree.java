package io.lokstra.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Makes the tree a file would give, of maps, lists and text; every line holds one value. */
final class ConfigTree {

  private int line;

  static ConfigValue.Mapping of(Map<String, ?> values) {
    return (ConfigValue.Mapping) new ConfigTree().value(values);
  }

  /** Keys and values in turn, in order. */
  static Map<String, Object> map(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    }
    return map;
  }

  private ConfigValue value(Object value) {
    Origin here = new Origin.InFile("lokstra.yaml", line == 0 ? 1 : line, 3);
    return switch (value) {
      case Map<?, ?> map -> {
        Map<String, ConfigValue.Entry> entries = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          Origin key = new Origin.InFile("lokstra.yaml", ++line, 1);
          entries.put((String) entry.getKey(), new ConfigValue.Entry(key, value(entry.getValue())));
        }
        yield new ConfigValue.Mapping(entries, here);
      }
      case List<?> list -> {
        List<ConfigValue> items = new ArrayList<>();
        for (Object item : list) {
          line++;
          items.add(value(item));
        }
        yield new ConfigValue.Sequence(items, here);
      }
      default -> new ConfigValue.Scalar(value.toString(), here);
    };
  }
}
