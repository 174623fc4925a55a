package io.lokstra.internal.json;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * Writes documents of maps, lists, strings, numbers and booleans, and nothing else: for errors,
 * which must be told where no library has been loaded yet, on an event loop too.
 */
public final class PlainJson {
  private PlainJson() {}

  /** {@code document} as UTF-8. */
  public static byte[] encode(Map<String, ?> document) {
    StringBuilder out = new StringBuilder(128);
    write(document, out);
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void write(Object value, StringBuilder out) {
    switch (value) {
      case Map<?, ?> map -> {
        char before = '{';
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          out.append(before);
          write(String.valueOf(entry.getKey()), out);
          out.append(':');
          write(entry.getValue(), out);
          before = ',';
        }
        out.append(before == '{' ? "{}" : "}");
      }
      case List<?> list -> {
        char before = '[';
        for (Object each : list) {
          out.append(before);
          write(each, out);
          before = ',';
        }
        out.append(before == '[' ? "[]" : "]");
      }
      case Number number -> out.append(number);
      case Boolean bool -> out.append(bool);
      default -> quote(value.toString(), out);
    }
  }

  private static void quote(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < ' ' || c == '\u2028' || c == '\u2029' || Character.isSurrogate(c)) {
            escape(c, out);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  private static void escape(char c, StringBuilder out) {
    out.append("\\u");
    for (int shift = 12; shift >= 0; shift -= 4) {
      out.append(Character.forDigit((c >> shift) & 15, 16));
    }
  }
}
