package io.lokstra.internal.config;

import io.lokstra.config.ConfigValue;
import io.lokstra.config.EffectiveValue;
import io.lokstra.config.Origin;
import io.lokstra.config.spi.OptionsKey;
import io.lokstra.config.spi.OptionsShape;
import io.lokstra.config.spi.ValueType;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one record and what is below it. Values come as the candidates of all trees, the weakest
 * first; null stands for a value that could not be read, whose problem is noted.
 */
final class Binder {

  private final Shapes shapes;
  private final Overrides overrides;
  private final KnownKeys known;
  private final Problems problems;
  private final Map<String, String> texts;
  private final LeafReader leaves;

  Binder(
      Shapes shapes,
      Overrides overrides,
      KnownKeys known,
      Map<String, EffectiveValue> effective,
      Map<String, ConfigValue> overridden,
      Map<String, String> texts,
      Problems problems) {
    this.shapes = shapes;
    this.overrides = overrides;
    this.known = known;
    this.problems = problems;
    this.texts = texts;
    this.leaves =
        new LeafReader(shapes.scalars(), overrides, known, effective, overridden, texts, problems);
  }

  /** The record at {@code path}. */
  <T extends Record> @Nullable T record(
      String path, OptionsShape<T> shape, List<ConfigValue> candidates) {
    return record(path, shape, candidates, null);
  }

  private <T extends Record> @Nullable T record(
      String path, OptionsShape<T> shape, List<ConfigValue> candidates, @Nullable String name) {
    known.add(path, KnownKeys.Kind.SECTION);
    int before = problems.all().size();
    List<ConfigValue.Mapping> mappings = mappings(path, candidates);
    List<OptionsKey> keys = shape.keys();
    Object[] values = new Object[keys.size()];
    boolean complete = mappings != null;
    for (int i = 0; i < values.length; i++) {
      OptionsKey key = keys.get(i);
      Object value;
      if (key.name().isEmpty()) {
        value = value(path, key, key.type(), candidates);
      } else if (name != null && key.component().equals("name")) {
        known.add(KnownKeys.below(path, key.name()), KnownKeys.Kind.NAME);
        value = name;
      } else {
        List<ConfigValue> below = mappings == null ? List.of() : entries(mappings, key.name());
        value = value(KnownKeys.below(path, key.name()), key, key.type(), below);
      }
      if (value == null) {
        complete = false;
      } else {
        values[i] = value;
      }
    }
    if (!complete) {
      return null;
    }
    try {
      return shape.create(values);
    } catch (IllegalArgumentException | NullPointerException e) {
      if (problems.all().size() == before) { // else it may have refused what is missing
        Origin origin =
            candidates.isEmpty() ? null : candidates.get(candidates.size() - 1).origin();
        problems.refused(path, origin, e.getMessage());
      }
      return null;
    }
  }

  private @Nullable Object value(
      String path, OptionsKey key, ValueType type, List<ConfigValue> candidates) {
    if (type instanceof ValueType.Scalar || type instanceof ValueType.Choice) {
      return leaves.single(path, key, type, candidates, false);
    }
    if (type instanceof ValueType.Section section) {
      return record(path, shapes.of(section.type()), candidates);
    }
    if (type instanceof ValueType.OptionalOf optional) {
      return optional(path, key, optional.value(), candidates);
    }
    if (type instanceof ValueType.MapOf map) {
      return map(path, key, map.value(), candidates);
    }
    ValueType item = ((ValueType.ListOf) type).item();
    if (item instanceof ValueType.Section section) {
      OptionsShape<?> shape = shapes.of(section.type());
      return isNamed(shape) ? named(path, shape, candidates) : sections(path, shape, candidates);
    }
    return leaves.texts(path, key, item, candidates);
  }

  private @Nullable Object optional(
      String path, OptionsKey key, ValueType type, List<ConfigValue> candidates) {
    if (type instanceof ValueType.Scalar || type instanceof ValueType.Choice) {
      return leaves.single(path, key, type, candidates, true);
    }
    List<ConfigValue> inForce = afterNothing(candidates);
    boolean given = !inForce.isEmpty();
    if (type instanceof ValueType.Section section && !given) {
      given = isGiven(path, shapes.of(section.type()));
    }
    if (!given) {
      known.add(path, KnownKeys.Kind.SECTION);
      return Optional.empty();
    }
    Object value = value(path, key, type, inForce);
    return value == null ? null : Optional.of(value);
  }

  /** Whether a variable or an argument sets a key of a section that no tree mentions. */
  private boolean isGiven(String path, OptionsShape<?> shape) {
    boolean given = false;
    known.add(path, KnownKeys.Kind.SECTION);
    for (OptionsKey key : shape.keys()) {
      String below = KnownKeys.below(path, key.name());
      ValueType type =
          key.type() instanceof ValueType.OptionalOf optional ? optional.value() : key.type();
      if (type instanceof ValueType.Section section) {
        given |= isGiven(below, shapes.of(section.type()));
      } else if (type instanceof ValueType.MapOf) {
        known.add(below, KnownKeys.Kind.MAP);
        given |= !overrides.below(below).isEmpty();
      } else {
        boolean list = type instanceof ValueType.ListOf;
        known.add(below, list ? KnownKeys.Kind.VALUES : KnownKeys.Kind.VALUE);
        given |= overrides.has(below, leaves.claimVariable(below));
      }
    }
    return given;
  }

  // ---- lists and maps

  /**
   * Sections without names: those of the strongest tree, for there is no telling which is which.
   */
  private @Nullable Object sections(
      String path, OptionsShape<?> shape, List<ConfigValue> candidates) {
    known.add(path, KnownKeys.Kind.SECTIONS);
    List<ConfigValue> given = new ArrayList<>(candidates.size());
    for (ConfigValue candidate : candidates) {
      if (!(candidate instanceof ConfigValue.Nothing)) {
        given.add(candidate);
      }
    }
    if (given.isEmpty()) {
      return List.of();
    }
    ConfigValue strongest = given.get(given.size() - 1);
    if (!(strongest instanceof ConfigValue.Sequence sequence)) {
      if (!(strongest instanceof ConfigValue.Unresolved)) {
        problems.wrongShape(path, strongest, "a list");
      }
      return null;
    }
    List<Object> records = new ArrayList<>();
    for (int i = 0; i < sequence.items().size(); i++) {
      Object record = record(path + "[" + i + "]", shape, List.of(sequence.items().get(i)), null);
      if (record != null) {
        records.add(record);
      }
    }
    return records.size() == sequence.items().size() ? List.copyOf(records) : null;
  }

  private @Nullable Object named(String path, OptionsShape<?> shape, List<ConfigValue> candidates) {
    known.add(path, KnownKeys.Kind.NAMED_LIST);
    NamedElements elements = NamedElements.of(path, candidates, problems);
    known.addElements(path, List.copyOf(elements.byName().keySet()));
    texts.put(path, String.join(",", elements.byName().keySet()));
    List<Object> records = new ArrayList<>();
    for (Map.Entry<String, List<ConfigValue>> element : elements.byName().entrySet()) {
      String name = element.getKey();
      Object record = record(KnownKeys.below(path, name), shape, element.getValue(), name);
      if (record != null) {
        records.add(record);
      }
    }
    return List.copyOf(records); // what is missing was reported, and the rest may have more to tell
  }

  private @Nullable Object map(
      String path, OptionsKey key, ValueType type, List<ConfigValue> candidates) {
    known.add(path, KnownKeys.Kind.MAP);
    List<ConfigValue.Mapping> mappings = mappings(path, candidates);
    if (mappings == null) {
      return null;
    }
    Set<String> names = new LinkedHashSet<>();
    for (ConfigValue.Mapping mapping : mappings) {
      names.addAll(mapping.entries().keySet());
    }
    if (type instanceof ValueType.Scalar || type instanceof ValueType.Choice) {
      names.addAll(overrides.below(path));
    }
    OptionsKey entry =
        new OptionsKey(
            key.component(),
            key.name(),
            type,
            Optional.empty(),
            key.minimum(),
            key.maximum(),
            key.mayBeBlank());
    boolean complete = true;
    Map<String, Object> values = new LinkedHashMap<>();
    for (String name : names) {
      Object value = value(KnownKeys.below(path, name), entry, type, entries(mappings, name));
      if (value == null) {
        complete = false;
      } else {
        values.put(name, value);
      }
    }
    return complete ? Collections.unmodifiableMap(values) : null;
  }

  // ---- small parts

  private @Nullable List<ConfigValue.Mapping> mappings(String path, List<ConfigValue> candidates) {
    List<ConfigValue.Mapping> mappings = new ArrayList<>(candidates.size());
    boolean complete = true;
    for (ConfigValue candidate : candidates) {
      if (candidate instanceof ConfigValue.Mapping mapping) {
        mappings.add(mapping);
      } else if (candidate instanceof ConfigValue.Unresolved) {
        complete = false;
      } else if (!(candidate instanceof ConfigValue.Nothing)) {
        problems.wrongShape(path, candidate, "keys with values");
        complete = false;
      }
    }
    return complete ? mappings : null;
  }

  /** What is said after the last that takes away what was said before it. */
  private static List<ConfigValue> afterNothing(List<ConfigValue> candidates) {
    for (int i = candidates.size() - 1; i >= 0; i--) {
      if (candidates.get(i) instanceof ConfigValue.Nothing) {
        return candidates.subList(i + 1, candidates.size());
      }
    }
    return candidates;
  }

  private static List<ConfigValue> entries(List<ConfigValue.Mapping> mappings, String key) {
    if (mappings.isEmpty()) {
      return List.of();
    }
    List<ConfigValue> values = new ArrayList<>(mappings.size());
    for (ConfigValue.Mapping mapping : mappings) {
      ConfigValue.Entry entry = mapping.entries().get(key);
      if (entry != null) {
        values.add(entry.value());
      }
    }
    return values;
  }

  private static boolean isNamed(OptionsShape<?> shape) {
    for (OptionsKey key : shape.keys()) {
      if (key.component().equals("name")
          && key.type() instanceof ValueType.Scalar scalar
          && scalar.type() == String.class) {
        return true;
      }
    }
    return false;
  }
}
