package io.lokstra.http;

import io.lokstra.internal.web.HttpToken;
import java.util.ArrayList;
import java.util.List;

/**
 * The cookies of a request (RFC 6265 §5.4): name and value pairs in the order they came. A pair
 * that is malformed is passed over, as the RFC asks of a server that must not fail for another
 * site's cookie. Immutable.
 */
public final class Cookies {
  private static final int MOST = 200;

  private final List<String> pairs;

  private Cookies(List<String> pairs) {
    this.pairs = pairs;
  }

  /** Reads the {@code Cookie} fields; pairs past the two hundredth are left out. */
  static Cookies of(Headers headers) {
    int at = headers.indexOf("cookie", 0);
    if (at < 0) {
      return new Cookies(List.of());
    }
    List<String> pairs = new ArrayList<>();
    for (; at >= 0; at = headers.indexOf("cookie", at + 1)) {
      read(headers.value(at), pairs);
    }
    return new Cookies(pairs);
  }

  private static void read(String field, List<String> pairs) {
    for (int from = 0; from < field.length() && pairs.size() < 2 * MOST; ) {
      int semicolon = field.indexOf(';', from);
      int end = semicolon < 0 ? field.length() : semicolon;
      int equals = field.indexOf('=', from);
      if (equals > from && equals < end) {
        String name = field.substring(from, equals).strip();
        String value = field.substring(equals + 1, end).strip();
        if (value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")) {
          value = value.substring(1, value.length() - 1);
        }
        if (HttpToken.isToken(name)) {
          pairs.add(name);
          pairs.add(value);
        }
      }
      from = end + 1;
    }
  }

  /** The values of all cookies of that name; names compare with case. */
  public List<String> all(String name) {
    List<String> values = new ArrayList<>(1);
    for (int i = 0; i < pairs.size(); i += 2) {
      if (pairs.get(i).equals(name)) {
        values.add(pairs.get(i + 1));
      }
    }
    return values;
  }
}
