package io.lokstra.internal.bind;

import io.lokstra.bind.RequestSource;
import io.lokstra.http.HttpException;
import io.lokstra.internal.json.BodyReader;
import io.lokstra.internal.validation.Findings;
import io.lokstra.json.JsonException;
import io.lokstra.json.JsonNull;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Makes the input of one route from a request. Compiled once by {@link InputCompiler}; thread-safe.
 *
 * @param <T> the input's type
 */
public final class InputBinder<T> {
  private final Input root;
  private final @Nullable BodyReader body;

  InputBinder(Input root, @Nullable BodyReader body) {
    this.root = root;
    this.body = body;
  }

  /** Whether it reads the body as JSON. */
  public boolean readsJson() {
    return body != null;
  }

  /**
   * The input.
   *
   * @throws HttpException with all fields that are wrong: 400 when the body is not JSON or any
   *     value could not be read, 422 when all could and some are not valid; 415 when the body is of
   *     another media type
   */
  @SuppressWarnings("unchecked") // the compiler made the root for this type
  public T bind(RequestSource source) {
    Binding binding = new Binding(source);
    JsonException malformed = null;
    if (body != null) {
      try {
        binding.body = read(body, binding);
      } catch (JsonException notJson) {
        malformed = notJson;
      }
    }
    Object value = root.read(binding);
    if (malformed != null) {
      throw new HttpException(
          400,
          "malformed_json",
          "The body is " + malformed.getMessage() + ".",
          binding.findings.errors());
    }
    if (!binding.findings.none()) {
      throw binding.findings.toException();
    }
    return (T) (value == null ? JsonNull.NULL : value);
  }

  private static @Nullable Object read(BodyReader body, Binding binding) {
    byte[] document = binding.source.bytes();
    if (document.length == 0) {
      if (body.mayBeMissing()) {
        return body.missing(binding.findings);
      }
      binding.findings.unreadable("required", "The request needs a body in JSON.");
      return Findings.FAILED;
    }
    Optional<String> contentType = binding.source.headers().first("content-type");
    if (contentType.isEmpty() || !JsonMediaType.matches(contentType.get())) {
      throw HttpException.unsupportedMediaType(
          "The body must be JSON in UTF-8, with the content type application/json.");
    }
    ContentCoding.requireNone(binding.source.headers());
    return body.read(document, binding.findings);
  }
}
