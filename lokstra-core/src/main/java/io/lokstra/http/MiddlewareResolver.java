package io.lokstra.http;

import io.lokstra.config.Bound;
import io.lokstra.config.ConfigProblem;
import io.lokstra.config.ConfigSources;
import io.lokstra.config.Configuration;
import io.lokstra.config.ConfigurationException;
import io.lokstra.internal.config.Nearest;
import io.lokstra.service.ServiceDirectory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Makes the middleware that is used by name. One reference becomes one instance, however often the
 * router it stands in is mounted.
 */
final class MiddlewareResolver {
  /** The problem of a key that nobody reads. */
  private static final String UNKNOWN_KEY = "LOK-CFG-001";

  private final Map<String, MiddlewareType<?>> own;
  private final Supplier<ConfigSources> sources;
  private final Supplier<ServiceDirectory> services;
  private final Map<RegisteredMiddleware, Optional<Middleware>> made = new HashMap<>();

  /**
   * A resolver for one start.
   *
   * @param own what the application registered
   * @param sources what configures all middleware of a name, under {@code middleware.<name>}
   * @param services what middleware may need
   */
  MiddlewareResolver(
      Map<String, MiddlewareType<?>> own,
      Supplier<ConfigSources> sources,
      Supplier<ServiceDirectory> services) {
    this.own = own;
    this.sources = sources;
    this.services = services;
  }

  /** What is registered under {@code name}. */
  static Optional<MiddlewareType<?>> find(Map<String, MiddlewareType<?>> own, String name) {
    MiddlewareType<?> type = own.get(name);
    return type == null ? MiddlewareType.standard(name) : Optional.of(type);
  }

  /** These, with instances in the place of names. */
  List<Middleware> resolve(List<Middleware> middleware, List<String> problems) {
    List<Middleware> resolved = new ArrayList<>(middleware.size());
    for (Middleware each : middleware) {
      if (each instanceof RegisteredMiddleware reference) {
        Optional<Middleware> known = made.get(reference);
        if (known == null) {
          known = make(reference, problems);
          made.put(reference, known);
        }
        known.ifPresent(resolved::add);
      } else {
        resolved.add(each);
      }
    }
    return List.copyOf(resolved);
  }

  private Optional<Middleware> make(RegisteredMiddleware reference, List<String> problems) {
    Optional<MiddlewareType<?>> type = find(own, reference.type());
    if (type.isEmpty()) {
      problems.add(unknown(reference));
      return Optional.empty();
    }
    try {
      return Optional.of(Middleware.named(reference.name(), made(reference, type.get())));
    } catch (ConfigurationException e) {
      e.problems().forEach(problem -> problems.add(describe(reference, problem.toString())));
    } catch (RuntimeException e) {
      problems.add(describe(reference, String.valueOf(e.getMessage())));
    }
    return Optional.empty();
  }

  private <T extends Record> Middleware made(
      RegisteredMiddleware reference, MiddlewareType<T> type) {
    String path = "middleware." + reference.type();
    checkKeys(reference, path, type.options());
    Bound<T> options =
        Configuration.load(sources.get().tree(RegisteredOptions.tree(reference)))
            .declare(path, type.options());
    return type.factory().create(options.get(), services.get());
  }

  /** Of the reference alone: the other sources hold more than this one section. */
  private static <T extends Record> void checkKeys(
      RegisteredMiddleware reference, String path, Class<T> type) {
    Configuration alone =
        Configuration.load(ConfigSources.none().tree(RegisteredOptions.tree(reference)));
    alone.declare(path, type);
    try {
      alone.verify();
    } catch (ConfigurationException e) {
      List<ConfigProblem> keys =
          e.problems().stream().filter(problem -> problem.code().equals(UNKNOWN_KEY)).toList();
      if (!keys.isEmpty()) {
        throw new ConfigurationException(keys);
      }
    }
  }

  private String unknown(RegisteredMiddleware reference) {
    TreeSet<String> names = new TreeSet<>(MiddlewareType.STANDARD);
    names.addAll(own.keySet());
    String nearest =
        Nearest.of(reference.type(), names).map(name -> "did you mean '" + name + "'? ").orElse("");
    return "no middleware is registered as '%s', used at %s; %sthere are %s; register your own with Server.middleware(…)"
        .formatted(reference.type(), reference.origin(), nearest, String.join(", ", names));
  }

  private static String describe(RegisteredMiddleware reference, String problem) {
    return "middleware '%s', used at %s: %s"
        .formatted(reference.type(), reference.origin(), problem);
  }
}
