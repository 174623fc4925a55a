package io.lokstra.internal.web;

import io.lokstra.internal.text.Printable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The origins of web pages as browsers write them in {@code Origin} (RFC 6454 §6.2): {@code
 * scheme://host}, and the port where it is not that of the scheme. They are compared as whole
 * texts, so one that is configured must be written as a browser would.
 */
public final class WebOrigin {
  private static final String EXPECTED = "expected scheme://host or scheme://host:port";

  private WebOrigin() {}

  /**
   * The entries of a list, none of which is anything but an origin.
   *
   * @param key what the list is called, for errors: {@code "allow-origins"}
   * @throws IllegalArgumentException that names the place in the list and what is wrong there
   */
  public static Set<String> checked(String key, List<String> origins) {
    Set<String> checked = new LinkedHashSet<>();
    for (int i = 0; i < origins.size(); i++) {
      String origin = origins.get(i);
      String problem = problem(origin);
      if (problem.isEmpty() && !checked.add(origin)) {
        problem = "it is there twice";
      }
      if (!problem.isEmpty()) {
        throw new IllegalArgumentException(
            "%s[%d] is no origin that could be allowed: '%s': %s"
                .formatted(key, i, Printable.of(origin), problem));
      }
    }
    return checked;
  }

  /** What keeps {@code text} from being an origin as a browser writes it; empty when nothing. */
  public static String problem(String text) {
    if (text.equals("null")) {
      return "sandboxed frames and files of anybody call themselves null; " + EXPECTED;
    }
    if (text.indexOf('*') >= 0) {
      return "origins are exact; list each one";
    }
    int colon = text.indexOf("://");
    if (colon <= 0 || !isScheme(text, colon)) {
      return EXPECTED;
    }
    if (!text.equals(text.toLowerCase(Locale.ROOT))) {
      return "browsers write it in lower case: " + Printable.of(text.toLowerCase(Locale.ROOT));
    }
    int from = colon + 3;
    if (text.indexOf('/', from) >= 0 || text.indexOf('?') >= 0 || text.indexOf('#') >= 0) {
      return "an origin has no path, not even a slash at its end; " + EXPECTED;
    }
    if (text.indexOf('@') >= 0) {
      return "an origin has no user; " + EXPECTED;
    }
    int hostEnd = hostEnd(text, from);
    if (hostEnd <= from) {
      return "its host is malformed (names beyond ASCII are written as xn--…); " + EXPECTED;
    }
    return hostEnd == text.length() ? "" : portProblem(text, text.substring(0, colon), hostEnd);
  }

  private static boolean isScheme(String text, int end) {
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      boolean other = (c >= '0' && c <= '9') || c == '+' || c == '-' || c == '.';
      if (!letter && !(other && i > 0)) {
        return false;
      }
    }
    return true;
  }

  /** Where the host that begins at {@code from} ends; -1 when it is none. */
  private static int hostEnd(String text, int from) {
    if (from < text.length() && text.charAt(from) == '[') {
      int close = text.indexOf(']', from);
      String literal = close < 0 ? "" : text.substring(from + 1, close);
      // Brackets are for version 6 alone (RFC 3986 §3.2.2).
      return literal.indexOf(':') >= 0 && IpAddress.parse(literal).isPresent() ? close + 1 : -1;
    }
    int at = from;
    while (at < text.length() && text.charAt(at) != ':') {
      char c = text.charAt(at);
      boolean name = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "-._".indexOf(c) >= 0;
      if (!name) {
        return -1;
      }
      at++;
    }
    return at;
  }

  private static String portProblem(String text, String scheme, int colon) {
    String digits = text.substring(colon + 1);
    boolean number =
        text.charAt(colon) == ':'
            && !digits.isEmpty()
            && digits.length() <= 5
            && digits.charAt(0) != '0';
    for (int i = 0; i < digits.length(); i++) {
      number &= digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
    }
    if (!number || Integer.parseInt(digits) > 65_535) {
      return "its port is none of 1 to 65535; " + EXPECTED;
    }
    return digits.equals(defaultPort(scheme))
        ? "browsers leave out port %s of %s: %s".formatted(digits, scheme, text.substring(0, colon))
        : "";
  }

  /**
   * Whether {@code origin} is that of a server which is asked for as {@code host}: names and port
   * are the same. The scheme is not compared: behind a proxy that ends TLS a server sees another.
   *
   * @param origin the value of an {@code Origin} field
   * @param host host and, it may be, port, as in {@code Host}
   */
  public static boolean isOfHost(String origin, String host) {
    int colon = origin.indexOf("://");
    if (colon <= 0 || host.isEmpty()) {
      return false;
    }
    String port = defaultPort(origin.substring(0, colon));
    return withoutPort(origin.substring(colon + 3), port).equalsIgnoreCase(withoutPort(host, port));
  }

  private static String withoutPort(String authority, String port) {
    return !port.isEmpty() && authority.endsWith(":" + port)
        ? authority.substring(0, authority.length() - port.length() - 1)
        : authority;
  }

  private static String defaultPort(String scheme) {
    return switch (scheme) {
      case "http" -> "80";
      case "https" -> "443";
      default -> "";
    };
  }
}
