package io.lokstra.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A level around routes: the server, an app, a router, a group.
 *
 * @param kind what it is, for errors: {@code "router api"}
 * @param prefix the path all routes inside begin with
 * @param group whether it is a group of a router rather than a router of its own
 * @param middleware what it adds, outermost first
 * @param excluded names of inherited middleware it leaves out
 * @param errors its error rules
 * @param offLoop whether nothing inside runs on an event loop
 */
record Scope(
    String kind,
    String prefix,
    boolean group,
    List<Middleware> middleware,
    Set<String> excluded,
    Map<Class<? extends Throwable>, ErrorHandler<?>> errors,
    boolean offLoop) {

  /** Of what tells scopes apart, and at a start cheaper than that of all components. */
  @Override
  public int hashCode() {
    return 31 * kind.hashCode() + prefix.hashCode();
  }

  /**
   * The level that {@code router} is.
   *
   * @param middleware that of the router, names resolved
   */
  static Scope of(
      String kind, String prefix, boolean group, Router router, List<Middleware> middleware) {
    return new Scope(
        kind,
        prefix,
        group,
        middleware,
        Set.copyOf(router.excluded()),
        new LinkedHashMap<>(router.errors()),
        router.isOffLoop());
  }

  /**
   * Middleware and where it stands.
   *
   * @param depth how many of the levels around a route are around it too, its own among them: their
   *     error rules are for what it throws
   */
  record Placed(Middleware middleware, int depth) {}

  /** What holds inside of {@code middleware}, outermost first, given what holds outside. */
  static Limits limits(Limits outside, List<Placed> middleware) {
    Limits limits = outside;
    for (Placed placed : middleware) {
      if (placed.middleware() instanceof LimitSetter setter) {
        limits = setter.inside(limits);
      }
    }
    return limits;
  }

  /** The middleware of nested scopes, outermost first, less what inner ones leave out. */
  static List<Placed> effective(List<Scope> scopes, Set<String> excludedByRoute) {
    List<Placed> all = new ArrayList<>();
    for (int i = 0; i < scopes.size(); i++) {
      for (Middleware candidate : scopes.get(i).middleware()) {
        String name = candidate.name();
        boolean left = !name.isEmpty() && excludedByRoute.contains(name);
        for (int inner = i + 1; inner < scopes.size() && !left; inner++) {
          left = !name.isEmpty() && scopes.get(inner).excluded().contains(name);
        }
        if (!left) {
          all.add(new Placed(candidate, i + 1));
        }
      }
    }
    return all;
  }
}
