package io.lokstra.internal.config;

import io.lokstra.config.ConfigValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The trees, laid over one another.
 *
 * @param trees the weakest first
 */
record Layers(List<ConfigValue.Mapping> trees) {

  /** What the trees hold at {@code path}, the weakest first; a named list is entered by name. */
  List<ConfigValue> at(String path) {
    List<ConfigValue> values = new ArrayList<>(trees);
    int from = 0;
    while (from < path.length() && !values.isEmpty()) {
      int dot = path.indexOf('.', from);
      int end = dot < 0 ? path.length() : dot;
      values = enter(values, path.substring(from, end));
      from = end + 1;
    }
    return values;
  }

  /** Reports the keys of every tree that nobody reads. */
  void reportUnknown(KnownKeys known, Problems problems) {
    for (ConfigValue.Mapping tree : trees) {
      reportUnknown("", tree, known, problems);
    }
  }

  private static List<ConfigValue> enter(List<ConfigValue> values, String segment) {
    List<ConfigValue> below = new ArrayList<>();
    for (ConfigValue value : values) {
      if (value instanceof ConfigValue.Mapping mapping) {
        ConfigValue.Entry entry = mapping.entries().get(segment);
        if (entry != null) {
          below.add(entry.value());
        }
      } else if (value instanceof ConfigValue.Sequence sequence) {
        for (ConfigValue item : sequence.items()) {
          ConfigValue.Scalar name = NamedElements.nameOf(item);
          if (name != null && name.text().equals(segment)) {
            below.add(item);
          }
        }
      }
    }
    return below;
  }

  private static void reportUnknown(
      String path, ConfigValue value, KnownKeys known, Problems problems) {
    if (value instanceof ConfigValue.Mapping mapping) {
      boolean section = known.kind(path) == KnownKeys.Kind.SECTION;
      for (Map.Entry<String, ConfigValue.Entry> entry : mapping.entries().entrySet()) {
        String below = KnownKeys.below(path, entry.getKey());
        KnownKeys.Kind kind = known.kind(below);
        if (section && kind == KnownKeys.Kind.OUTSIDE) {
          problems.outsideKey(below, entry.getValue().keyOrigin());
        } else if (section && kind != null && entry.getKey().indexOf('.') >= 0) {
          problems.dottedKey(below, entry.getKey(), entry.getValue().keyOrigin());
        } else if (kind != null) {
          reportUnknown(below, entry.getValue().value(), known, problems);
        } else if (section) {
          problems.unknownKey(below, entry.getValue().keyOrigin(), path, known.children(path));
        }
      }
    } else if (value instanceof ConfigValue.Sequence sequence) {
      for (int i = 0; i < sequence.items().size(); i++) {
        ConfigValue item = sequence.items().get(i);
        ConfigValue.Scalar name = NamedElements.nameOf(item);
        boolean named = known.kind(path) == KnownKeys.Kind.NAMED_LIST && name != null;
        String below = named && name != null ? path + "." + name.text() : path + "[" + i + "]";
        reportUnknown(below, item, known, problems);
      }
    }
  }
}
