package io.lokstra.internal.record;

import io.lokstra.bind.Converter;
import io.lokstra.bind.Converters;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes the value that a component's {@code @Default} stands for: by the type's converter; a list
 * or set from its elements between commas; an empty container, or a record of defaults, from "".
 */
public final class DefaultValues {
  private DefaultValues() {}

  /**
   * The value, immutable.
   *
   * @throws IllegalArgumentException says what the text should have been
   */
  public static Object of(TypeShape type, String text, Converters converters) {
    Class<?> raw = type.raw();
    Optional<? extends Converter<?>> converter = converters.find(raw);
    if (converter.isPresent()) {
      return converted(converter.get(), text);
    }
    if (raw == List.class || raw == Collection.class) {
      return List.copyOf(elements(type, text, converters));
    }
    if (raw == Set.class) {
      return Collections.unmodifiableSet(new LinkedHashSet<>(elements(type, text, converters)));
    }
    if (text.isEmpty()) {
      if (raw == Map.class) {
        return Map.of();
      }
      if (raw.isArray()) {
        return Array.newInstance(raw.componentType(), 0);
      }
      if (raw.isRecord()) {
        return record(type, converters);
      }
    }
    throw new IllegalArgumentException(
        "@Default(\"" + text + "\") cannot be made into " + type + "; \"\" is its empty form");
  }

  private static Object converted(Converter<?> converter, String text) {
    try {
      return converter.convert(text);
    } catch (RuntimeException refused) {
      throw new IllegalArgumentException(
          "@Default(\"" + text + "\") must be " + converter.expected(), refused);
    }
  }

  private static List<Object> elements(TypeShape type, String text, Converters converters) {
    List<Object> elements = new ArrayList<>();
    if (!text.isEmpty()) {
      for (String element : text.split(",", -1)) {
        elements.add(of(type.argument(), element.strip(), converters));
      }
    }
    return elements;
  }

  private static Object record(TypeShape type, Converters converters) {
    RecordShape shape = RecordShape.of(type);
    @Nullable Object[] values = new @Nullable Object[shape.components().size()];
    for (ComponentShape component : shape.components()) {
      values[component.index()] = absent(component, converters);
    }
    try {
      return shape.create(values);
    } catch (RuntimeException refused) {
      throw new IllegalArgumentException(
          type + " refuses its own defaults " + Arrays.toString(values), refused);
    }
  }

  /** What a component is when nothing gives it. */
  private static @Nullable Object absent(ComponentShape component, Converters converters) {
    Optional<String> text = component.defaultText();
    if (text.isPresent()) {
      return of(component.type(), text.get(), converters);
    }
    if (component.isOptional()) {
      return Optional.empty();
    }
    if (component.isNullable()) {
      return null;
    }
    throw new IllegalArgumentException(
        "component '" + component.name() + "' has no @Default of its own");
  }
}
