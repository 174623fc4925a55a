package io.lokstra.bench.jmh;

import io.lokstra.routing.PathTemplate;
import io.lokstra.routing.RouterEngine;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Routes, and one request for each: as the go-http-routing-benchmark makes them, with a parameter
 * standing for itself ({@code /users/:user}).
 */
final class RouteSet {
  final RouterEngine<String> engine;
  final String[] methods;
  final String[] paths;

  private RouteSet(List<String> routes) {
    RouterEngine.Builder<String> builder = RouterEngine.radixTree().builder();
    methods = new String[routes.size()];
    paths = new String[routes.size()];
    for (int i = 0; i < paths.length; i++) {
      String[] parts = routes.get(i).split(" ", 2);
      builder.add(parts[0], PathTemplate.parse(parts[1]), "routes:" + i, routes.get(i));
      // An engine takes methods from a table, so that there is one string for each.
      methods[i] = parts[0].intern();
      paths[i] = parts[1].replace('{', ':').replace("}", "");
    }
    engine = builder.build();
  }

  /** The 203 routes of the GitHub API. */
  static RouteSet gitHub() {
    return new RouteSet(gitHubRoutes());
  }

  /**
   * {@code count} routes of the same depth and shape: the GitHub API over and over, told apart by a
   * number after the first segment.
   */
  static RouteSet many(int count) {
    List<String> once = gitHubRoutes();
    List<String> routes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String route = once.get(i % once.size());
      int first = route.indexOf('/') + 1;
      int slash = route.indexOf('/', first);
      int at = slash < 0 ? route.length() : slash;
      routes.add(route.substring(0, at) + i / once.size() + route.substring(at));
    }
    return new RouteSet(routes);
  }

  private static List<String> gitHubRoutes() {
    try (InputStream file = RouteSet.class.getResourceAsStream("github-api.txt")) {
      if (file == null) {
        throw new IllegalStateException("github-api.txt is not beside this class");
      }
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
