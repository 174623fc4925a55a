package io.lokstra.http;

import io.lokstra.bind.Converters;
import io.lokstra.internal.bind.BindingException;
import io.lokstra.internal.bind.InputBinder;
import io.lokstra.internal.bind.InputCompiler;
import io.lokstra.internal.bind.RouteInput;
import io.lokstra.internal.json.JsonCodec;
import io.lokstra.json.JsonOptions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How inputs are bound and data is encoded in one server. Nothing of JSON is loaded before it is
 * needed.
 */
final class Inputs {
  private static final RouteInput ANY_BODY = new RouteInput("*", "ctx.body", Set.of());

  private final Converters converters;
  private final JsonCodec json;
  // Bounded by the number of types the program's handlers ask for.
  private final Map<Class<?>, InputBinder<?>> bodies = new ConcurrentHashMap<>();

  Inputs(Converters converters) {
    this.converters = converters;
    this.json = new JsonCodec(JsonOptions.defaults(), converters);
  }

  /** Reads one input type from requests. */
  @FunctionalInterface
  interface Bound<T> {
    /** The input, complete and valid; an {@link HttpException} names all fields that are not. */
    T bind(RequestContext ctx);
  }

  /** The binder of a route's input; what cannot work is added to {@code problems}. */
  <T> Bound<T> compile(
      Class<T> type,
      String method,
      String path,
      String origin,
      List<String> parameters,
      List<String> problems) {
    try {
      InputBinder<T> binder =
          InputCompiler.compile(type, new RouteInput(method, path, Set.copyOf(parameters)), json);
      return binder::bind;
    } catch (BindingException refused) {
      problems.add(refused.getMessage() + " (" + origin + ")");
      return ctx -> {
        throw refused;
      };
    }
  }

  /** The binder that {@code ctx.body(type)} asks for. */
  @SuppressWarnings("unchecked") // the map holds under a class only binders to that class
  <T> Bound<T> body(Class<T> type) {
    InputBinder<T> binder = (InputBinder<T>) bodies.get(type);
    if (binder == null) {
      binder = InputCompiler.compile(type, ANY_BODY, json);
      bodies.put(type, binder);
    }
    return binder::bind;
  }

  Converters converters() {
    return converters;
  }

  JsonCodec json() {
    return json;
  }
}
