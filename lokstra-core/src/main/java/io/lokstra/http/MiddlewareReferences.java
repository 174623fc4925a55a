package io.lokstra.http;

import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds the middleware that a description uses by name, so that its configuration is declared. */
final class MiddlewareReferences {
  private final Map<String, RegisteredMiddleware> firsts = new LinkedHashMap<>();
  private final Set<Router> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private MiddlewareReferences() {}

  /** The first reference to each name, in the order they are met. */
  static Collection<RegisteredMiddleware> in(Server server) {
    MiddlewareReferences references = new MiddlewareReferences();
    references.add(server.around());
    for (App app : server.apps()) {
      references.add(app.routes());
    }
    return references.firsts.values();
  }

  private void add(Router router) {
    if (!seen.add(router)) {
      return;
    }
    addAll(router.middleware());
    for (Router.Entry entry : router.entries()) {
      if (entry instanceof Router.Entry.Mounted mounted) {
        add(mounted.router());
      } else if (entry instanceof Router.Entry.Own own) {
        add(own.options());
      }
    }
  }

  private void add(List<RouteOption> options) {
    for (RouteOption option : options) {
      if (option instanceof RouteOption.Use use) {
        addAll(use.middleware());
      }
    }
  }

  private void addAll(List<Middleware> middleware) {
    for (Middleware each : middleware) {
      if (each instanceof RegisteredMiddleware reference) {
        firsts.putIfAbsent(reference.type(), reference);
      }
    }
  }
}
