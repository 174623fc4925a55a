package io.lokstra.bind;

import io.lokstra.internal.record.EnumConverter;
import io.lokstra.internal.record.FactoryConverter;
import io.lokstra.internal.record.OnlyComponent;
import io.lokstra.internal.record.StandardConverters;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The converters of one application, by type. Immutable: {@link #with} gives another one.
 *
 * <p>A converter is found in this order:
 *
 * <ol>
 *   <li>what {@link #with} registered;
 *   <li>the standard ones: text, numbers, {@code boolean}, {@code UUID}, {@code java.time}, {@code
 *       Locale}, {@code URI};
 *   <li>an enum: its constants as {@link #naming()} spells them, in exactly that case;
 *   <li>a type of the application's own with a public static {@code parse(String)} or {@code
 *       parse(CharSequence)} that returns it; a class that is no record may also call it {@code
 *       of}, {@code valueOf} or {@code fromString}. A record's {@code of(String)} does not count,
 *       since it would turn a nested object into text without a word.
 * </ol>
 */
public final class Converters {
  private final Naming naming;
  private final Map<Class<?>, Converter<?>> registered;
  // Those that were asked for, so that a program that converts nothing makes none. Bounded by the
  // number of types a program names; an instance's own, so that nothing is global.
  private final Map<Class<?>, Optional<Converter<?>>> others = new ConcurrentHashMap<>();

  private Converters(Naming naming, Map<Class<?>, Converter<?>> registered) {
    this.naming = naming;
    this.registered = registered;
  }

  /** The standard converters, enums spelt in {@link Naming#SNAKE_CASE}. */
  public static Converters standard() {
    return standard(Naming.SNAKE_CASE);
  }

  /** The standard converters, enums spelt as {@code naming} says. */
  public static Converters standard(Naming naming) {
    return new Converters(naming, Map.of());
  }

  /**
   * These converters and one for {@code type}, in the place of any there was. A record of one
   * component is written as that component where the converter does not say how.
   */
  public <T> Converters with(Class<T> type, Converter<? extends T> converter) {
    Map<Class<?>, Converter<?>> more = new HashMap<>(registered);
    more.put(type, OnlyComponent.completed(type, converter));
    return new Converters(naming, Map.copyOf(more));
  }

  /** These converters, with enums spelt as {@code naming} says. */
  public Converters withNaming(Naming naming) {
    return naming == this.naming ? this : new Converters(naming, registered);
  }

  /** How enum constants are spelt. */
  public Naming naming() {
    return naming;
  }

  /** The converter for {@code type}, primitive types included; empty when there is none. */
  @SuppressWarnings("unchecked") // all maps hold under a class only converters to that class
  public <T> Optional<Converter<T>> find(Class<T> type) {
    Converter<?> known = registered.get(type);
    if (known != null) {
      return Optional.of((Converter<T>) known);
    }
    Optional<Converter<?>> found = others.get(type);
    if (found == null) {
      found = others.computeIfAbsent(type, this::make);
    }
    return (Optional<Converter<T>>) (Optional<?>) found;
  }

  private Optional<Converter<?>> make(Class<?> type) {
    Converter<?> standard = StandardConverters.ALL.get(type);
    if (standard != null) {
      return Optional.of(standard);
    }
    if (type.isEnum()) {
      return Optional.of(EnumConverter.of(type, naming));
    }
    return FactoryConverter.find(type);
  }
}
