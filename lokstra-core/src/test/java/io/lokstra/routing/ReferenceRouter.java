package io.lokstra.routing;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds routes the slow and obvious way: sorts them by what goes first, tries one by one. */
final class ReferenceRouter {

  /** What was found: the route's value and the captured text. */
  record Found(String value, List<String> captures) {}

  private final List<RouterEngine.Route<String>> routes;

  ReferenceRouter(List<RouterEngine.Route<String>> routes) {
    this.routes =
        routes.stream()
            .sorted(
                Comparator.comparing(
                    RouterEngine.Route::template, ReferenceRouter::compareTemplates))
            .toList();
  }

  private static int compareTemplates(PathTemplate one, PathTemplate other) {
    int common = Math.min(one.segments().size(), other.segments().size());
    for (int i = 0; i < common; i++) {
      int byKind = Segment.compare(one.segments().get(i), other.segments().get(i));
      if (byKind != 0) {
        return byKind;
      }
    }
    // One is the beginning of the other: no path matches both, but an order has to be transitive.
    return Integer.compare(one.segments().size(), other.segments().size());
  }

  Optional<Found> find(String method, String path) {
    for (RouterEngine.Route<String> candidate : routes) {
      Optional<List<String>> captures = match(candidate.template(), path);
      if (captures.isPresent()) {
        // Same shape, other method: those tie in the order above.
        for (String accepted : accepted(method)) {
          for (RouterEngine.Route<String> route : routes) {
            if (route.method().equals(accepted)
                && route.template().shape().equals(candidate.template().shape())) {
              return Optional.of(new Found(route.value(), captures.get()));
            }
          }
        }
      }
    }
    return Optional.empty();
  }

  private static List<String> accepted(String method) {
    return method.equals("HEAD")
        ? List.of("HEAD", "GET", RouterEngine.ANY)
        : List.of(method, RouterEngine.ANY);
  }

  private static Optional<List<String>> match(PathTemplate template, String path) {
    if (!path.startsWith("/")) {
      return Optional.empty();
    }
    String[] parts = path.substring(1).split("/", -1);
    List<String> captures = new ArrayList<>();
    List<Segment> segments = template.segments();
    for (int i = 0; i < segments.size(); i++) {
      if (segments.get(i) instanceof Segment.Wildcard) {
        if (i >= parts.length) {
          return Optional.empty();
        }
        captures.add(String.join("/", List.of(parts).subList(i, parts.length)));
        return Optional.of(captures);
      }
      if (i >= parts.length) {
        return Optional.empty();
      }
      String part = parts[i];
      switch (segments.get(i)) {
        case Segment.Literal literal -> {
          if (!literal.text().equals(part)) {
            return Optional.empty();
          }
        }
        case Segment.Parameter parameter -> {
          if (!parameter.matches(part, 0, part.length())) {
            return Optional.empty();
          }
          captures.add(
              part.substring(
                  parameter.prefix().length(), part.length() - parameter.suffix().length()));
        }
        case Segment.Wildcard _ -> throw new AssertionError("handled above");
      }
    }
    return parts.length == segments.size() ? Optional.of(captures) : Optional.empty();
  }
}
