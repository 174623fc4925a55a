package io.lokstra.http;

/**
 * A typed key for something a middleware leaves with the request. Two keys are the same only if
 * they are one object, so that none can be guessed or overwritten by accident.
 *
 * @param <T> the type of the value
 */
public final class Attribute<T> {
  private final String name;
  private final Class<T> type;

  private Attribute(String name, Class<T> type) {
    this.name = name;
    this.type = type;
  }

  /** A new key; {@code name} is for people. */
  public static <T> Attribute<T> of(String name, Class<T> type) {
    return new Attribute<>(name, type);
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
