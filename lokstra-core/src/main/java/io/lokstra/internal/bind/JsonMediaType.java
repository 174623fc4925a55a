package io.lokstra.internal.bind;

import io.lokstra.internal.web.MediaTypes;

/** Which content types are JSON: {@code application/json} and {@code application/*+json}. */
final class JsonMediaType {
  private JsonMediaType() {}

  /** Whether a {@code Content-Type} is JSON in UTF-8; RFC 8259 §8.1 knows no other encoding. */
  static boolean matches(String contentType) {
    if (contentType.equals("application/json")) {
      return true;
    }
    int semicolon = contentType.indexOf(';');
    String type = MediaTypes.essence(contentType);
    boolean json =
        type.equals("application/json")
            || (type.startsWith("application/") && type.endsWith("+json") && isOneWord(type));
    return json && (semicolon < 0 || isUtf8(contentType.substring(semicolon + 1)));
  }

  private static boolean isOneWord(String type) {
    return type.indexOf('/') == type.lastIndexOf('/') && type.indexOf(' ') < 0;
  }

  private static boolean isUtf8(String parameters) {
    for (String parameter : parameters.split(";", -1)) {
      int equals = parameter.indexOf('=');
      if (equals > 0 && parameter.substring(0, equals).strip().equalsIgnoreCase("charset")) {
        String value = parameter.substring(equals + 1).strip().replace("\"", "");
        if (!value.equalsIgnoreCase("utf-8")) {
          return false;
        }
      }
    }
    return true;
  }
}
