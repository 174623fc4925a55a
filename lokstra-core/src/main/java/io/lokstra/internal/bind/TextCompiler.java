package io.lokstra.internal.bind;

import io.lokstra.bind.Converter;
import io.lokstra.bind.Converters;
import io.lokstra.bind.Naming;
import io.lokstra.internal.record.ComponentShape;
import io.lokstra.internal.record.RecordShape;
import io.lokstra.internal.record.Sources.Kind;
import io.lokstra.internal.record.TypeShape;
import io.lokstra.internal.validation.RecordRules;
import io.lokstra.internal.validation.ValueRules;
import java.lang.reflect.Array;
import java.time.Clock;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Compiles inputs that are read from text. */
final class TextCompiler {
  private final Converters converters;
  private final Naming naming;
  private final Clock clock;

  TextCompiler(Converters converters, Naming naming, Clock clock) {
    this.converters = converters;
    this.naming = naming;
    this.clock = clock;
  }

  /**
   * The input of a component.
   *
   * @param name its name in the source
   * @param field its name for errors
   * @throws IllegalArgumentException when such a source cannot give such a type
   */
  Input input(ComponentShape component, Kind kind, String name, String field) {
    ValueRules rules = ValueRules.of(component, converters, clock);
    TypeShape type = rules.target();
    boolean grouped = kind == Kind.QUERY || kind == Kind.FORM;
    boolean converted = converters.find(type.raw()).isPresent();
    if (grouped && type.raw() == Map.class) {
      TypeShape value = type.arguments().get(1);
      ValueRules element = ValueRules.of(value, clock);
      return new TextMapInput(
          kind,
          name,
          field,
          converter(type.argument()),
          reader(element.target(), kind),
          element,
          rules);
    }
    if (grouped && type.raw().isRecord() && !converted) {
      RecordShape shape = RecordShape.of(type);
      List<String> names =
          shape.components().stream().map(inner -> naming.of(inner.name())).toList();
      return new NestedInput(kind, name, field, names, nested(shape, kind, name), rules);
    }
    boolean emptyIsMissing = kind == Kind.FORM && type.raw() != String.class;
    return new TextInput(kind, name, field, reader(type, kind), rules, emptyIsMissing);
  }

  private Input.Group nested(RecordShape shape, Kind kind, String name) {
    Input[] inputs = new Input[shape.components().size()];
    for (ComponentShape component : shape.components()) {
      String inner = naming.of(component.name());
      inputs[component.index()] = input(component, kind, name + "[" + inner + "]", inner);
    }
    return new Input.Group(RecordRules.of(shape, naming, clock), inputs);
  }

  private TextReader reader(TypeShape type, Kind kind) {
    Class<?> raw = type.raw();
    Optional<? extends Converter<?>> converter = converters.find(raw);
    if (converter.isPresent()) {
      return new TextReader.Single(converter.get());
    }
    if (raw == List.class || raw == Collection.class) {
      return many(type, kind, Collections::unmodifiableList);
    }
    if (raw == Set.class) {
      return many(type, kind, all -> Collections.unmodifiableSet(new LinkedHashSet<>(all)));
    }
    if (raw.isArray()) {
      return many(type, kind, all -> array(raw.componentType(), all));
    }
    throw new IllegalArgumentException(
        type
            + " cannot be read from "
            + place(kind)
            + ": it is neither a List, a Set or an array of something that has a converter, nor has"
            + " it one");
  }

  private TextReader many(
      TypeShape type, Kind kind, Function<List<@Nullable Object>, Object> finish) {
    ValueRules element = ValueRules.of(type.argument(), clock);
    boolean commas = kind != Kind.FORM;
    return new TextReader.Many(converter(element.target()), element, commas, finish);
  }

  private Converter<?> converter(TypeShape type) {
    return converters
        .find(type.raw())
        .orElseThrow(() -> new IllegalArgumentException("there is no converter for " + type));
  }

  private static Object array(Class<?> componentType, List<@Nullable Object> elements) {
    Object array = Array.newInstance(componentType, elements.size());
    for (int i = 0; i < elements.size(); i++) {
      Array.set(array, i, elements.get(i));
    }
    return array;
  }

  private static String place(Kind kind) {
    return switch (kind) {
      case PATH -> "a path";
      case QUERY -> "a query";
      case HEADER -> "a header field";
      case COOKIE -> "a cookie";
      default -> "a form";
    };
  }
}
