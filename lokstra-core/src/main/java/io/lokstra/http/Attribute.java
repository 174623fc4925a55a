package io.lokstra.http;

import io.lokstra.internal.log.FieldNames;
import io.lokstra.internal.text.Printable;

/**
 * A typed key for something a middleware leaves with the request. Two keys are the same only if
 * they are one object, so that none can be guessed or overwritten by accident.
 *
 * @param <T> the type of the value
 */
public final class Attribute<T> {
  private final String name;
  private final Class<T> type;
  private final boolean logged;

  private Attribute(String name, Class<T> type, boolean logged) {
    this.name = name;
    this.type = type;
    this.logged = logged;
  }

  /** A new key; {@code name} is for people. */
  public static <T> Attribute<T> of(String name, Class<T> type) {
    return new Attribute<>(name, type, false);
  }

  /**
   * A new key like this one, whose value is a field, called as this is, of each line that is logged
   * for the request: {@code Attribute.of("tenant", String.class).logged()}.
   *
   * @throws IllegalArgumentException when a field cannot be called so
   */
  public Attribute<T> logged() {
    if (!FieldNames.isValid(name)) {
      throw new IllegalArgumentException(
          "not the name of a field: '%s'; expected %s"
              .formatted(Printable.of(name), FieldNames.EXPECTED));
    }
    return new Attribute<>(name, type, true);
  }

  /** Whether lines that are logged say its value. */
  public boolean isLogged() {
    return logged;
  }

  /** The name, for people. */
  public String name() {
    return name;
  }

  /** The type of the value. */
  public Class<T> type() {
    return type;
  }

  @Override
  public String toString() {
    return name + ": " + type.getName();
  }
}
