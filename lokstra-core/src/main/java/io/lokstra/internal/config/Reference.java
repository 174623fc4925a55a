package io.lokstra.internal.config;

import io.lokstra.config.Secret;
import io.lokstra.config.spi.OptionsKey;
import io.lokstra.config.spi.OptionsShape;
import io.lokstra.config.spi.ValueType;
import io.lokstra.engine.ListenAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** All keys below a record as a page in Markdown: a table for each section. */
public final class Reference {

  private static final Map<Class<?>, String> TYPES =
      Map.ofEntries(
          Map.entry(String.class, "text"),
          Map.entry(Secret.class, "secret text"),
          Map.entry(boolean.class, "`true` or `false`"),
          Map.entry(Boolean.class, "`true` or `false`"),
          Map.entry(int.class, "whole number"),
          Map.entry(Integer.class, "whole number"),
          Map.entry(long.class, "whole number"),
          Map.entry(Long.class, "whole number"),
          Map.entry(double.class, "number"),
          Map.entry(Double.class, "number"),
          Map.entry(Duration.class, "duration"),
          Map.entry(ListenAddress.class, "address"),
          Map.entry(URI.class, "URI"),
          Map.entry(Path.class, "path"));

  private final Shapes shapes = new Shapes();
  private final StringBuilder page = new StringBuilder(8_000);

  private final Map<String, Class<? extends Record>> beside;

  private Reference(Map<String, Class<? extends Record>> beside) {
    this.beside = beside;
  }

  /** The tables of {@code type}, which is read at the top level. */
  public static String tables(Class<? extends Record> type) {
    return tables("", type);
  }

  /** The tables of {@code type}, which is read at {@code path}. */
  public static String tables(String path, Class<? extends Record> type) {
    return tables(path, type, Map.of());
  }

  /**
   * The tables of {@code type}, which is read at {@code path}.
   *
   * @param beside records whose keys stand beside those of others, by path: {@code apps.<name>}
   */
  public static String tables(
      String path, Class<? extends Record> type, Map<String, Class<? extends Record>> beside) {
    Reference reference = new Reference(beside);
    reference.section(path, reference.shapes.of(type));
    return reference.page.toString().strip() + "\n";
  }

  private List<OptionsKey> keys(OptionsShape<?> shape) {
    List<OptionsKey> keys = new ArrayList<>();
    for (OptionsKey key : shape.keys()) {
      boolean inline = key.name().isEmpty() && key.type() instanceof ValueType.Section;
      if (inline && key.type() instanceof ValueType.Section section) {
        keys.addAll(keys(shapes.of(section.type())));
      } else {
        keys.add(key);
      }
    }
    return keys;
  }

  private Properties descriptions(OptionsShape<?> shape) {
    Properties all = new Properties();
    all.putAll(Descriptions.of(shape.type()));
    for (OptionsKey key : shape.keys()) {
      if (key.name().isEmpty() && key.type() instanceof ValueType.Section section) {
        all.putAll(descriptions(shapes.of(section.type())));
      }
    }
    return all;
  }

  private void section(String path, OptionsShape<?> shape) {
    Properties descriptions = descriptions(shape);
    List<OptionsKey> keys = keys(shape);
    Class<? extends Record> other = beside.get(path);
    if (other != null) {
      descriptions.putAll(descriptions(shapes.of(other)));
      keys.addAll(keys(shapes.of(other)));
    }
    StringBuilder rows = new StringBuilder();
    for (OptionsKey key : keys) {
      if (below(key.type()) == null) {
        rows.append("| `").append(key.name()).append("` | ").append(type(key)).append(" | ");
        rows.append(byDefault(key)).append(" | ");
        String text = descriptions.getProperty(key.component(), "");
        rows.append(text.replace("|", "\\|")).append(" |\n");
      }
    }
    if (!rows.isEmpty()) {
      page.append("## ").append(path.isEmpty() ? "Top level" : "`" + path + "`").append("\n\n");
      page.append("| key | value | default | what it is |\n|---|---|---|---|\n");
      page.append(rows).append('\n');
    }
    for (OptionsKey key : keys) {
      Class<? extends Record> below = below(key.type());
      if (below != null) {
        boolean many = !(key.type() instanceof ValueType.Section);
        boolean optional = key.type() instanceof ValueType.OptionalOf;
        String inner = KnownKeys.below(path, key.name());
        section(many && !optional ? inner + ".<name>" : inner, shapes.of(below));
      }
    }
  }

  private static @Nullable Class<? extends Record> below(ValueType type) {
    return switch (type) {
      case ValueType.Section section -> section.type();
      case ValueType.ListOf list -> below(list.item());
      case ValueType.MapOf map -> below(map.value());
      case ValueType.OptionalOf optional -> below(optional.value());
      case ValueType.Scalar _, ValueType.Choice _ -> null;
    };
  }

  private static String type(OptionsKey key) {
    String range = "";
    if (key.type() instanceof ValueType.Scalar scalar) {
      range =
          scalar.type() == Duration.class
              ? key.minimum() > 0 ? "more than 0s" : ""
              : Scalars.range(key, scalar.byteSize());
    }
    String blank = key.mayBeBlank() ? "" : ", not blank";
    return name(key.type()) + (range.isEmpty() ? "" : ", " + range) + blank;
  }

  private static String name(ValueType type) {
    return switch (type) {
      case ValueType.Scalar scalar ->
          scalar.byteSize()
              ? "size"
              : TYPES.getOrDefault(scalar.type(), scalar.type().getSimpleName());
      case ValueType.Choice choice -> {
        StringBuilder names = new StringBuilder();
        for (Enum<?> constant : choice.constants()) {
          names.append(names.isEmpty() ? "`" : ", `").append(Scalars.name(constant)).append('`');
        }
        yield names.toString();
      }
      case ValueType.ListOf list -> "list of " + name(list.item());
      case ValueType.MapOf map -> "map of " + name(map.value());
      case ValueType.OptionalOf optional -> name(optional.value());
      case ValueType.Section _ -> "section";
    };
  }

  private static String byDefault(OptionsKey key) {
    if (key.defaultText().isPresent()) {
      String text = key.defaultText().get();
      return text.isEmpty() ? "empty" : "`" + text + "`";
    }
    return switch (key.type()) {
      case ValueType.OptionalOf _ -> "none";
      case ValueType.ListOf _, ValueType.MapOf _ -> "empty";
      case ValueType.Scalar _, ValueType.Choice _, ValueType.Section _ -> "must be given";
    };
  }
}
