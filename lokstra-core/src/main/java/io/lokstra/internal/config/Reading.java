package io.lokstra.internal.config;

import io.lokstra.config.Bound;
import io.lokstra.config.ConfigProblem;
import io.lokstra.config.ConfigValue;
import io.lokstra.config.ConfigurationException;
import io.lokstra.config.EffectiveValue;
import io.lokstra.config.LoadedFiles;
import io.lokstra.config.Origin;
import io.lokstra.config.ShortForm;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The sources of one configuration, and what has been read from them so far. */
public final class Reading {

  private final Shapes shapes = new Shapes();
  private final KnownKeys known = new KnownKeys();
  private final Map<String, EffectiveValue> effective = new LinkedHashMap<>();
  private final Map<String, ConfigValue> overridden = new LinkedHashMap<>();
  private final Map<String, String> texts = new LinkedHashMap<>();
  private final Problems problems = new Problems();
  private final LoadedFiles files;
  private final Layers layers;
  private final Overrides overrides;

  /** Takes the sources as they are now. */
  public Reading(
      Map<String, ConfigValue.Scalar> code,
      List<ConfigValue.Mapping> trees,
      LoadedFiles files,
      Map<String, String> environment,
      List<String> arguments,
      List<ShortForm> shortForms) {
    this.files = files;
    List<ConfigValue.Mapping> all = new ArrayList<>(trees.size() + files.trees().size() + 1);
    if (!code.isEmpty()) {
      all.add(CodeTree.of(code));
    }
    all.addAll(trees);
    all.addAll(files.trees());
    this.layers = new Layers(all);
    this.overrides =
        new Overrides(
            new EnvironmentValues(environment),
            new ArgumentValues(arguments, problems),
            List.copyOf(shortForms),
            known);
  }

  /** Takes keys for known that only variables and arguments say, before there are trees. */
  public void knowOutside(List<String> keys) {
    for (String key : keys) {
      known.add(key, KnownKeys.Kind.OUTSIDE);
      known.addVariable(KnownKeys.variable(key), key);
    }
  }

  /** Reads the record at {@code path}. */
  public <T extends Record> Bound<T> declare(String path, Class<T> type) {
    return declare(path, type, layers.at(path));
  }

  /** Reads the record at {@code path}; what it does not say is as {@code otherwise} says. */
  public <T extends Record> Bound<T> declare(String path, Class<T> type, String otherwise) {
    List<ConfigValue> candidates = new ArrayList<>(layers.at(otherwise));
    Map<String, ConfigValue> said = new LinkedHashMap<>();
    String prefix = otherwise + ".";
    for (Map.Entry<String, ConfigValue> each : overridden.entrySet()) {
      if (each.getKey().startsWith(prefix)) {
        said.put(each.getKey().substring(prefix.length()), each.getValue());
      }
    }
    if (!said.isEmpty()) {
      candidates.add(CodeTree.of(said));
    }
    candidates.addAll(layers.at(path));
    int before = problems.all().size();
    Bound<T> bound = declare(path, type, candidates);
    removeRepeated(before);
    return bound;
  }

  /** What is wrong in the other section was told of it. */
  private void removeRepeated(int from) {
    List<ConfigProblem> all = problems.all();
    for (int i = all.size() - 1; i >= from; i--) {
      for (int j = 0; j < from; j++) {
        if (isRepeated(all.get(j), all.get(i))) {
          all.remove(i);
          break;
        }
      }
    }
  }

  private static boolean isRepeated(ConfigProblem first, ConfigProblem second) {
    return first.code().equals(second.code())
        && first.origin().equals(second.origin())
        && (first.origin().isPresent() || first.key().equals(second.key()));
  }

  /**
   * Reads a section of which others take what they do not say themselves: what is wrong is told,
   * but not what is missing.
   */
  public void declareInPart(String path, Class<? extends Record> type) {
    int before = problems.all().size();
    var _ = declare(path, type);
    for (int i = problems.all().size() - 1; i >= before; i--) {
      String code = problems.all().get(i).code();
      boolean missing = code.equals("LOK-CFG-003") && problems.all().get(i).origin().isEmpty();
      if (missing || code.equals("LOK-CFG-011")) {
        problems.all().remove(i);
      }
    }
  }

  private <T extends Record> Bound<T> declare(
      String path, Class<T> type, List<ConfigValue> candidates) {
    known.addParents(path);
    Problems found = new Problems();
    T record =
        new Binder(shapes, overrides, known, effective, overridden, texts, found)
            .record(path, shapes.of(type), candidates);
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

  /** Where what is in force at {@code path} was written; null when nobody said anything of it. */
  public @Nullable Origin origin(String path) {
    EffectiveValue value = effective.get(path);
    if (value != null) {
      return value.origin() instanceof Origin.BuiltIn ? null : value.origin();
    }
    List<ConfigValue> values = layers.at(path);
    return values.isEmpty() ? null : values.get(values.size() - 1).origin();
  }

  /** The names of a named list's elements, once it was read. */
  public List<String> names(String path) {
    return known.elements(path);
  }

  /** Leaves alone what stands below {@code path}: nobody can say what belongs there. */
  public void ignore(String path) {
    known.add(path, KnownKeys.Kind.MAP);
  }

  /** The keys whose values differ from those of {@code other}, or are in one of the two only. */
  public List<String> differences(Reading other) {
    Set<String> keys = new LinkedHashSet<>(texts.keySet());
    keys.addAll(other.texts.keySet());
    List<String> differing = new ArrayList<>();
    for (String key : keys) {
      if (!Objects.equals(texts.get(key), other.texts.get(key))) {
        differing.add(key);
      }
    }
    return differing;
  }

  /** Adds what somebody else found wrong. */
  public void report(ConfigProblem problem) {
    problems.all().add(problem);
  }

  /** All that is wrong with what was declared, and all that belongs to nothing declared. */
  public List<ConfigProblem> problems() {
    if (files.broken()) {
      return files.problems(); // what the rest lacks may stand in what could not be read
    }
    Problems all = new Problems();
    all.all().addAll(files.problems());
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
    public Optional<T> partial() {
      return Optional.ofNullable(value);
    }

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
    private @Nullable ConfigValue text;

    static ConfigValue.Mapping of(Map<String, ? extends ConfigValue> values) {
      CodeTree root = new CodeTree();
      for (Map.Entry<String, ? extends ConfigValue> value : values.entrySet()) {
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
        ConfigValue own = child.getValue().text;
        ConfigValue value = own == null ? child.getValue().mapping() : own;
        first = entries.isEmpty() ? value.origin() : first;
        entries.put(child.getKey(), new ConfigValue.Entry(value.origin(), value));
      }
      return new ConfigValue.Mapping(entries, first);
    }
  }
}
