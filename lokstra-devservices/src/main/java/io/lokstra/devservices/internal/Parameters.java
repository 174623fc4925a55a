package io.lokstra.devservices.internal;

import io.lokstra.dev.DevAddress;
import java.util.OptionalInt;

/** What addresses of both kinds say. */
final class Parameters {
  private Parameters() {}

  /** The port that has to be used, where one is named. */
  static OptionalInt port(DevAddress address) {
    String text = address.parameters().getOrDefault("port", "");
    if (text.isEmpty()) {
      return OptionalInt.empty();
    }
    if (text.matches("[0-9]{1,5}")) {
      int port = Integer.parseInt(text);
      if (port >= 1 && port <= 65535) {
        return OptionalInt.of(port);
      }
    }
    throw Problem.badAddress(
        address.toString(), "has no port in port=" + text, "expected 1 to 65535");
  }
}
