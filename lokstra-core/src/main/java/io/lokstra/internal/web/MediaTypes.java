package io.lokstra.internal.web;

import java.util.Locale;
import java.util.Optional;

/** The parts of a media type (RFC 9110 §8.3.1). */
public final class MediaTypes {
  private MediaTypes() {}

  /** Type and subtype in lower case, without parameters: {@code "application/json"}. */
  public static String essence(String mediaType) {
    int semicolon = mediaType.indexOf(';');
    String essence = semicolon < 0 ? mediaType : mediaType.substring(0, semicolon);
    return essence.strip().toLowerCase(Locale.ROOT);
  }

  /** The value of a parameter, unquoted; names compare without case. */
  public static Optional<String> parameter(String mediaType, String name) {
    String[] parts = mediaType.split(";", -1);
    for (int i = 1; i < parts.length; i++) {
      int equals = parts[i].indexOf('=');
      if (equals > 0 && parts[i].substring(0, equals).strip().equalsIgnoreCase(name)) {
        String value = parts[i].substring(equals + 1).strip();
        boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
        return Optional.of(quoted ? value.substring(1, value.length() - 1) : value);
      }
    }
    return Optional.empty();
  }
}
