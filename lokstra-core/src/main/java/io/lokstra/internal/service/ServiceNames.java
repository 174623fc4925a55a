package io.lokstra.internal.service;

import io.lokstra.internal.text.Printable;

/** What names look like. */
final class ServiceNames {
  private ServiceNames() {}

  /**
   * {@code name}, if it may name a service or a slot.
   *
   * @throws IllegalArgumentException otherwise
   */
  static String service(String name) {
    return checked(name, "a service", false);
  }

  /**
   * {@code name}, if it may name a type.
   *
   * @throws IllegalArgumentException otherwise
   */
  static String type(String name) {
    return checked(name, "a type of service", true);
  }

  private static String checked(String name, String what, boolean dots) {
    boolean good = !name.isEmpty();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      good &=
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '-'
              || c == '_'
              || (dots && c == '.');
    }
    if (!good) {
      throw new IllegalArgumentException(
          "not a name for %s: '%s'; expected letters, digits, '-' and '_'%s"
              .formatted(what, Printable.of(name), dots ? ", in parts joined by '.'" : ""));
    }
    return name;
  }
}
