package io.lokstra.routing.internal;

import io.lokstra.routing.PathCaptures;
import io.lokstra.routing.PathTemplate;
import io.lokstra.routing.RouteConflictException;
import io.lokstra.routing.RouterEngine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The default router engine, after Go's httprouter: a radix tree for each method. What stands in
 * for what (GET for HEAD, any method for each) is settled when the trees are built, so that a
 * look-up knows nothing of it and never fails on a method after it has walked a path.
 */
public final class RadixRouterEngine<T> implements RouterEngine<T> {
  private static final List<String> COMMON =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private final List<Route<T>> routes;
  private final Object[] values;
  private final String[] methods;
  private final RadixTree[] trees;
  private final RadixTree otherMethods;

  private RadixRouterEngine(List<Route<T>> routes) {
    this.routes = List.copyOf(routes);
    this.values = new Object[routes.size()];
    Set<String> known = new LinkedHashSet<>(COMMON);
    Set<String> further = new TreeSet<>();
    for (int i = 0; i < values.length; i++) {
      values[i] = routes.get(i).value();
      further.add(routes.get(i).method());
    }
    further.remove(ANY);
    known.addAll(further);
    this.methods = known.toArray(new String[0]);
    for (int i = 0; i < methods.length; i++) {
      methods[i] = methods[i].intern();
    }
    this.trees = new RadixTree[methods.length];
    this.otherMethods = tree(ANY);
    for (int i = 0; i < methods.length; i++) {
      boolean ownRoutes = methods[i].equals("HEAD") || further.contains(methods[i]);
      trees[i] = ownRoutes ? tree(methods[i]) : otherMethods;
    }
  }

  /** A builder without routes. */
  public static <T> RouterEngine.Builder<T> builder() {
    return new Builder<>();
  }

  private RadixTree tree(String method) {
    Map<String, Integer> byShape = new LinkedHashMap<>();
    addTo(byShape, method);
    if (method.equals("HEAD")) {
      addTo(byShape, "GET");
    }
    if (!method.equals(ANY)) {
      addTo(byShape, ANY);
    }
    RadixTreeBuilder builder = new RadixTreeBuilder();
    for (int index : byShape.values()) {
      builder.add(routes.get(index).template(), index);
    }
    return builder.build();
  }

  private void addTo(Map<String, Integer> byShape, String method) {
    for (int i = 0; i < routes.size(); i++) {
      Route<T> route = routes.get(i);
      if (route.method().equals(method)) {
        byShape.putIfAbsent(route.template().shape(), i);
      }
    }
  }

  @Override
  @SuppressWarnings("unchecked") // the array holds what the routes hold
  public @Nullable T find(String method, String path, PathCaptures captures) {
    int index = treeFor(method).find(path, captures);
    return index == RadixTree.NONE ? null : (T) values[index];
  }

  @SuppressWarnings("ReferenceEquality") // first, because engines intern methods; equality follows
  private RadixTree treeFor(String method) {
    String[] known = methods;
    for (int i = 0; i < known.length; i++) {
      if (known[i] == method) {
        return trees[i];
      }
    }
    for (int i = 0; i < known.length; i++) {
      if (known[i].equals(method)) {
        return trees[i];
      }
    }
    return otherMethods;
  }

  @Override
  public Map<String, T> allowed(String path) {
    Map<String, T> allowed = new LinkedHashMap<>();
    PathCaptures captures = new PathCaptures();
    for (String method : methods) {
      T value = find(method, path, captures);
      if (value != null) {
        allowed.put(method, value);
      }
    }
    return Collections.unmodifiableMap(allowed);
  }

  @Override
  public List<Route<T>> routes() {
    return routes;
  }

  @Override
  public String toString() {
    return "RadixRouterEngine[" + routes.size() + " routes]";
  }

  private static final class Builder<T> implements RouterEngine.Builder<T> {
    private final List<Route<T>> routes = new ArrayList<>();

    @Override
    public RouterEngine.Builder<T> add(
        String method, PathTemplate template, String origin, T value) {
      routes.add(new Route<>(method, template, origin, value));
      return this;
    }

    @Override
    public RouterEngine<T> build() {
      Map<String, Route<T>> first = new HashMap<>();
      List<RouteConflictException.Conflict> conflicts = new ArrayList<>();
      for (Route<T> route : routes) {
        // A method has no space in it, so the key is unambiguous.
        String key = route.method() + " " + route.template().shape();
        Route<T> known = first.putIfAbsent(key, route);
        if (known != null) {
          conflicts.add(new RouteConflictException.Conflict(known, route));
        }
      }
      if (!conflicts.isEmpty()) {
        throw new RouteConflictException(conflicts);
      }
      return new RadixRouterEngine<>(routes);
    }
  }
}
