package io.lokstra.internal.json;

import io.lokstra.bind.Converter;
import io.lokstra.http.Fields;
import io.lokstra.json.JsonException;
import io.lokstra.json.JsonNull;
import io.lokstra.json.JsonOptions;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** The writers of one codec, by class, made when a value of the class is first written. */
final class Writers {
  private final JsonCodec codec;
  // Bounded by the number of classes a program writes.
  private final Map<Class<?>, ValueWriter> made = new ConcurrentHashMap<>();
  private final ContainerWriters containers = new ContainerWriters(this);

  Writers(JsonCodec codec) {
    this.codec = codec;
  }

  JsonCodec codec() {
    return codec;
  }

  /** Writes any value, and null. */
  void write(@Nullable Object value, JsonOutput out) {
    if (value == null) {
      out.nothing();
    } else {
      of(value.getClass()).write(value, out);
    }
  }

  /** The writer for a value's class. */
  ValueWriter of(Class<?> type) {
    ValueWriter known = made.get(type);
    if (known == null) {
      known = make(type);
      made.put(type, known);
    }
    return known;
  }

  private ValueWriter make(Class<?> type) {
    if (type == String.class) {
      return writer((value, out) -> out.string((String) value));
    }
    if (type == Boolean.class) {
      return writer((value, out) -> out.bool((Boolean) value));
    }
    if (Number.class.isAssignableFrom(type)) {
      Optional<ValueWriter> number = number(type);
      if (number.isPresent()) {
        return number.get();
      }
    }
    if (type == Fields.Selected.class) {
      return writer(this::selected);
    }
    if (type == JsonNull.class) {
      return writer((value, out) -> out.nothing());
    }
    return time(type)
        .or(() -> containers.find(type))
        .or(() -> text(type))
        .orElseGet(() -> object(type));
  }

  private void selected(Object value, JsonOutput out) {
    Fields.Selected<?> selected = (Fields.Selected<?>) value;
    if (of(selected.value().getClass()) instanceof RecordWriter writer) {
      writer.write(selected.value(), out, selected.fields());
    } else {
      write(selected.value(), out);
    }
  }

  private static Optional<ValueWriter> number(Class<?> type) {
    if (type == Integer.class || type == Long.class || type == Short.class || type == Byte.class) {
      return Optional.of(writer((value, out) -> out.number(((Number) value).longValue())));
    }
    if (type == Double.class) {
      return Optional.of(writer((value, out) -> out.number((double) value)));
    }
    if (type == Float.class) {
      return Optional.of(writer(Writers::single));
    }
    if (type == BigDecimal.class || type == BigInteger.class) {
      return Optional.of(writer((value, out) -> out.raw(value.toString())));
    }
    return Optional.empty();
  }

  private static void single(Object value, JsonOutput out) {
    float number = (float) value;
    if (!Float.isFinite(number)) {
      throw JsonException.unwritable(number + " is not a number that JSON has");
    }
    out.raw(Float.toString(number));
  }

  /** Times whose {@code toString} leaves out seconds of zero are written with them all the same. */
  private Optional<ValueWriter> time(Class<?> type) {
    boolean millis = codec.options().dates() == JsonOptions.Dates.EPOCH_MILLIS;
    if (type == Instant.class && millis) {
      return millis(value -> ((Instant) value).toEpochMilli());
    }
    if (type == OffsetDateTime.class) {
      return millis
          ? millis(value -> ((OffsetDateTime) value).toInstant().toEpochMilli())
          : text(value -> DateTimeFormatter.ISO_OFFSET_DATE_TIME.format((OffsetDateTime) value));
    }
    if (type == ZonedDateTime.class) {
      return millis
          ? millis(value -> ((ZonedDateTime) value).toInstant().toEpochMilli())
          : text(value -> DateTimeFormatter.ISO_ZONED_DATE_TIME.format((ZonedDateTime) value));
    }
    if (type == LocalDateTime.class) {
      return text(value -> DateTimeFormatter.ISO_LOCAL_DATE_TIME.format((LocalDateTime) value));
    }
    return type == LocalTime.class
        ? text(value -> DateTimeFormatter.ISO_LOCAL_TIME.format((LocalTime) value))
        : Optional.empty();
  }

  private static Optional<ValueWriter> millis(ToLongFunction<Object> conversion) {
    return Optional.of(writer((value, out) -> out.number(conversion.applyAsLong(value))));
  }

  private Optional<ValueWriter> text(Class<?> type) {
    if (type == byte[].class) {
      return text(value -> Base64.getEncoder().encodeToString((byte[]) value));
    }
    if (Locale.class.isAssignableFrom(type)) {
      return text(value -> ((Locale) value).toLanguageTag());
    }
    if (CharSequence.class.isAssignableFrom(type)
        || java.time.ZoneId.class.isAssignableFrom(type)) {
      return text(Object::toString);
    }
    return converter(type).map(converter -> writer((v, out) -> out.string(converter.write(v))));
  }

  private static Optional<ValueWriter> text(Function<Object, String> conversion) {
    return Optional.of(writer((value, out) -> out.string(conversion.apply(value))));
  }

  /**
   * What reads a type from text also writes it as text; of an enum, whatever its constant's class.
   */
  @SuppressWarnings("unchecked") // a converter under a class writes values of that class
  private Optional<Converter<Object>> converter(Class<?> type) {
    Class<?> declared =
        Enum.class.isAssignableFrom(type) && !type.isEnum() ? type.getSuperclass() : type;
    return codec.converters().find((Class<Object>) declared);
  }

  private ValueWriter object(Class<?> type) {
    return type.isRecord() ? RecordWriter.of(type, this) : new FallbackWriter(type, codec);
  }

  /** The key of a map as the name of a property. */
  String key(@Nullable Object key) {
    if (key instanceof String text) {
      return text;
    }
    if (key == null) {
      throw JsonException.unwritable("a map has null for a key");
    }
    return converter(key.getClass())
        .map(converter -> converter.write(key))
        .orElseThrow(() ->
            JsonException.unwritable(
                "a map has a key of " + key.getClass().getName() + ", which has no converter"));
  }

  static ValueWriter writer(BiConsumer<Object, JsonOutput> write) {
    return new ValueWriter() {
      @Override
      void write(Object value, JsonOutput out) {
        write.accept(value, out);
      }
    };
  }
}
