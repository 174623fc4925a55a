package io.lokstra.http;

import io.lokstra.bind.Converters;
import io.lokstra.internal.bind.BindingException;
import io.lokstra.internal.bind.InputBinder;
import io.lokstra.internal.bind.InputCompiler;
import io.lokstra.internal.bind.RouteInput;
import io.lokstra.internal.json.JsonCodec;
import io.lokstra.json.Json;
import io.lokstra.json.JsonOptions;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How inputs are bound and data is encoded in one server. Nothing of JSON is loaded before it is
 * needed.
 */
final class Inputs {
  private final Converters converters;
  private final JsonOptions options;
  private final Optional<Clock> clock;
  private final Map<Class<?>, InputBinder<?>> bodies = new ConcurrentHashMap<>();
  private volatile @Nullable JsonCodec json;

  Inputs(Converters converters, JsonOptions options, Optional<Clock> clock) {
    this.converters = converters;
    this.options = options;
    this.clock = clock;
  }

  /**
   * The binder of a route's input.
   *
   * @param problems receives whole sentences when the type cannot be bound there
   */
  <T> Optional<InputBinder<T>> compile(
      Class<T> type,
      String method,
      String path,
      String origin,
      List<String> parameters,
      List<String> problems) {
    return Compilation.compile(type, method, path, origin, parameters, codec(), problems);
  }

  /** The body of {@code request}, bound and validated. */
  @SuppressWarnings("unchecked") // the map holds under a class what was compiled for it
  <T> T body(Class<T> type, RequestContext request) {
    InputBinder<?> binder =
        bodies.computeIfAbsent(
            type, t -> InputCompiler.compile(t, new RouteInput("*", "a body", Set.of()), codec()));
    return ((InputBinder<T>) binder).bind(request);
  }

  Converters converters() {
    return converters;
  }

  /** By its interface: whoever holds it does not load what implements it. */
  Json json() {
    return codec();
  }

  private JsonCodec codec() {
    JsonCodec known = json;
    if (known == null) {
      synchronized (this) {
        known = json;
        if (known == null) {
          known =
              clock
                  .map(given -> new JsonCodec(options, converters, given))
                  .orElseGet(() -> new JsonCodec(options, converters));
          json = known;
        }
      }
    }
    return known;
  }

  /** A class of its own, so that a program without typed routes loads nothing of it. */
  private static final class Compilation {
    static <T> Optional<InputBinder<T>> compile(
        Class<T> type,
        String method,
        String path,
        String origin,
        List<String> parameters,
        JsonCodec json,
        List<String> problems) {
      try {
        RouteInput route = new RouteInput(method, path, Set.copyOf(parameters));
        return Optional.of(InputCompiler.compile(type, route, json));
      } catch (BindingException e) {
        for (String problem : e.problems()) {
          problems.add(
              "%s %s (%s) cannot bind %s: %s"
                  .formatted(method, path, origin, type.getSimpleName(), problem));
        }
        return Optional.empty();
      }
    }
  }
}
