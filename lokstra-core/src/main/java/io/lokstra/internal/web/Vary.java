package io.lokstra.internal.web;

import io.lokstra.http.Header;
import io.lokstra.http.Response;
import java.util.List;

/** The fields of a request by which a response was chosen (RFC 9110 §12.5.5). */
public final class Vary {
  private Vary() {}

  /** {@code response}, whose {@code Vary} lists the one field of {@code added} too. */
  public static Response with(Response response, Header added) {
    List<String> there = response.headers().all("vary");
    if (there.isEmpty()) {
      return response.plusHeader(added);
    }
    for (String list : there) {
      if (lists(list, added.value())) {
        return response;
      }
    }
    return response.withHeader("vary", String.join(", ", there) + ", " + added.value());
  }

  /** Whether {@code list} names {@code field}, or every field. */
  private static boolean lists(String list, String field) {
    for (String each : list.split(",", -1)) {
      String name = each.strip();
      if (name.equals("*") || name.equalsIgnoreCase(field)) {
        return true;
      }
    }
    return false;
  }
}
