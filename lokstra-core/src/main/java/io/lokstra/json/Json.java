package io.lokstra.json;

import io.lokstra.bind.Converters;
import io.lokstra.internal.json.JsonCodec;
import java.lang.reflect.Type;

/**
 * Writes values as JSON (RFC 8259) and reads them from it. Thread-safe.
 *
 * <p>Records, sealed interfaces of records, collections, maps, arrays, enums, {@code Optional},
 * {@code java.time}, numbers and text are written and read without reflection at that time. Other
 * classes can be written, by Jackson's rules, and not read, unless there is a converter for them.
 *
 * <p>Read strictly: UTF-8 only, at most 500 levels of nesting and 1,000 characters in a number, no
 * conversion between text and numbers, nothing after the value.
 */
public interface Json {

  /** JSON by the default options and the standard converters. */
  static Json standard() {
    return of(JsonOptions.defaults(), Converters.standard());
  }

  /** JSON by options, with converters for the application's own types. */
  static Json of(JsonOptions options, Converters converters) {
    return new JsonCodec(options, converters);
  }

  /**
   * The document for a value, in UTF-8.
   *
   * @throws JsonException when the value has no JSON: a number that is not finite, a structure
   *     deeper than 500 levels, a type that cannot be reached
   */
  byte[] encode(Object value);

  /**
   * The value of a document.
   *
   * @throws JsonException when it is not JSON or does not fit
   * @throws IllegalArgumentException when the type cannot be read from JSON at all
   */
  <T> T decode(byte[] document, Class<T> type);

  /**
   * The value of a document, of a generic type: {@code List<Todo>}.
   *
   * @throws JsonException when it is not JSON or does not fit
   * @throws IllegalArgumentException when the type cannot be read from JSON at all
   */
  Object decode(byte[] document, Type type);

  /**
   * Any document: {@code LinkedHashMap}, {@code ArrayList}, {@code String}, {@code Boolean}, null
   * inside of them and {@link JsonNull} for the document {@code null}; {@code Long}, {@code
   * BigInteger} and {@code BigDecimal} for numbers, and {@code Double} for the negative zero, so
   * that {@link #encode} writes the same document.
   *
   * @throws JsonException when it is not JSON
   */
  Object decode(byte[] document);
}
