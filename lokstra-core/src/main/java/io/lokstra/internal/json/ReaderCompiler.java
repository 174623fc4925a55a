package io.lokstra.internal.json;

import io.lokstra.bind.Converter;
import io.lokstra.bind.Converters;
import io.lokstra.internal.record.ComponentShape;
import io.lokstra.internal.record.InaccessibleTypeException;
import io.lokstra.internal.record.RecordShape;
import io.lokstra.internal.record.Sources;
import io.lokstra.internal.record.TypeShape;
import io.lokstra.internal.validation.RecordRules;
import io.lokstra.internal.validation.ValueRules;
import io.lokstra.json.JsonOptions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes readers for types, and gathers everything that stands in their way. One per compilation.
 */
public final class ReaderCompiler {
  private final JsonCodec codec;
  private final JsonOptions options;
  private final Converters converters;
  private final Clock clock;
  private final Map<TypeShape, ValueReader> made = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  ReaderCompiler(JsonCodec codec) {
    this.codec = codec;
    this.options = codec.options();
    this.converters = codec.converters();
    this.clock = codec.clock();
  }

  /** What stood in the way so far: whole sentences, with the component named. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  /**
   * A reader for a document that is one value.
   *
   * @throws IllegalArgumentException when there can be none
   */
  public BodyReader document(TypeShape type) {
    return new BodyReader.Whole(codec, slot(type));
  }

  /** A reader for a document that is the value of a component; what is wrong is a problem. */
  public BodyReader document(ComponentShape component, Class<?> owner) {
    return new BodyReader.Whole(codec, slot(component, owner));
  }

  /**
   * A reader for an object with these components as its properties.
   *
   * @param names what they are called in the document
   * @param owner the record to name where one of them cannot be read
   */
  public BodyReader members(List<ComponentShape> components, List<String> names, Class<?> owner) {
    Slot[] slots = new Slot[components.size()];
    for (int i = 0; i < slots.length; i++) {
      slots[i] = slot(components.get(i), owner);
    }
    Properties properties = properties(names, slots, Optional.empty());
    return new BodyReader.Members(codec, properties, slots.length);
  }

  private Properties properties(List<String> names, Slot[] slots, Optional<Variants.Tag> tag) {
    return new Properties(
        names,
        slots,
        tag,
        options.unknownProperties() == JsonOptions.UnknownProperties.IGNORE,
        duplicates());
  }

  private boolean duplicates() {
    return options.duplicateKeys() == JsonOptions.DuplicateKeys.LAST;
  }

  private Slot slot(ComponentShape component, Class<?> owner) {
    try {
      ValueRules rules = ValueRules.of(component, converters, clock);
      return new Slot(reader(rules.target()), rules);
    } catch (IllegalArgumentException | InaccessibleTypeException problem) {
      problems.add(component.problem(owner, problem));
      return new Slot(new UntypedReader(true), ValueRules.of(TypeShape.of(Object.class), clock));
    }
  }

  private Slot slot(TypeShape type) {
    ValueRules rules = ValueRules.of(type, clock);
    return new Slot(reader(rules.target()), rules);
  }

  /**
   * The reader for a type.
   *
   * @throws IllegalArgumentException when there can be none
   */
  private ValueReader reader(TypeShape type) {
    ValueReader known = made.get(type);
    return known != null ? known : make(type);
  }

  private ValueReader make(TypeShape type) {
    Class<?> raw = type.raw();
    if (raw == Object.class) {
      return new UntypedReader(duplicates());
    }
    Optional<ValueReader> scalar = scalar(raw);
    if (scalar.isPresent()) {
      return scalar.get();
    }
    if (raw == List.class || raw == Collection.class) {
      return ContainerReaders.list(slot(type.argument()));
    }
    if (raw == Set.class) {
      return ContainerReaders.set(slot(type.argument()));
    }
    if (raw.isArray()) {
      return ContainerReaders.array(slot(type.argument()), raw.componentType());
    }
    if (raw == Map.class) {
      return ContainerReaders.map(
          key(type.argument()), slot(type.arguments().get(1)), duplicates());
    }
    if (raw.isRecord()) {
      return record(type);
    }
    if (Variants.areOf(raw)) {
      return sealed(type);
    }
    throw new IllegalArgumentException(
        type
            + " cannot be read; records, sealed interfaces of records, List, Set, Map, arrays and"
            + " types with a converter can: register one with Converters.with("
            + raw.getSimpleName()
            + ".class, …)");
  }

  private Optional<ValueReader> scalar(Class<?> raw) {
    Optional<ValueReader> special =
        options.dates() == JsonOptions.Dates.EPOCH_MILLIS
            ? ScalarReaders.epochMillis(raw)
            : Optional.empty();
    return special
        .or(() -> ScalarReaders.find(raw))
        .or(() -> converters.find(raw).map(ScalarReaders::of));
  }

  private Converter<?> key(TypeShape type) {
    Class<?> raw = type.raw() == Object.class ? String.class : type.raw();
    return converters
        .find(raw)
        .orElseThrow(
            () -> new IllegalArgumentException(type + " cannot be the key of a map: no converter"));
  }

  private RecordReader record(TypeShape type) {
    RecordShape shape = RecordShape.of(type);
    Class<?> raw = type.raw();
    RecordReader reader = new RecordReader(RecordRules.of(shape, options.naming(), clock));
    made.put(type, reader);
    List<String> names = new ArrayList<>();
    Slot[] slots = new Slot[shape.components().size()];
    for (ComponentShape component : shape.components()) {
      if (Sources.isDeclared(component.annotations())) {
        problems.add(
            "component '"
                + component.name()
                + "' of "
                + raw.getSimpleName()
                + " names a source, but the record is read from inside a JSON document");
      }
      slots[component.index()] = slot(component, raw);
      names.add(PropertyNames.of(component, options.naming()));
    }
    PropertyNames.check(names, raw);
    Optional<Variants.Tag> tag = Variants.tag(raw, options.naming());
    if (tag.isPresent() && names.contains(tag.get().property())) {
      throw new IllegalArgumentException(
          raw.getSimpleName()
              + " has a component that is spelt as the discriminator '"
              + tag.get().property()
              + "'; give its sealed interface another @Discriminator");
    }
    reader.complete(properties(List.copyOf(names), slots, tag));
    return reader;
  }

  private ValueReader sealed(TypeShape type) {
    Variants variants = Variants.of(type, options.naming());
    Map<String, RecordReader> records = new LinkedHashMap<>();
    SealedReader reader = new SealedReader(variants.property(), records);
    made.put(type, reader);
    variants
        .records()
        .forEach((name, shape) ->
            records.put(
                name, made.get(shape) instanceof RecordReader known ? known : record(shape)));
    return reader;
  }
}
