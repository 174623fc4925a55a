package io.lokstra.internal.json;

import io.lokstra.bind.Converter;
import io.lokstra.internal.validation.Findings;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonToken;

/** Reads lists, sets, arrays and maps; what they give is unmodifiable, and in the input's order. */
final class ContainerReaders {
  private ContainerReaders() {}

  static ValueReader list(Slot element) {
    return new Elements(element, Collections::unmodifiableList);
  }

  static ValueReader set(Slot element) {
    return new Elements(
        element, elements -> Collections.unmodifiableSet(new LinkedHashSet<>(elements)));
  }

  static ValueReader array(Slot element, Class<?> componentType) {
    return new Elements(
        element,
        elements -> {
          Object array = Array.newInstance(componentType, elements.size());
          for (int i = 0; i < elements.size(); i++) {
            Array.set(array, i, elements.get(i));
          }
          return array;
        });
  }

  static ValueReader map(Converter<?> key, Slot value, boolean duplicates) {
    return new Entries(key, value, duplicates);
  }

  private static final class Elements extends ValueReader {
    private final Slot element;
    private final Function<List<@Nullable Object>, Object> finish;

    Elements(Slot element, Function<List<@Nullable Object>, Object> finish) {
      this.element = element;
      this.finish = finish;
    }

    @Override
    Object read(Reading in) {
      if (in.parser.currentToken() != JsonToken.START_ARRAY) {
        return in.mismatch("a list");
      }
      List<@Nullable Object> elements = new ArrayList<>();
      boolean failed = false;
      int index = 0;
      while (in.parser.nextToken() != JsonToken.END_ARRAY) {
        in.findings.enter(index++);
        Object value = element.read(in);
        in.findings.leave();
        if (Findings.isFailed(value)) {
          failed = true;
        } else {
          elements.add(value);
        }
      }
      return failed ? Findings.FAILED : finish.apply(elements);
    }
  }

  private static final class Entries extends ValueReader {
    private final Converter<?> key;
    private final Slot slot;
    private final boolean duplicates;

    Entries(Converter<?> key, Slot slot, boolean duplicates) {
      this.key = key;
      this.slot = slot;
      this.duplicates = duplicates;
    }

    @Override
    Object read(Reading in) {
      if (in.parser.currentToken() != JsonToken.START_OBJECT) {
        return in.mismatch("an object");
      }
      Map<Object, @Nullable Object> map = new LinkedHashMap<>();
      boolean failed = false;
      for (String name = in.parser.nextName(); name != null; name = in.parser.nextName()) {
        in.findings.enter(name);
        in.parser.nextToken();
        Object converted = key(name, in);
        if (!duplicates && map.containsKey(converted)) {
          in.duplicate();
          failed = true;
        }
        Object value = slot.read(in);
        failed |= Findings.isFailed(converted) || Findings.isFailed(value);
        map.put(converted, value);
        in.findings.leave();
      }
      return failed ? Findings.FAILED : Collections.unmodifiableMap(map);
    }

    private Object key(String name, Reading in) {
      try {
        return key.convert(name);
      } catch (RuntimeException refused) {
        in.findings.unreadable("type", "The key must be " + key.expected() + ".");
        return Findings.FAILED;
      }
    }
  }
}
