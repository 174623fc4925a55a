package io.lokstra.internal.config;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Maps, lists, text, numbers and booleans as indented JSON; spares this package a JSON library. */
public final class JsonText {

  private JsonText() {}

  /** Text of {@code value}, over several lines. */
  public static String pretty(Object value) {
    StringBuilder out = new StringBuilder(4_000);
    write(value, "\n", out);
    return out.toString();
  }

  private static void write(Object value, String indent, StringBuilder out) {
    switch (value) {
      case Map<?, ?> map when !map.isEmpty() -> {
        String separator = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          out.append(separator).append(indent).append("  ");
          quote(String.valueOf(entry.getKey()), out);
          write(entry.getValue(), indent + "  ", out.append(": "));
          separator = ",";
        }
        out.append(indent).append('}');
      }
      case Map<?, ?> _ -> out.append("{}");
      case List<?> list -> {
        out.append('[');
        for (Iterator<?> items = list.iterator(); items.hasNext(); ) {
          write(items.next(), indent, out);
          out.append(items.hasNext() ? ", " : "");
        }
        out.append(']');
      }
      case String text -> quote(text, out);
      default -> out.append(value);
    }
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ') {
        out.append("\\u").append(Integer.toHexString(0x10000 | c).substring(1));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }
}
