package io.lokstra.http;

import io.lokstra.bind.Converters;
import io.lokstra.json.Json;
import java.util.List;

/**
 * How inputs are bound and data is encoded in one server. Nothing of JSON is loaded before it is
 * needed.
 */
final class Inputs {
  private final Converters converters;

  Inputs(Converters converters) {
    this.converters = converters;
  }

  /** Reads one input type from requests. */
  @FunctionalInterface
  interface Bound<T> {
    /** The input, complete and valid; an {@link HttpException} names all fields that are not. */
    T bind(RequestContext ctx);
  }

  @SuppressWarnings("DoNotCallSuggester") // until binding lands
  <T> Bound<T> compile(
      Class<T> type,
      String method,
      String path,
      String origin,
      List<String> parameters,
      List<String> problems) {
    throw new IllegalStateException("binding is not there yet");
  }

  @SuppressWarnings("DoNotCallSuggester") // until binding lands
  <T> Bound<T> body(Class<T> type) {
    throw new IllegalStateException("binding is not there yet");
  }

  Converters converters() {
    return converters;
  }

  Json json() {
    return tools.jackson.databind.json.JsonMapper.shared()::writeValueAsBytes;
  }
}
