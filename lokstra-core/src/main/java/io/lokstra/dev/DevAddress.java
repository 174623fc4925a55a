package io.lokstra.dev;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Asks for a server that is started for it: {@code dev:kind}, {@code dev:kind/name}, {@code
 * dev:kind/name?key=value&key=value}. Two equal addresses mean the same server and the same data in
 * it.
 *
 * @param kind what is asked for: {@code postgresql}, {@code redis}
 * @param name which of those a server holds: the name of a database; empty when it is not said
 * @param parameters what else is said, in its order; values stand as they are written
 */
public record DevAddress(String kind, String name, Map<String, String> parameters) {
  private static final String SCHEME = "dev:";
  private static final String FORM = "expected dev:kind/name?key=value, as in dev:postgresql/shop";

  /** Copies the parameters. */
  public DevAddress {
    parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
  }

  /** Whether {@code address} asks for a dev service. */
  public static boolean isOne(String address) {
    return address.startsWith(SCHEME);
  }

  /**
   * Reads one.
   *
   * @throws DevServiceException {@code LOK-DEV-003} when it is malformed
   */
  public static DevAddress of(String address) {
    if (!isOne(address)) {
      throw malformed(address, "does not begin with dev:");
    }
    int question = address.indexOf('?');
    String path = address.substring(SCHEME.length(), question < 0 ? address.length() : question);
    int slash = path.indexOf('/');
    String kind = slash < 0 ? path : path.substring(0, slash);
    String name = slash < 0 ? "" : path.substring(slash + 1);
    if (!kind.matches("[a-z][a-z0-9-]*")) {
      throw malformed(address, "names no kind of service");
    }
    if (slash >= 0 && !name.matches("[A-Za-z0-9_][A-Za-z0-9_-]{0,62}")) {
      throw malformed(address, "has no name after its slash of letters, digits, '_' and '-'");
    }
    Map<String, String> parameters = new LinkedHashMap<>();
    if (question >= 0) {
      for (String each : address.substring(question + 1).split("&", -1)) {
        int equals = each.indexOf('=');
        if (equals <= 0 || equals == each.length() - 1) {
          throw malformed(address, "has a parameter without key or value");
        }
        if (parameters.put(each.substring(0, equals), each.substring(equals + 1)) != null) {
          throw malformed(address, "has a parameter twice");
        }
      }
    }
    return new DevAddress(kind, name, parameters);
  }

  private static DevServiceException malformed(String address, String problem) {
    return new DevServiceException("LOK-DEV-003", "the address '" + address + "' " + problem, FORM);
  }

  /** As it is written. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(SCHEME).append(kind);
    if (!name.isEmpty()) {
      text.append('/').append(name);
    }
    char before = '?';
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      text.append(before).append(parameter.getKey()).append('=').append(parameter.getValue());
      before = '&';
    }
    return text.toString();
  }
}
