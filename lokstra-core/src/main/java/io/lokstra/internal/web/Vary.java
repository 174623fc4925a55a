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
    if (ListField.has(response.headers(), "vary", added.value())
        || ListField.has(response.headers(), "vary", "*")) {
      return response;
    }
    return response.withHeader("vary", String.join(", ", there) + ", " + added.value());
  }
}
