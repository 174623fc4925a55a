package io.lokstra.testkit.routing;

import io.lokstra.routing.PathCaptures;
import io.lokstra.routing.PathTemplate;
import io.lokstra.routing.RouterEngine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Routes and paths that often meet; a route's value is its method and template. */
final class RandomRoutes {
  private static final List<String> SEGMENTS =
      List.of(
          "a",
          "ab",
          "abc",
          "users",
          "user",
          "7",
          "{p}",
          "{p}",
          "{p:int}",
          "{p:[a-z]+}",
          "{p}.json",
          "v{p}",
          "v{p:int}");
  private static final List<String> TEXTS =
      List.of(
          "a", "ab", "abc", "b", "users", "user", "7", "77", "x.json", "7.json", ".json", "v", "v7",
          "");
  private static final List<String> METHODS =
      List.of("GET", "GET", "GET", "POST", "HEAD", "BREW", "*");

  private RandomRoutes() {}

  static RouterEngine<String> engine(RouterEngine.Factory factory, List<String> routes) {
    RouterEngine.Builder<String> builder = factory.builder();
    for (String route : routes) {
      int space = route.indexOf(' ');
      PathTemplate template = PathTemplate.parse(route.substring(space + 1));
      builder.add(route.substring(0, space), template, route, route);
    }
    return builder.build();
  }

  /** The route that is found and what it captured: {@code "GET /users/{id} [7]"}. */
  static String find(RouterEngine<String> engine, String method, String path) {
    PathCaptures captures = new PathCaptures();
    String found = engine.find(method, path, captures);
    if (found == null) {
      return "nothing";
    }
    List<String> values = new ArrayList<>();
    for (int i = 0; i < captures.size(); i++) {
      values.add(captures.value(i));
    }
    return found + " " + values;
  }

  static List<String> routes(Random random) {
    Map<String, String> byShape = new HashMap<>();
    int count = 1 + random.nextInt(20);
    for (int i = 0; i < count; i++) {
      StringBuilder template = new StringBuilder();
      int depth = 1 + random.nextInt(4);
      for (int at = 0; at < depth; at++) {
        String segment = SEGMENTS.get(random.nextInt(SEGMENTS.size()));
        template.append('/').append(segment.replace("{p", "{p" + at));
      }
      switch (random.nextInt(6)) {
        case 0 -> template.append("/{rest...}");
        case 1 -> template.append('/');
        default -> {}
      }
      String method = METHODS.get(random.nextInt(METHODS.size()));
      String shape = PathTemplate.parse(template.toString()).shape();
      byShape.putIfAbsent(method + shape, method + " " + template);
    }
    return new ArrayList<>(byShape.values());
  }

  static String method(Random random) {
    String method = METHODS.get(random.nextInt(METHODS.size()));
    return method.equals(RouterEngine.ANY) ? "OTHER" : method;
  }

  static String path(Random random) {
    StringBuilder path = new StringBuilder();
    int depth = 1 + random.nextInt(5);
    for (int i = 0; i < depth; i++) {
      path.append('/').append(TEXTS.get(random.nextInt(TEXTS.size())));
    }
    return path.toString();
  }
}
