package io.lokstra.processor;

import java.util.List;
import java.util.Optional;

/**
 * A record of options as it is written out.
 *
 * @param packageName empty for the unnamed package
 * @param sourceName its name in Java within the package: {@code Orders.Config}
 * @param components in order
 */
record OptionsModel(String packageName, String sourceName, List<Component> components) {

  /**
   * A component.
   *
   * @param name its name in Java
   * @param key its name in the configuration
   * @param type its type in Java, without annotations
   * @param valueType the expression that makes its {@code ValueType}
   * @param defaultText the text of its {@code @Default}
   * @param minimum smallest number allowed
   * @param maximum largest number allowed
   * @param mayBeBlank whether text may be blank
   * @param description the text of its {@code @param}, in Markdown; empty when it has none
   */
  record Component(
      String name,
      String key,
      String type,
      String valueType,
      Optional<String> defaultText,
      long minimum,
      long maximum,
      boolean mayBeBlank,
      String description) {}

  /** The class that reads it: {@code shop.Orders_Config_Shape}. */
  String shapeName() {
    return qualified(shapeSimpleName());
  }

  /** The class that reads it, without its package. */
  String shapeSimpleName() {
    return sourceName.replace('.', '_') + "_Shape";
  }

  /** The resource that holds its descriptions, by the record's binary name. */
  String textName() {
    return "META-INF/lokstra/options/" + qualified(sourceName.replace('.', '$')) + ".properties";
  }

  private String qualified(String name) {
    return packageName.isEmpty() ? name : packageName + "." + name;
  }
}
