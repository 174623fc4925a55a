package io.lokstra.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Header fields in their order; names compare without case (RFC 9110 §5.1). Immutable.
 *
 * <p>The indexed methods are for those who must not allocate; everyone else wants {@link #first}
 * and {@link #all}.
 */
public interface Headers {

  /** How many field lines there are. */
  int size();

  /** The name of field line {@code index}, as it was written. */
  String name(int index);

  /** The value of field line {@code index}, without white space around it. */
  String value(int index);

  /**
   * The index of the first field line called {@code name} at or after {@code from}, or -1.
   *
   * @param name the field's name in any case
   */
  default int indexOf(String name, int from) {
    for (int i = from; i < size(); i++) {
      if (name(i).equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  /** Whether a field line called {@code name} is there. */
  default boolean contains(String name) {
    return indexOf(name, 0) >= 0;
  }

  /** The value of the first field line called {@code name}. */
  default Optional<String> first(String name) {
    int at = indexOf(name, 0);
    return at < 0 ? Optional.empty() : Optional.of(value(at));
  }

  /**
   * The values of all field lines called {@code name}, in their order; empty when there is none.
   */
  default List<String> all(String name) {
    List<String> values = new ArrayList<>(2);
    for (int at = indexOf(name, 0); at >= 0; at = indexOf(name, at + 1)) {
      values.add(value(at));
    }
    return List.copyOf(values);
  }

  /** Calls {@code consumer} with name and value of each field line. */
  default void forEach(BiConsumer<? super String, ? super String> consumer) {
    for (int i = 0; i < size(); i++) {
      consumer.accept(name(i), value(i));
    }
  }

  /** A field name as HTTP/2 writes it and as everything here compares it: lower case. */
  static String canonical(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
