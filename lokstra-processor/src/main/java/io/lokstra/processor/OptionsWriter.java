package io.lokstra.processor;

/** The texts that are written for a record of options. */
final class OptionsWriter {

  private OptionsWriter() {}

  /** The class that reads it. */
  static String source(OptionsModel model) {
    StringBuilder out = new StringBuilder(2_000);
    out.append("// Written by lokstra-processor from ").append(model.sourceName()).append(".\n");
    if (!model.packageName().isEmpty()) {
      out.append("package ").append(model.packageName()).append(";\n\n");
    }
    out.append("import io.lokstra.config.spi.OptionsKey;\n");
    out.append("import io.lokstra.config.spi.OptionsShape;\n");
    out.append("import io.lokstra.config.spi.ValueType;\n\n");
    out.append("final class ").append(model.shapeSimpleName());
    out.append(" extends OptionsShape<").append(model.sourceName()).append("> {\n\n");
    out.append("  ").append(model.shapeSimpleName()).append("() {\n");
    out.append("    super(\n        ").append(model.sourceName()).append(".class");
    model.components().forEach(component -> key(component, out.append(",\n        ")));
    out.append(");\n  }\n\n");
    create(model, out);
    return out.append("}\n").toString();
  }

  /** The descriptions of its components, as a {@link java.util.Properties} file. */
  static String text(OptionsModel model) {
    StringBuilder out = new StringBuilder(1_000);
    for (OptionsModel.Component component : model.components()) {
      out.append(component.name()).append('=');
      escape(component.description(), out);
      out.append('\n');
    }
    return out.toString();
  }

  private static void key(OptionsModel.Component component, StringBuilder out) {
    out.append("OptionsKey.of(").append(literal(component.name())).append(", ");
    out.append(literal(component.key())).append(", ").append(component.valueType()).append(')');
    component
        .defaultText()
        .ifPresent(t -> out.append(".byDefault(").append(literal(t)).append(')'));
    if (component.minimum() != Long.MIN_VALUE || component.maximum() != Long.MAX_VALUE) {
      out.append(".within(").append(number(component.minimum())).append(", ");
      out.append(number(component.maximum())).append(')');
    }
    if (!component.mayBeBlank()) {
      out.append(".notBlank()");
    }
  }

  private static void create(OptionsModel model, StringBuilder out) {
    out.append("  @Override\n");
    out.append("  @SuppressWarnings(\"unchecked\")\n");
    out.append("  public ").append(model.sourceName()).append(" create(Object[] values) {\n");
    out.append("    return new ").append(model.sourceName()).append('(');
    for (int i = 0; i < model.components().size(); i++) {
      out.append(i == 0 ? "\n        (" : ",\n        (").append(model.components().get(i).type());
      out.append(") values[").append(i).append(']');
    }
    out.append(");\n  }\n");
  }

  private static String number(long value) {
    if (value == Long.MIN_VALUE) {
      return "Long.MIN_VALUE";
    }
    return value == Long.MAX_VALUE ? "Long.MAX_VALUE" : value + "L";
  }

  private static String literal(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        // Octal: the compiler reads a Unicode escape of a line end as the end of the line.
        out.append('\\').append(Integer.toOctalString(01000 | c).substring(1));
      } else if (c > '~') {
        unicode(c, out);
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }

  private static void escape(String text, StringBuilder out) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\') {
        out.append("\\\\");
      } else if (c < ' ' || c > '~') {
        unicode(c, out);
      } else {
        out.append(c);
      }
    }
  }

  private static void unicode(char c, StringBuilder out) {
    out.append("\\u").append(Integer.toHexString(0x10000 | c).substring(1));
  }
}
