package io.lokstra.internal.json;

import io.lokstra.http.Fields;
import io.lokstra.internal.record.ComponentShape;
import io.lokstra.internal.record.InaccessibleTypeException;
import io.lokstra.internal.record.RecordShape;
import io.lokstra.internal.record.TypeShape;
import io.lokstra.json.JsonException;
import io.lokstra.json.JsonOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes a record: the names of its properties are encoded once. */
final class RecordWriter extends ValueWriter {
  private static final byte[] NO_TAG = {};

  private final List<String> names;
  private final Property[] properties;
  private final byte[] tag;
  private final boolean omitNulls;

  private RecordWriter(List<String> names, Property[] properties, byte[] tag, boolean omitNulls) {
    this.names = names;
    this.properties = properties;
    this.tag = tag;
    this.omitNulls = omitNulls;
  }

  /**
   * The writer of a record class.
   *
   * @throws JsonException when the record cannot be reached, with the line that remedies it
   */
  static RecordWriter of(Class<?> type, Writers writers) {
    JsonOptions options = writers.codec().options();
    try {
      RecordShape shape = RecordShape.of(TypeShape.of(type));
      List<String> names = new ArrayList<>();
      Property[] properties = new Property[shape.components().size()];
      for (ComponentShape component : shape.components()) {
        String name = PropertyNames.of(component, options.naming());
        names.add(name);
        properties[component.index()] =
            new Property(encoded("," + quoted(name) + ":"), component, writers);
      }
      PropertyNames.check(names, type);
      byte[] tag =
          Variants.tag(type, options.naming())
              .map(it -> encoded("," + quoted(it.property()) + ":" + quoted(it.name())))
              .orElse(NO_TAG);
      return new RecordWriter(
          List.copyOf(names), properties, tag, options.nulls() == JsonOptions.Nulls.OMIT);
    } catch (IllegalArgumentException | InaccessibleTypeException problem) {
      throw JsonException.unwritable(String.valueOf(problem.getMessage()));
    }
  }

  private static byte[] encoded(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String quoted(String text) {
    JsonOutput out = new JsonOutput(text.length() + 2, 0);
    out.string(text);
    return new String(out.toBytes(), StandardCharsets.UTF_8);
  }

  @Override
  void write(Object value, JsonOutput out) {
    out.open('{');
    boolean first = tag.length == 0;
    if (!first) {
      out.raw(tag, 1);
    }
    for (Property property : properties) {
      if (property.write(value, out, first, omitNulls)) {
        first = false;
      }
    }
    out.close('}');
  }

  /** Writes only the properties that {@code fields} includes. */
  void write(Object value, JsonOutput out, Fields fields) {
    out.open('{');
    boolean first = true;
    for (int i = 0; i < properties.length; i++) {
      if (fields.includes(names.get(i)) && properties[i].write(value, out, first, omitNulls)) {
        first = false;
      }
    }
    out.close('}');
  }

  /** One component; those of primitive types are read without a box. */
  private static final class Property {
    private final byte[] name;
    private final ComponentShape component;
    private final Class<?> type;
    private final Writers writers;
    // The writer of a class that has no subclasses; any thread finds the same one.
    private @Nullable ValueWriter known;

    Property(byte[] name, ComponentShape component, Writers writers) {
      this.name = name;
      this.component = component;
      this.type = component.type().raw();
      this.writers = writers;
    }

    /** Whether anything was written. */
    boolean write(Object record, JsonOutput out, boolean first, boolean omitNulls) {
      if (type == int.class) {
        out.raw(name, first ? 1 : 0);
        out.number(component.readInt(record));
        return true;
      }
      if (type == long.class) {
        out.raw(name, first ? 1 : 0);
        out.number(component.readLong(record));
        return true;
      }
      if (type == boolean.class) {
        out.raw(name, first ? 1 : 0);
        out.bool(component.readBoolean(record));
        return true;
      }
      Object value = component.read(record);
      if (value instanceof Optional<?> optional) {
        value = optional.orElse(null);
      }
      if (value == null && omitNulls) {
        return false;
      }
      out.raw(name, first ? 1 : 0);
      if (value == null) {
        out.nothing();
      } else if (value instanceof String text) {
        out.string(text);
      } else {
        writer(value.getClass()).write(value, out);
      }
      return true;
    }

    private ValueWriter writer(Class<?> actual) {
      if (actual != type) {
        return writers.of(actual);
      }
      ValueWriter writer = known;
      if (writer == null) {
        writer = writers.of(actual);
        known = writer;
      }
      return writer;
    }
  }
}
