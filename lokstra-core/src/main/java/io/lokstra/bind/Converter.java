package io.lokstra.bind;

import java.util.function.Function;

/**
 * Makes a value of a type from text: a path segment, a query parameter, a JSON string, an option.
 *
 * <p>Thread-safe. Any runtime exception says that the text is no such value; whoever sent it is
 * told what {@link #expected()} says and never what the exception says.
 *
 * @param <T> the type of the value
 */
public interface Converter<T> {

  /**
   * The value that {@code text} stands for.
   *
   * @throws RuntimeException when it stands for none
   */
  T convert(String text);

  /**
   * What the text should have been, as the end of "expected …": {@code "a date such as
   * 2026-01-31"}.
   */
  String expected();

  /**
   * The text for a value, from which {@link #convert} makes it again.
   *
   * @return the value's {@code toString()}, where this is not overridden
   */
  default String write(T value) {
    return value.toString();
  }

  /**
   * A converter made of its two parts.
   *
   * @param expected what the text should be: {@code "a currency code such as EUR"}
   * @param conversion throws a runtime exception for text that is no such value
   */
  static <T> Converter<T> of(String expected, Function<String, ? extends T> conversion) {
    return new Converter<>() {
      @Override
      public T convert(String text) {
        return conversion.apply(text);
      }

      @Override
      public String expected() {
        return expected;
      }
    };
  }
}
