package io.lokstra.config.spi;

import java.util.List;

/** The type of an option: what text it is read from, and what it holds. */
public sealed interface ValueType {

  /**
   * A single value, read from text.
   *
   * @param type its class; a primitive one for a primitive component
   * @param byteSize whether it is a number of bytes
   */
  record Scalar(Class<?> type, boolean byteSize) implements ValueType {}

  /**
   * One of an enum's constants, written in kebab-case.
   *
   * @param constants all of them, in order
   */
  record Choice(List<Enum<?>> constants) implements ValueType {}

  /**
   * A record of further options, one level down.
   *
   * @param type the record
   */
  record Section(Class<? extends Record> type) implements ValueType {}

  /**
   * A list.
   *
   * @param item the type of its items
   */
  record ListOf(ValueType item) implements ValueType {}

  /**
   * A map from names the configuration chooses.
   *
   * @param value the type of its values
   */
  record MapOf(ValueType value) implements ValueType {}

  /**
   * A value that may be missing.
   *
   * @param value its type when it is there
   */
  record OptionalOf(ValueType value) implements ValueType {}

  /** A single value read from text. */
  static ValueType scalar(Class<?> type) {
    return new Scalar(type, false);
  }

  /** A number of bytes, an {@code int} or a {@code long}. */
  static ValueType byteSize(Class<?> type) {
    return new Scalar(type, true);
  }

  /** One of {@code constants}. */
  static ValueType choice(Enum<?>... constants) {
    return new Choice(List.of(constants));
  }

  /** A record of further options. */
  static ValueType section(Class<? extends Record> type) {
    return new Section(type);
  }

  /** A list of {@code item}. */
  static ValueType listOf(ValueType item) {
    return new ListOf(item);
  }

  /** A map to {@code value}. */
  static ValueType mapOf(ValueType value) {
    return new MapOf(value);
  }

  /** A value that may be missing. */
  static ValueType optionalOf(ValueType value) {
    return new OptionalOf(value);
  }
}
