package io.lokstra.internal.config;

import io.lokstra.bind.Naming;
import io.lokstra.config.ByteSize;
import io.lokstra.config.Inline;
import io.lokstra.config.spi.OptionsKey;
import io.lokstra.config.spi.OptionsShape;
import io.lokstra.config.spi.ValueType;
import io.lokstra.internal.record.ComponentShape;
import io.lokstra.internal.record.RecordShape;
import io.lokstra.internal.record.TypeShape;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.PositiveOrZero;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The shape of a record for which none was written at build time. */
final class ReflectiveShape<T extends Record> extends OptionsShape<T> {

  private final RecordShape record;

  /** Takes {@code type} apart. */
  static <T extends Record> OptionsShape<T> of(Class<T> type, Scalars scalars) {
    return new ReflectiveShape<>(type, RecordShape.of(type), scalars);
  }

  private ReflectiveShape(Class<T> type, RecordShape record, Scalars scalars) {
    super(type, keys(type, record, scalars));
    this.record = record;
  }

  @Override
  public T create(Object[] values) {
    return type().cast(record.create(values));
  }

  private static OptionsKey[] keys(Class<?> type, RecordShape record, Scalars scalars) {
    List<ComponentShape> components = record.components();
    OptionsKey[] keys = new OptionsKey[components.size()];
    for (int i = 0; i < keys.length; i++) {
      ComponentShape component = components.get(i);
      try {
        keys[i] = key(component, scalars);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "component " + component.name() + " of " + type.getName() + ": " + e.getMessage(), e);
      }
    }
    return keys;
  }

  private static OptionsKey key(ComponentShape component, Scalars scalars) {
    boolean byteSize = component.annotation(ByteSize.class).isPresent();
    boolean inline = component.annotation(Inline.class).isPresent();
    ValueType valueType = type(component.type(), byteSize, scalars);
    if (inline && !(valueType instanceof ValueType.Section)) {
      throw new IllegalArgumentException("@Inline belongs to a record of options");
    }
    OptionsKey key =
        OptionsKey.of(
            component.name(), inline ? "" : Naming.KEBAB_CASE.of(component.name()), valueType);
    if (component.defaultText().isPresent()) {
      key = key.byDefault(component.defaultText().get());
    }
    for (Annotation annotation : component.annotations()) {
      key = constrained(key, annotation);
    }
    return key;
  }

  private static ValueType type(TypeShape type, boolean byteSize, Scalars scalars) {
    Class<?> raw = type.raw();
    if (raw == Optional.class) {
      return ValueType.optionalOf(type(type.argument(), byteSize, scalars));
    }
    if (raw == List.class) {
      return ValueType.listOf(type(type.argument(), byteSize, scalars));
    }
    if (raw == Map.class) {
      if (type.argument().raw() != String.class) {
        throw new IllegalArgumentException("the keys of a map of options are Strings");
      }
      return ValueType.mapOf(type(type.arguments().get(1), byteSize, scalars));
    }
    if (byteSize
        && raw != int.class
        && raw != long.class
        && raw != Integer.class
        && raw != Long.class) {
      throw new IllegalArgumentException("@ByteSize belongs to an int or a long");
    }
    if (raw.isEnum()) {
      return ValueType.choice((Enum<?>[]) raw.getEnumConstants());
    }
    if (scalars.isScalar(raw)) {
      return byteSize ? ValueType.byteSize(raw) : ValueType.scalar(raw);
    }
    if (raw.isRecord()) {
      return ValueType.section(raw.asSubclass(Record.class));
    }
    throw new IllegalArgumentException(
        type + " cannot be read from configuration; give it a public static parse(String)");
  }

  private static OptionsKey constrained(OptionsKey key, Annotation annotation) {
    if (annotation instanceof Min min) {
      return key.within(Math.max(key.minimum(), min.value()), key.maximum());
    }
    if (annotation instanceof Max max) {
      return key.within(key.minimum(), Math.min(key.maximum(), max.value()));
    }
    if (annotation instanceof Positive) {
      return key.within(Math.max(key.minimum(), 1), key.maximum());
    }
    if (annotation instanceof PositiveOrZero) {
      return key.within(Math.max(key.minimum(), 0), key.maximum());
    }
    if (annotation instanceof NotBlank) {
      return key.notBlank();
    }
    if (annotation.annotationType().getPackageName().equals(Min.class.getPackageName())) {
      throw new IllegalArgumentException(
          "@"
              + annotation.annotationType().getSimpleName()
              + " is not checked on options; @Min, @Max, @Positive, @PositiveOrZero and @NotBlank"
              + " are, and the record's own constructor");
    }
    return key;
  }
}
