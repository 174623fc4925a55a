package io.lokstra.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Fields that go no further than to the end of their connection (RFC 9110 §7.6.1): those that are
 * known, and those that {@code Connection} names.
 */
final class HopByHop {
  private HopByHop() {}

  /** The fields of a response that are for whoever asked. */
  static ResponseHeaders without(Headers headers) {
    List<String> named = named(headers);
    List<Header> kept = new ArrayList<>(headers.size());
    for (int i = 0; i < headers.size(); i++) {
      String name = headers.name(i);
      if (!is(name) && !isNamed(named, name)) {
        kept.add(Header.received(name, headers.value(i)));
      }
    }
    return ResponseHeaders.of(kept.toArray(new Header[0]));
  }

  /** What {@code Connection} names. */
  static List<String> named(Headers headers) {
    int at = headers.indexOf("connection", 0);
    if (at < 0) {
      return List.of();
    }
    List<String> named = new ArrayList<>(4);
    for (; at >= 0; at = headers.indexOf("connection", at + 1)) {
      for (String each : headers.value(at).split(",", -1)) {
        named.add(each.strip());
      }
    }
    return named;
  }

  /** Whether {@code name} is one of {@code named}. */
  static boolean isNamed(List<String> named, String name) {
    for (int i = 0; i < named.size(); i++) {
      if (named.get(i).equalsIgnoreCase(name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether fields called {@code name} are always of a connection, or of its framing. */
  static boolean is(String name) {
    return switch (name.length()) {
      case 2, 7, 10, 14, 16, 17, 18, 19 ->
          switch (name.toLowerCase(Locale.ROOT)) {
            case "te",
                "trailer",
                "upgrade",
                "connection",
                "keep-alive",
                "content-length",
                "http2-settings",
                "proxy-connection",
                "transfer-encoding",
                "proxy-authenticate",
                "proxy-authorization" ->
                true;
            default -> false;
          };
      default -> false;
    };
  }
}
