package io.lokstra.internal.config;

import io.lokstra.config.Bound;
import io.lokstra.config.ConfigProblem;
import io.lokstra.config.ConfigValue;
import io.lokstra.config.ConfigurationException;
import io.lokstra.config.EffectiveValue;
import io.lokstra.config.Origin;
import io.lokstra.config.ShortForm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The sources of one configuration, and what has been read from them so far. */
public final class Reading {

  private final Shapes shapes = new Shapes();
  private final KnownKeys known = new KnownKeys();
  private final Map<String, EffectiveValue> effective = new LinkedHashMap<>();
  private final Problems problems = new Problems();
  private final Layers layers;
  private final Overrides overrides;

  /** Takes the sources as they are now. */
  public Reading(
      Map<String, ConfigValue.Scalar> code,
      List<ConfigValue.Mapping> trees,
      Map<String, String> environment,
      List<String> arguments,
      List<ShortForm> shortForms) {
    List<ConfigValue.Mapping> all = new ArrayList<>(trees.size() + 1);
    if (!code.isEmpty()) {
      all.add(CodeTree.of(code));
    }
    all.addAll(trees);
    this.layers = new Layers(all);
    this.overrides =
        new Overrides(
            new EnvironmentValues(environment),
            new ArgumentValues(arguments, problems),
            List.copyOf(shortForms),
            known);
  }

  /** Reads the record at {@code path}. */
  public <T extends Record> Bound<T> declare(String path, Class<T> type) {
    known.addParents(path);
    Problems found = new Problems();
    T record =
        new Binder(shapes, overrides, known, effective, found)
            .record(path, shapes.of(type), layers.at(path));
    problems.addAll(found);
    return new Result<>(record, List.copyOf(found.all()));
  }

  /** Whether any source says something of a name at the top level. */
  public boolean mentions(String section) {
    for (ConfigValue.Mapping tree : layers.trees()) {
      if (tree.entries().containsKey(section)) {
        return true;
      }
    }
    return overrides.mentions(section);
  }

  /** All that is wrong with what was declared, and all that belongs to nothing declared. */
  public List<ConfigProblem> problems() {
    Problems all = new Problems();
    all.addAll(problems);
    layers.reportUnknown(known, all);
    overrides.reportUnknown(all);
    return all.all();
  }

  /** The keys in force. */
  public List<EffectiveValue> effective() {
    return List.copyOf(effective.values());
  }

  /** A record, or why there is none. */
  private record Result<T extends Record>(@Nullable T value, List<ConfigProblem> problems)
      implements Bound<T> {
    @Override
    public T get() {
      if (value == null || !problems.isEmpty()) {
        throw new ConfigurationException(problems);
      }
      return value;
    }
  }

  /** Paths and their texts as a tree. */
  private static final class CodeTree {
    private final Map<String, CodeTree> below = new LinkedHashMap<>();
    private ConfigValue.@Nullable Scalar text;

    static ConfigValue.Mapping of(Map<String, ConfigValue.Scalar> values) {
      CodeTree root = new CodeTree();
      for (Map.Entry<String, ConfigValue.Scalar> value : values.entrySet()) {
        CodeTree node = root;
        for (String segment : value.getKey().split("\\.")) {
          CodeTree child = node.below.get(segment);
          if (child == null) {
            child = new CodeTree();
            node.below.put(segment, child);
          }
          node = child;
        }
        node.text = value.getValue();
      }
      return root.mapping();
    }

    private ConfigValue.Mapping mapping() {
      Map<String, ConfigValue.Entry> entries = new LinkedHashMap<>();
      Origin first = new Origin.Code("");
      for (Map.Entry<String, CodeTree> child : below.entrySet()) {
        ConfigValue.Scalar own = child.getValue().text;
        ConfigValue value = own == null ? child.getValue().mapping() : own;
        first = entries.isEmpty() ? value.origin() : first;
        entries.put(child.getKey(), new ConfigValue.Entry(value.origin(), value));
      }
      return new ConfigValue.Mapping(entries, first);
    }
  }
}
