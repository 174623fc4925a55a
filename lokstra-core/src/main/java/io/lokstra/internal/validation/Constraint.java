package io.lokstra.internal.validation;

import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * One thing that must hold for a value.
 *
 * @param code the word for programs
 * @param message the sentence for people
 * @param holdsForNull what it says of null
 * @param test what it says of anything else
 */
public record Constraint(
    String code, String message, boolean holdsForNull, Predicate<Object> test) {

  static Constraint of(String code, String message, Predicate<Object> test) {
    return new Constraint(code, message, true, test);
  }

  /** Whether it holds for {@code value}. */
  public boolean holds(@Nullable Object value) {
    return value == null ? holdsForNull : test.test(value);
  }
}
