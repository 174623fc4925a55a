package io.lokstra.config.spi;

import java.util.List;

/**
 * How a record of options is read: its components in order, and its constructor.
 *
 * @param <T> the record
 */
public abstract class OptionsShape<T extends Record> {

  /** Appended to a record's flat name to name the class that {@code lokstra-processor} writes. */
  public static final String SUFFIX = "_Shape";

  private final Class<T> type;
  private final List<OptionsKey> keys;

  /** For {@code type} with its components in their order. */
  protected OptionsShape(Class<T> type, OptionsKey... keys) {
    this.type = type;
    this.keys = List.of(keys);
  }

  /** The record. */
  public final Class<T> type() {
    return type;
  }

  /** Its components, in their order. */
  public final List<OptionsKey> keys() {
    return keys;
  }

  /**
   * Calls the canonical constructor.
   *
   * @param values of every component, in order and of its type
   * @throws IllegalArgumentException when the record refuses its values
   */
  public abstract T create(Object[] values);
}
