package io.lokstra.internal.config;

import io.lokstra.config.spi.OptionsKey;
import io.lokstra.config.spi.OptionsShape;
import io.lokstra.config.spi.ValueType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/** All keys below a record as a JSON Schema (draft 2020-12), for editors that complete a file. */
public final class JsonSchema {

  private static final Set<Class<?>> WHOLE =
      Set.of(int.class, long.class, Integer.class, Long.class);

  private final Shapes shapes = new Shapes();
  private final Map<Class<? extends Record>, Map<String, String>> open = new LinkedHashMap<>();

  private JsonSchema() {}

  /**
   * The schema of {@code type}, which is read at the top level; sections of the application's own
   * may stand beside its keys.
   */
  public static String of(Class<? extends Record> type, String title) {
    return of(type, title, Map.of());
  }

  /**
   * The schema of {@code type}, with sections of further types one level down.
   *
   * @param further by the name of a section and, in it, by theirs: {@code middleware}, {@code cors}
   */
  public static String of(
      Class<? extends Record> type,
      String title,
      Map<String, Map<String, Class<? extends Record>>> further) {
    return of(type, title, further, List.of(), Map.of());
  }

  /**
   * The schema of {@code type}, with sections of further types one level down, and others beside
   * it.
   *
   * @param further by the name of a section and, in it, by theirs: {@code middleware}, {@code cors}
   * @param beside records whose keys stand at the top level too
   * @param open keys of records below which anything may stand: the key and its description
   */
  public static String of(
      Class<? extends Record> type,
      String title,
      Map<String, Map<String, Class<? extends Record>>> further,
      List<Class<? extends Record>> beside,
      Map<Class<? extends Record>, Map<String, String>> open) {
    JsonSchema schema = new JsonSchema();
    schema.open.putAll(open);
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", title);
    root.putAll(schema.section(schema.shapes.of(type)));
    root.computeIfPresent(
        "properties", (name, properties) -> schema.withFurther(properties, further, beside));
    root.put("additionalProperties", Map.of("type", "object"));
    return JsonText.pretty(root) + "\n";
  }

  private Map<String, Object> withFurther(
      Object properties,
      Map<String, Map<String, Class<? extends Record>>> further,
      List<Class<? extends Record>> beside) {
    Map<String, Object> all = new LinkedHashMap<>();
    ((Map<?, ?>) properties).forEach((name, value) -> all.put((String) name, value));
    for (Class<? extends Record> each : beside) {
      ((Map<?, ?>) section(shapes.of(each)).getOrDefault("properties", Map.of()))
          .forEach((name, value) -> all.put((String) name, value));
    }
    further.forEach((name, types) -> {
      Map<String, Object> sections = new LinkedHashMap<>();
      types.forEach((inner, type) -> sections.put(inner, section(shapes.of(type))));
      all.put(
          name,
          ordered(
              "type",
              "object",
              "properties",
              sections,
              "additionalProperties",
              ordered("type", "object")));
    });
    return all;
  }

  private Map<String, Object> section(OptionsShape<?> shape) {
    Properties descriptions = Descriptions.of(shape.type());
    Map<String, Object> properties = new LinkedHashMap<>();
    List<Object> required = new ArrayList<>();
    for (OptionsKey key : shape.keys()) {
      Map<String, Object> property = new LinkedHashMap<>();
      Optional.ofNullable(descriptions.getProperty(key.component()))
          .ifPresent(text -> property.put("description", text));
      property.putAll(value(key, key.type()));
      key.defaultText().ifPresent(text -> property.put("default", byDefault(key.type(), text)));
      properties.put(key.name(), property);
      boolean single =
          key.type() instanceof ValueType.Scalar || key.type() instanceof ValueType.Choice;
      if (single && key.defaultText().isEmpty()) {
        required.add(key.name());
      }
    }
    open.getOrDefault(shape.type(), Map.of())
        .forEach(
            (name, text) -> properties.put(name, ordered("description", text, "type", "object")));
    Map<String, Object> section = new LinkedHashMap<>();
    section.put("type", "object");
    section.put("properties", properties);
    if (!required.isEmpty()) {
      section.put("required", required);
    }
    section.put("additionalProperties", false);
    return section;
  }

  private Map<String, Object> value(OptionsKey key, ValueType type) {
    return switch (type) {
      case ValueType.Scalar scalar -> scalar(key, scalar);
      case ValueType.Choice choice ->
          Map.of("enum", choice.constants().stream().map(Scalars::name).toList());
      case ValueType.Section section -> section(shapes.of(section.type()));
      case ValueType.OptionalOf optional -> value(key, optional.value());
      case ValueType.MapOf map ->
          ordered("type", "object", "additionalProperties", value(key, map.value()));
      case ValueType.ListOf list -> ordered("type", "array", "items", value(key, list.item()));
    };
  }

  private static Map<String, Object> scalar(OptionsKey key, ValueType.Scalar scalar) {
    Class<?> type = scalar.type();
    if (scalar.byteSize()) {
      return ordered(
          "type", List.of("integer", "string"), "pattern", "^[0-9]+(B|KiB|MiB|GiB|TiB)?$");
    }
    if (WHOLE.contains(type)) {
      Map<String, Object> number = ordered("type", "integer");
      if (key.minimum() != Long.MIN_VALUE) {
        number.put("minimum", key.minimum());
      }
      if (key.maximum() != Long.MAX_VALUE) {
        number.put("maximum", key.maximum());
      }
      return number;
    }
    if (type == boolean.class || type == Boolean.class) {
      return ordered("type", "boolean");
    }
    if (type == double.class || type == Double.class) {
      return ordered("type", "number");
    }
    if (type == Duration.class) {
      return ordered("type", "string", "pattern", "^([0-9]+(d|h|m|s|ms|us|ns))+$");
    }
    return key.mayBeBlank() ? ordered("type", "string") : ordered("type", "string", "minLength", 1);
  }

  private static Object byDefault(ValueType type, String text) {
    if (type instanceof ValueType.Scalar scalar) {
      if (WHOLE.contains(scalar.type()) && !scalar.byteSize()) {
        return Long.parseLong(text);
      }
      return scalar.type() == boolean.class ? Boolean.parseBoolean(text) : text;
    }
    if (type instanceof ValueType.ListOf) {
      return text.isEmpty() ? List.of() : List.of(text.split("\\s*,\\s*"));
    }
    return text;
  }

  private static Map<String, Object> ordered(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
