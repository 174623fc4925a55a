package io.lokstra.internal.config;

import io.lokstra.config.ConfigValue;
import io.lokstra.config.EffectiveValue;
import io.lokstra.config.Origin;
import io.lokstra.config.Secret;
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

  private static final Origin DEFAULT = new Origin.BuiltIn();

  private final Shapes shapes;
  private final Overrides overrides;
  private final KnownKeys known;
  private final Map<String, EffectiveValue> effective;
  private final Problems problems;

  Binder(
      Shapes shapes,
      Overrides overrides,
      KnownKeys known,
      Map<String, EffectiveValue> effective,
      Problems problems) {
    this.shapes = shapes;
    this.overrides = overrides;
    this.known = known;
    this.effective = effective;
    this.problems = problems;
  }

  /** The record at {@code path}. */
  <T extends Record> @Nullable T record(
      String path, OptionsShape<T> shape, List<ConfigValue> candidates) {
    return record(path, shape, candidates, null);
  }

  private <T extends Record> @Nullable T record(
      String path, OptionsShape<T> shape, List<ConfigValue> candidates, @Nullable String name) {
    known.add(path, KnownKeys.Kind.SECTION);
    List<ConfigValue.Mapping> mappings = mappings(path, candidates);
    List<OptionsKey> keys = shape.keys();
    Object[] values = new Object[keys.size()];
    boolean complete = mappings != null;
    for (int i = 0; i < values.length; i++) {
      OptionsKey key = keys.get(i);
      Object value;
      if (name != null && key.component().equals("name")) {
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
      problems.refused(path, e.getMessage());
      return null;
    }
  }

  private @Nullable Object value(
      String path, OptionsKey key, ValueType type, List<ConfigValue> candidates) {
    if (type instanceof ValueType.Scalar || type instanceof ValueType.Choice) {
      return single(path, key, type, candidates, false);
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
    return texts(path, key, item, candidates);
  }

  // ---- single values

  private @Nullable Object single(
      String path, OptionsKey key, ValueType type, List<ConfigValue> candidates, boolean optional) {
    known.add(path, KnownKeys.Kind.VALUE);
    String variable = claimVariable(path);
    ConfigValue strongest = candidates.isEmpty() ? null : candidates.get(candidates.size() - 1);
    String configured =
        strongest instanceof ConfigValue.Scalar scalar
            ? scalar.text()
            : key.defaultText().orElse(null);
    Overrides.Given given = overrides.find(path, variable, configured);
    if (given != null) {
      String text = given.texts().get(0).orElse(isTruth(type) ? "true" : null);
      Origin origin = given.origins().get(0);
      if (given.texts().size() > 1) {
        problems.argumentRepeated(path, given.origins().get(1), origin);
        return null;
      }
      if (text == null) {
        problems.argumentWithoutValue(path, origin, "a value");
        return null;
      }
      return read(path, key, type, text, origin, optional);
    }
    if (strongest instanceof ConfigValue.Scalar scalar) {
      return read(path, key, type, scalar.text(), scalar.origin(), optional);
    }
    if (strongest != null) {
      problems.wrongShape(path, strongest.origin(), shape(strongest), "a single value");
      return null;
    }
    if (key.defaultText().isPresent()) {
      return read(path, key, type, key.defaultText().get(), DEFAULT, optional);
    }
    if (optional) {
      return Optional.empty();
    }
    problems.missing(path);
    return null;
  }

  private @Nullable Object read(
      String path, OptionsKey key, ValueType type, String text, Origin origin, boolean optional) {
    boolean secret = isSecret(key, type);
    effective.put(path, new EffectiveValue(path, secret ? Shown.MASK : Shown.text(text), origin));
    if (optional && text.isEmpty()) {
      return Optional.empty();
    }
    Object value = convert(path, key, type, text, origin, secret);
    return optional && value != null ? Optional.of(value) : value;
  }

  private @Nullable Object convert(
      String path, OptionsKey key, ValueType type, String text, Origin origin, boolean secret) {
    try {
      Object value =
          type instanceof ValueType.Choice choice
              ? Scalars.choose(choice, text)
              : shapes.scalars().convert((ValueType.Scalar) type, text);
      String violation = Scalars.violation(key, type, value);
      if (violation == null) {
        return value;
      }
      problems.outOfRange(path, origin, secret ? null : text, violation);
    } catch (UnreadableException e) {
      problems.unreadable(path, origin, secret ? null : text, e.expected());
    }
    return null;
  }

  private @Nullable Object optional(
      String path, OptionsKey key, ValueType type, List<ConfigValue> candidates) {
    if (type instanceof ValueType.Scalar || type instanceof ValueType.Choice) {
      return single(path, key, type, candidates, true);
    }
    boolean given = !candidates.isEmpty();
    if (type instanceof ValueType.Section section && !given) {
      given = isGiven(path, shapes.of(section.type()));
    }
    if (!given) {
      return Optional.empty();
    }
    Object value = value(path, key, type, candidates);
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
        given |= overrides.has(below, claimVariable(below));
      }
    }
    return given;
  }

  // ---- lists and maps

  private @Nullable Object texts(
      String path, OptionsKey key, ValueType item, List<ConfigValue> candidates) {
    known.add(path, KnownKeys.Kind.VALUES);
    Overrides.Given given = overrides.find(path, claimVariable(path), null);
    List<ConfigValue.Scalar> items = new ArrayList<>();
    Origin origin = DEFAULT;
    if (given != null) {
      origin = given.origins().get(0);
      for (int i = 0; i < given.texts().size(); i++) {
        if (given.texts().get(i).isEmpty()) {
          problems.argumentWithoutValue(path, given.origins().get(i), "a list, as in a,b,c,");
          return null;
        }
        split(given.texts().get(i).get(), given.origins().get(i), items);
      }
    } else if (candidates.isEmpty()) {
      split(key.defaultText().orElse(""), DEFAULT, items);
    } else {
      ConfigValue strongest = candidates.get(candidates.size() - 1);
      origin = strongest.origin();
      if (origin instanceof Origin.Code && strongest instanceof ConfigValue.Scalar scalar) {
        split(scalar.text(), origin, items);
      } else if (!scalars(path, strongest, items)) {
        return null;
      }
    }
    return convertAll(path, key, item, items, origin);
  }

  private @Nullable Object convertAll(
      String path, OptionsKey key, ValueType item, List<ConfigValue.Scalar> items, Origin origin) {
    boolean secret = isSecret(key, item);
    List<Object> values = new ArrayList<>();
    StringBuilder shown = new StringBuilder("[");
    for (int i = 0; i < items.size(); i++) {
      String text = items.get(i).text();
      shown.append(i == 0 ? "" : ", ").append(secret ? Shown.MASK : Shown.text(text));
      String at = path + "[" + i + "]";
      Object value = convert(at, key, item, text, items.get(i).origin(), secret);
      if (value != null) {
        values.add(value);
      }
    }
    effective.put(path, new EffectiveValue(path, shown.append(']').toString(), origin));
    return values.size() == items.size() ? List.copyOf(values) : null;
  }

  private boolean scalars(String path, ConfigValue value, List<ConfigValue.Scalar> into) {
    if (!(value instanceof ConfigValue.Sequence sequence)) {
      problems.wrongShape(path, value.origin(), shape(value), "a list");
      return false;
    }
    boolean complete = true;
    for (int i = 0; i < sequence.items().size(); i++) {
      ConfigValue item = sequence.items().get(i);
      if (item instanceof ConfigValue.Scalar scalar) {
        into.add(scalar);
      } else {
        problems.wrongShape(path + "[" + i + "]", item.origin(), shape(item), "a single value");
        complete = false;
      }
    }
    return complete;
  }

  private static void split(String text, Origin origin, List<ConfigValue.Scalar> into) {
    if (text.isBlank()) {
      return;
    }
    int from = 0;
    while (from <= text.length()) {
      int comma = text.indexOf(',', from);
      int end = comma < 0 ? text.length() : comma;
      into.add(new ConfigValue.Scalar(text.substring(from, end).strip(), origin));
      from = end + 1;
    }
  }

  /**
   * Sections without names: those of the strongest tree, for there is no telling which is which.
   */
  private @Nullable Object sections(
      String path, OptionsShape<?> shape, List<ConfigValue> candidates) {
    known.add(path, KnownKeys.Kind.SECTIONS);
    if (candidates.isEmpty()) {
      return List.of();
    }
    ConfigValue strongest = candidates.get(candidates.size() - 1);
    if (!(strongest instanceof ConfigValue.Sequence sequence)) {
      problems.wrongShape(path, strongest.origin(), shape(strongest), "a list");
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
    boolean complete = elements.isWhole();
    List<Object> records = new ArrayList<>();
    for (Map.Entry<String, List<ConfigValue>> element : elements.byName().entrySet()) {
      String name = element.getKey();
      Object record = record(KnownKeys.below(path, name), shape, element.getValue(), name);
      if (record == null) {
        complete = false;
      } else {
        records.add(record);
      }
    }
    return complete ? List.copyOf(records) : null;
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
      } else {
        problems.wrongShape(path, candidate.origin(), shape(candidate), "keys with values");
        complete = false;
      }
    }
    return complete ? mappings : null;
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

  private String claimVariable(String path) {
    String variable = KnownKeys.variable(path);
    String other = known.addVariable(variable, path);
    if (other != null) {
      problems.ambiguousVariable(variable, other, path);
    }
    return variable;
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

  private static boolean isTruth(ValueType type) {
    return type instanceof ValueType.Scalar scalar
        && (scalar.type() == boolean.class || scalar.type() == Boolean.class);
  }

  private static boolean isSecret(OptionsKey key, ValueType type) {
    return (type instanceof ValueType.Scalar scalar && scalar.type() == Secret.class)
        || Shown.namesSecret(key.name());
  }

  private static String shape(ConfigValue value) {
    if (value instanceof ConfigValue.Scalar) {
      return "a single value";
    }
    return value instanceof ConfigValue.Sequence ? "a list" : "keys with values";
  }
}
