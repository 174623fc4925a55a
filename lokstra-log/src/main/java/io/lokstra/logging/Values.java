package io.lokstra.logging;

import io.lokstra.internal.log.SafeText;
import io.lokstra.internal.log.Shown;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes values of fields. Nothing that a value does when it is asked loses the line. */
final class Values {
  private static final int MOST_ELEMENTS = 50;
  private static final int DEEPEST = 4;

  private Values() {}

  /** As JSON. */
  static void json(Line line, @Nullable Object value, int maxText) {
    json(line, value, maxText, 0);
  }

  /** As it is, in quotes where it would not be clear where it ends. */
  static void console(Line line, @Nullable Object value, int maxText) {
    if (value instanceof String text) {
      bareOrQuoted(line, text, maxText);
    } else if (value == null || isJson(value)) {
      json(line, value, maxText, 0);
    } else {
      bareOrQuoted(line, Shown.of(value), maxText);
    }
  }

  private static void bareOrQuoted(Line line, String text, int maxText) {
    if (isBare(text, maxText)) {
      line.text(text, maxText, false);
    } else {
      line.put('"').text(text, maxText, true).put('"');
    }
  }

  private static boolean isBare(String text, int maxText) {
    int end = Math.min(text.length(), maxText);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      if (c == ' ' || c == '"' || c == '\\' || c == '=' || !SafeText.isPlain(c)) {
        return false;
      }
    }
    return end > 0;
  }

  /** Whether it is written the same way in both forms. */
  private static boolean isJson(Object value) {
    return value instanceof Number
        || value instanceof Boolean
        || value instanceof Collection
        || value instanceof Map
        || value instanceof Object[]
        || value instanceof Optional;
  }

  private static void json(Line line, @Nullable Object value, int maxText, int depth) {
    if (value instanceof String text) {
      quoted(line, text, maxText);
    } else if (value == null) {
      line.put("null");
    } else if (value instanceof Long || value instanceof Integer) {
      line.put(((Number) value).longValue());
    } else if (value instanceof Short || value instanceof Byte) {
      line.put(((Number) value).longValue());
    } else if (value instanceof Boolean yes) {
      line.put(yes ? "true" : "false");
    } else if (value instanceof Number number) {
      number(line, number, maxText);
    } else if (value instanceof Optional<?> optional) {
      json(line, optional.orElse(null), maxText, depth + 1);
    } else if (depth < DEEPEST && !line.isFull() && value instanceof Map<?, ?> map) {
      object(line, map, maxText, depth + 1);
    } else if (depth < DEEPEST && !line.isFull() && value instanceof Collection<?> all) {
      array(line, first(all), maxText, depth + 1);
    } else if (depth < DEEPEST && !line.isFull() && value instanceof Object[] all) {
      array(
          line,
          all.length > MOST_ELEMENTS ? Arrays.copyOf(all, MOST_ELEMENTS + 1) : all,
          maxText,
          depth + 1);
    } else {
      quoted(line, isContainer(value) ? "…" : Shown.of(value), maxText);
    }
  }

  private static boolean isContainer(Object value) {
    return value instanceof Map || value instanceof Collection || value instanceof Object[];
  }

  private static void quoted(Line line, String text, int maxText) {
    line.put('"').text(text, maxText, true).put('"');
  }

  /** What JSON has no number for, and numbers of unheard length, are text. */
  private static void number(Line line, Number number, int maxText) {
    boolean isNumber =
        number instanceof Double real
            ? Double.isFinite(real)
            : number instanceof Float small
                ? Float.isFinite(small)
                : number instanceof BigDecimal || number instanceof BigInteger;
    String text = Shown.of(number);
    if (isNumber && text.length() <= maxText) {
      line.put(text);
    } else {
      quoted(line, text, maxText);
    }
  }

  /** The first elements, and one more if there are more. */
  private static @Nullable Object[] first(Collection<?> all) {
    @Nullable Object[] elements = new @Nullable Object[MOST_ELEMENTS + 1];
    int count = 0;
    try {
      Iterator<?> each = all.iterator();
      while (count < elements.length && each.hasNext()) {
        elements[count] = each.next();
        count++;
      }
    } catch (RuntimeException e) { // somebody changes it meanwhile
      elements[Math.min(count++, MOST_ELEMENTS)] = "… (" + e.getClass().getName() + ")";
    }
    return Arrays.copyOf(elements, Math.min(count, elements.length));
  }

  private static void array(Line line, @Nullable Object[] elements, int maxText, int depth) {
    line.put('[');
    for (int i = 0; i < elements.length; i++) {
      if (i > 0) {
        line.put(',');
      }
      if (i == MOST_ELEMENTS || line.isFull()) {
        quoted(line, "…", maxText);
        break;
      }
      json(line, elements[i], maxText, depth);
    }
    line.put(']');
  }

  private static void object(Line line, Map<?, ?> map, int maxText, int depth) {
    @Nullable Object[] entries = first(map.entrySet());
    line.put('{');
    for (int i = 0; i < entries.length; i++) {
      if (i > 0) {
        line.put(',');
      }
      if (i == MOST_ELEMENTS || line.isFull() || !(entries[i] instanceof Map.Entry<?, ?> entry)) {
        line.put("\"...\":null");
        break;
      }
      quoted(line, entry.getKey() == null ? "null" : Shown.of(entry.getKey()), maxText);
      line.put(':');
      json(line, entry.getValue(), maxText, depth);
    }
    line.put('}');
  }
}
