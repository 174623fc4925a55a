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

/**
 * All keys below a record as a JSON Schema (draft 2020-12), for editors that complete and check a
 * file. Nothing is required but the names of elements: what a file leaves out another source may
 * give. Any value may be a reference, {@code ${VAR}}, whatever its type.
 */
public final class JsonSchema {

  private static final Set<Class<?>> WHOLE =
      Set.of(int.class, long.class, Integer.class, Long.class);

  /** Where the options of what is plugged in stand: beside nothing else. */
  private static final String PLUGGED = "/";

  private static final String REFERENCE = "\\$\\{";

  private final Shapes shapes = new Shapes();
  private final Map<String, List<Class<? extends Record>>> beside;
  private final Optional<Plugged> plugged;

  /**
   * Elements of lists that have, below the key {@code config}, the options of what they name.
   *
   * @param element the record of such an element
   * @param types the options, by name
   * @param open keys of other records below which anything may stand: the key and its description
   */
  public record Plugged(
      Class<? extends Record> element,
      Map<String, Class<? extends Record>> types,
      Map<Class<? extends Record>, Map<String, String>> open) {}

  private JsonSchema(Map<String, List<Class<? extends Record>>> beside, Optional<Plugged> plugged) {
    this.beside = beside;
    this.plugged = plugged;
  }

  /**
   * The schema of {@code type}, which is read at the top level; sections of the application's own
   * may stand beside its keys.
   */
  public static String of(Class<? extends Record> type, String title) {
    return new JsonSchema(Map.of(), Optional.empty()).root(type, title);
  }

  /**
   * The schema of {@code type}.
   *
   * @param beside records whose keys stand beside those of others, by path: {@code apps} for the
   *     elements of that list
   * @param plugged what has options by name; these are also sections of {@code middleware}
   */
  public static String of(
      Class<? extends Record> type,
      String title,
      Map<String, List<Class<? extends Record>>> beside,
      Plugged plugged) {
    return new JsonSchema(beside, Optional.of(plugged)).root(type, title);
  }

  private String root(Class<? extends Record> type, String title) {
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", title);
    root.put("type", "object");
    Map<String, Object> properties = properties("", shapes.of(type));
    root.put("properties", properties);
    root.put("additionalProperties", Map.of("type", List.of("object", "null")));
    plugged.ifPresent(plugs -> addPlugged(plugs, properties, root));
    return JsonText.pretty(root) + "\n";
  }

  private void addPlugged(Plugged plugs, Map<String, Object> properties, Map<String, Object> root) {
    Map<String, Object> definitions = new LinkedHashMap<>();
    Map<String, Object> sections = new LinkedHashMap<>();
    List<Object> conditions = new ArrayList<>();
    plugs
        .types()
        .forEach((name, options) -> {
          definitions.put(name, section(PLUGGED, shapes.of(options)));
          sections.put(name, reference(name));
          conditions.add(condition(name));
        });
    Map<String, Object> element = section(PLUGGED, shapes.of(plugs.element()));
    element.put("required", List.of("name"));
    element.put("allOf", conditions);
    if (element.get("properties") instanceof Map<?, ?> own) {
      Map<String, Object> all = ordered();
      own.forEach((name, value) -> all.put(String.valueOf(name), value));
      all.put("config", ordered("description", "its options", "type", List.of("object", "null")));
      element.put("properties", all);
    }
    definitions.put("use", element);
    properties.put(
        "middleware",
        ordered(
            "description",
            "what holds for all middleware of a name, where its own config says nothing",
            "type",
            List.of("object", "null"),
            "properties",
            sections,
            "additionalProperties",
            ordered("type", List.of("object", "null"))));
    root.put("$defs", definitions);
  }

  /** Of an element that is, by its type or else by its name, {@code name}. */
  private static Map<String, Object> condition(String name) {
    Object byName =
        ordered(
            "properties",
            ordered("name", ordered("const", name)),
            "not",
            ordered("required", List.of("type")));
    Map<String, Object> typed = ordered("required", List.of("type"));
    typed.put("properties", ordered("type", ordered("const", name)));
    return ordered(
        "if",
        ordered("anyOf", List.of(byName, typed)),
        "then",
        ordered("properties", ordered("config", reference(name))));
  }

  private static Map<String, Object> reference(String name) {
    return ordered("$ref", "#/$defs/" + name);
  }

  private Map<String, Object> section(String path, OptionsShape<?> shape) {
    return ordered(
        "type",
        List.of("object", "null"),
        "properties",
        properties(path, shape),
        "additionalProperties",
        false);
  }

  private Map<String, Object> properties(String path, OptionsShape<?> shape) {
    Properties descriptions = Descriptions.of(shape.type());
    Map<String, Object> properties = new LinkedHashMap<>();
    for (OptionsKey key : shape.keys()) {
      if (key.name().isEmpty() && key.type() instanceof ValueType.Section inline) {
        properties.putAll(properties(path, shapes.of(inline.type())));
        continue;
      }
      Map<String, Object> property = new LinkedHashMap<>();
      Optional.ofNullable(descriptions.getProperty(key.component()))
          .ifPresent(text -> property.put("description", text));
      property.putAll(value(KnownKeys.below(path, key.name()), key, key.type()));
      key.defaultText().ifPresent(text -> property.put("default", byDefault(key.type(), text)));
      properties.put(key.name(), property);
    }
    for (Class<? extends Record> other : beside.getOrDefault(path, List.of())) {
      properties(path + "/", shapes.of(other)).forEach(properties::putIfAbsent);
    }
    if (plugged.isPresent() && plugged.get().open().containsKey(shape.type())) {
      plugged
          .get()
          .open()
          .get(shape.type())
          .forEach((name, text) ->
              properties.put(
                  name, ordered("description", text, "type", List.of("object", "null"))));
    }
    return properties;
  }

  private Map<String, Object> value(String path, OptionsKey key, ValueType type) {
    return switch (type) {
      case ValueType.Scalar scalar -> scalar(key, scalar);
      case ValueType.Choice choice ->
          ordered(
              "anyOf",
              List.of(
                  ordered("enum", choice.constants().stream().map(Scalars::name).toList()),
                  ordered("type", "string", "pattern", REFERENCE)));
      case ValueType.Section section -> section(path, shapes.of(section.type()));
      case ValueType.OptionalOf optional -> orNull(value(path, key, optional.value()));
      case ValueType.MapOf map ->
          ordered(
              "type",
              List.of("object", "null"),
              "additionalProperties",
              value(path, key, map.value()));
      case ValueType.ListOf list when list.item() instanceof ValueType.Section section ->
          sections(path, shapes.of(section.type()));
      case ValueType.ListOf list ->
          ordered("type", "array", "items", value(path, key, list.item()));
    };
  }

  private static Map<String, Object> orNull(Map<String, Object> value) {
    boolean already = value.get("type") instanceof List<?> types && types.contains("null");
    return already ? value : ordered("anyOf", List.of(value, ordered("type", "null")));
  }

  /** A list of records: with names, it may be written as keys too, and an element as its name. */
  private Map<String, Object> sections(String path, OptionsShape<?> shape) {
    boolean plug = plugged.isPresent() && plugged.get().element() == shape.type();
    Map<String, Object> element = plug ? reference("use") : section(path, shape);
    if (shape.keys().stream().noneMatch(key -> key.name().equals("name"))) {
      return ordered("type", List.of("array", "null"), "items", element);
    }
    Map<String, Object> keyed = plug ? ordered("type", List.of("object", "null")) : element;
    Map<String, Object> listed = new LinkedHashMap<>(element);
    if (!plug) {
      listed.put("type", "object");
      listed.put("required", List.of("name"));
    }
    return ordered(
        "anyOf",
        List.of(
            ordered(
                "type",
                "array",
                "items",
                ordered("anyOf", List.of(ordered("type", "string"), listed))),
            ordered("type", List.of("object", "null"), "additionalProperties", keyed)));
  }

  private static Map<String, Object> scalar(OptionsKey key, ValueType.Scalar scalar) {
    Class<?> type = scalar.type();
    if (scalar.byteSize()) {
      return ordered(
          "type",
          List.of("integer", "string"),
          "pattern",
          "^[0-9]+(B|KiB|MiB|GiB|TiB)?$|" + REFERENCE);
    }
    if (WHOLE.contains(type)) {
      Map<String, Object> number =
          ordered("type", List.of("integer", "string"), "pattern", "^-?[0-9]+$|" + REFERENCE);
      if (key.minimum() != Long.MIN_VALUE) {
        number.put("minimum", key.minimum());
      }
      if (key.maximum() != Long.MAX_VALUE) {
        number.put("maximum", key.maximum());
      }
      return number;
    }
    if (type == boolean.class || type == Boolean.class) {
      return ordered(
          "type", List.of("boolean", "string"), "pattern", "^(true|false)$|" + REFERENCE);
    }
    if (type == double.class || type == Double.class) {
      return ordered("type", List.of("number", "string"));
    }
    if (type == Duration.class) {
      return ordered("type", "string", "pattern", "^([0-9]+(d|h|m|s|ms|us|ns))+$|" + REFERENCE);
    }
    Map<String, Object> text = ordered("type", List.of("string", "number", "boolean"));
    if (!key.mayBeBlank()) {
      text.put("minLength", 1);
    }
    return text;
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
