package io.lokstra.internal.web;

import io.lokstra.http.Headers;

/** Fields that are lists (RFC 9110 §5.6.1): {@code Cache-Control}, {@code Vary}. */
public final class ListField {
  private ListField() {}

  /**
   * Whether a field called {@code name} lists {@code element} as it is, in whatever case: {@code
   * private="a, no-store"} lists neither {@code private} nor {@code no-store}.
   */
  public static boolean has(Headers headers, String name, String element) {
    for (String list : headers.all(name)) {
      if (has(list, element)) {
        return true;
      }
    }
    return false;
  }

  private static boolean has(String list, String element) {
    boolean quoted = false;
    int start = 0;
    for (int i = 0; i <= list.length(); i++) {
      char c = i == list.length() ? ',' : list.charAt(i);
      if (c == ',' && (!quoted || i == list.length())) {
        if (list.substring(start, i).strip().equalsIgnoreCase(element)) {
          return true;
        }
        start = i + 1;
      } else if (c == '"') {
        quoted = !quoted;
      } else if (c == '\\' && quoted) {
        i++;
      }
    }
    return false;
  }
}
