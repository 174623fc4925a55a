package io.lokstra.http;

import java.util.List;

/** The route table as text. */
final class RoutePrinter {
  private RoutePrinter() {}

  /** One line for each route: method, path, name, middleware, where it was registered. */
  static void print(List<Route> routes, StringBuilder out) {
    int method = 0;
    int path = 0;
    for (Route route : routes) {
      method = Math.max(method, word(route.method()).length());
      path = Math.max(path, route.path().length());
    }
    for (Route route : routes) {
      out.append("    ");
      pad(word(route.method()), method, out);
      out.append("  ");
      pad(route.path(), path, out);
      out.append("  ").append(route.origin());
      if (!route.name().isEmpty()) {
        out.append("  ").append(route.name());
      }
      if (!route.middleware().isEmpty()) {
        out.append("  [").append(String.join(", ", route.middleware())).append(']');
      }
      out.append('\n');
    }
  }

  private static String word(String method) {
    return method.equals("*") ? "ANY" : method;
  }

  private static void pad(String text, int width, StringBuilder out) {
    out.append(text).repeat(" ", Math.max(0, width - text.length()));
  }
}
