package io.lokstra.internal.config;

import io.lokstra.config.ConfigValue;
import io.lokstra.config.EffectiveValue;
import io.lokstra.config.Origin;
import io.lokstra.config.Secret;
import io.lokstra.config.spi.OptionsKey;
import io.lokstra.config.spi.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is written as text: single values and lists of them, from all sources. Candidates are
 * those of the trees, the weakest first; null stands for a value that could not be read.
 */
final class LeafReader {

  private static final Origin DEFAULT = new Origin.BuiltIn();

  private final Scalars scalars;
  private final Overrides overrides;
  private final KnownKeys known;
  private final Map<String, EffectiveValue> effective;
  private final Map<String, ConfigValue> overridden;
  private final Map<String, String> texts;
  private final Problems problems;

  LeafReader(
      Scalars scalars,
      Overrides overrides,
      KnownKeys known,
      Map<String, EffectiveValue> effective,
      Map<String, ConfigValue> overridden,
      Map<String, String> texts,
      Problems problems) {
    this.scalars = scalars;
    this.overrides = overrides;
    this.known = known;
    this.effective = effective;
    this.overridden = overridden;
    this.texts = texts;
    this.problems = problems;
  }

  /**
   * The value of {@code path} from the strongest source that has it.
   *
   * @param optional whether to give it as an {@link Optional}
   */
  @Nullable Object single(
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
      ConfigValue.Scalar said = new ConfigValue.Scalar(text, origin);
      overridden.put(path, said);
      return read(path, key, type, said, optional);
    }
    if (strongest instanceof ConfigValue.Scalar scalar) {
      return read(path, key, type, scalar, optional);
    }
    if (strongest instanceof ConfigValue.Nothing nothing) {
      return taken(path, nothing, optional);
    }
    if (strongest != null) {
      if (!(strongest instanceof ConfigValue.Unresolved)) {
        problems.wrongShape(path, strongest, "a single value");
      }
      return null;
    }
    if (key.defaultText().isPresent()) {
      ConfigValue.Scalar said = new ConfigValue.Scalar(key.defaultText().get(), DEFAULT);
      return read(path, key, type, said, optional);
    }
    if (optional) {
      return Optional.empty();
    }
    problems.missing(path);
    return null;
  }

  /** What a key without a value means: that there is none, where that may be. */
  private @Nullable Object taken(String path, ConfigValue.Nothing nothing, boolean optional) {
    if (optional) {
      effective.put(path, new EffectiveValue(path, "", nothing.origin()));
      texts.put(path, "");
      return Optional.empty();
    }
    problems.nothing(path, nothing.origin(), "give it one ('' is empty text), or remove the key");
    return null;
  }

  private @Nullable Object read(
      String path, OptionsKey key, ValueType type, ConfigValue.Scalar said, boolean optional) {
    boolean secret = isSecret(key, type);
    String shown = secret ? Shown.MASK : Shown.text(said.shown());
    effective.put(path, new EffectiveValue(path, shown, said.origin()));
    texts.put(path, said.text());
    if (optional && said.text().isEmpty()) {
      return Optional.empty();
    }
    Object value = convert(path, key, type, said, secret);
    return optional && value != null ? Optional.of(value) : value;
  }

  private @Nullable Object convert(
      String path, OptionsKey key, ValueType type, ConfigValue.Scalar said, boolean secret) {
    String text = said.text();
    Origin origin = said.origin();
    String shown = secret ? null : said.shown();
    try {
      Object value =
          type instanceof ValueType.Choice choice
              ? Scalars.choose(choice, text)
              : scalars.convert((ValueType.Scalar) type, text);
      String violation = Scalars.violation(key, type, value);
      if (violation == null) {
        return value;
      }
      problems.outOfRange(path, origin, shown, violation);
    } catch (UnreadableException e) {
      problems.unreadable(path, origin, shown, e.expected());
    }
    return null;
  }

  /** The list at {@code path} from the strongest source that has it; lists are not joined. */
  @Nullable Object texts(
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
      overridden.put(path, new ConfigValue.Sequence(List.copyOf(items), origin));
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
    StringBuilder whole = new StringBuilder();
    for (int i = 0; i < items.size(); i++) {
      String text = items.get(i).shown();
      shown.append(i == 0 ? "" : ", ").append(secret ? Shown.MASK : Shown.text(text));
      whole.append(items.get(i).text()).append('\0');
      String at = path + "[" + i + "]";
      Object value = convert(at, key, item, items.get(i), secret);
      if (value != null) {
        values.add(value);
      }
    }
    effective.put(path, new EffectiveValue(path, shown.append(']').toString(), origin));
    texts.put(path, whole.toString());
    return values.size() == items.size() ? List.copyOf(values) : null;
  }

  private boolean scalars(String path, ConfigValue value, List<ConfigValue.Scalar> into) {
    if (!(value instanceof ConfigValue.Sequence sequence)) {
      if (value instanceof ConfigValue.Nothing) {
        problems.nothing(path, value.origin(), "write [] for an empty list, or remove the key");
      } else if (!(value instanceof ConfigValue.Unresolved)) {
        problems.wrongShape(path, value, "a list");
      }
      return false;
    }
    boolean complete = true;
    for (int i = 0; i < sequence.items().size(); i++) {
      ConfigValue item = sequence.items().get(i);
      if (item instanceof ConfigValue.Scalar scalar) {
        into.add(scalar);
      } else if (item instanceof ConfigValue.Nothing) {
        problems.nothing(path + "[" + i + "]", item.origin(), "give it one, or remove it");
        complete = false;
      } else if (item instanceof ConfigValue.Unresolved) {
        complete = false;
      } else {
        problems.wrongShape(path + "[" + i + "]", item, "a single value");
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

  /** The variable that sets {@code path}, which no other key may have. */
  String claimVariable(String path) {
    String variable = KnownKeys.variable(path);
    String other = known.addVariable(variable, path);
    if (other != null) {
      problems.ambiguousVariable(variable, other, path);
    }
    return variable;
  }

  private static boolean isTruth(ValueType type) {
    return type instanceof ValueType.Scalar scalar
        && (scalar.type() == boolean.class || scalar.type() == Boolean.class);
  }

  private static boolean isSecret(OptionsKey key, ValueType type) {
    return (type instanceof ValueType.Scalar scalar && scalar.type() == Secret.class)
        || Shown.namesSecret(key.name());
  }
}
