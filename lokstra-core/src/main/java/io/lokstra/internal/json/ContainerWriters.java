package io.lokstra.internal.json;

import java.lang.reflect.Array;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** Writes what holds other values; each of those by its own class. */
final class ContainerWriters {
  private final Writers writers;

  ContainerWriters(Writers writers) {
    this.writers = writers;
  }

  Optional<ValueWriter> find(Class<?> type) {
    if (Collection.class.isAssignableFrom(type)) {
      return found((value, out) -> elements((Collection<?>) value, out));
    }
    if (Map.class.isAssignableFrom(type)) {
      return found((value, out) -> entries((Map<?, ?>) value, out));
    }
    if (type == Optional.class) {
      return found((value, out) -> writers.write(((Optional<?>) value).orElse(null), out));
    }
    if (type.isArray() && type != byte[].class) {
      return found(this::array);
    }
    return Optional.empty();
  }

  private static Optional<ValueWriter> found(BiConsumer<Object, JsonOutput> write) {
    return Optional.of(Writers.writer(write));
  }

  private void elements(Collection<?> elements, JsonOutput out) {
    out.open('[');
    boolean first = true;
    Class<?> previous = null;
    ValueWriter writer = null;
    for (Object element : elements) {
      if (!first) {
        out.raw(',');
      }
      first = false;
      if (element == null) {
        out.nothing();
      } else {
        // The elements of a list mostly are of one class.
        if (writer == null || element.getClass() != previous) {
          previous = element.getClass();
          writer = writers.of(previous);
        }
        writer.write(element, out);
      }
    }
    out.close(']');
  }

  private void entries(Map<?, ?> map, JsonOutput out) {
    out.open('{');
    boolean first = true;
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!first) {
        out.raw(',');
      }
      first = false;
      out.string(writers.key(entry.getKey()));
      out.raw(':');
      @Nullable Object value = entry.getValue();
      writers.write(value, out);
    }
    out.close('}');
  }

  private void array(Object array, JsonOutput out) {
    out.open('[');
    int length = Array.getLength(array);
    for (int i = 0; i < length; i++) {
      if (i > 0) {
        out.raw(',');
      }
      writers.write(Array.get(array, i), out);
    }
    out.close(']');
  }
}
