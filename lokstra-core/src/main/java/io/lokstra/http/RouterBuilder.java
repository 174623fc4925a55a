package io.lokstra.http;

import io.lokstra.service.ServiceDirectory;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** Puts routers in the place of the factories that make them out of services. */
final class RouterBuilder {
  private final ServiceDirectory services;
  private final List<String> problems;
  private final IdentityHashMap<Router, Router> done = new IdentityHashMap<>();
  private final IdentityHashMap<RouterFactory, Router> built = new IdentityHashMap<>();

  /**
   * A builder for one start.
   *
   * @param problems receives whole sentences
   */
  RouterBuilder(ServiceDirectory services, List<String> problems) {
    this.services = services;
    this.problems = problems;
  }

  /** Whether there is anything to build in {@code router}. */
  static boolean isNeeded(Router router) {
    return isNeeded(router, new IdentityHashMap<>());
  }

  private static boolean isNeeded(Router router, IdentityHashMap<Router, Boolean> seen) {
    if (seen.put(router, true) != null) {
      return false;
    }
    for (Router.Entry entry : router.entries()) {
      if (entry instanceof Router.Entry.Built
          || (entry instanceof Router.Entry.Mounted mounted && isNeeded(mounted.router(), seen))) {
        return true;
      }
    }
    return false;
  }

  /** {@code app} with all its routers; itself when none had to be built. */
  App build(App app) {
    return isNeeded(app.routes()) ? app.with(build(app.routes())) : app;
  }

  /** {@code router} with all that is in it; itself when nothing had to be built. */
  Router complete(Router router) {
    return isNeeded(router) ? build(router) : router;
  }

  private Router build(Router router) {
    Router known = done.get(router);
    if (known != null) {
      return known;
    }
    // One that is mounted inside itself is found by the compiler.
    done.put(router, router);
    List<Router.Entry> entries = new ArrayList<>(router.entries().size());
    for (Router.Entry entry : router.entries()) {
      switch (entry) {
        case Router.Entry.Own own -> entries.add(own);
        case Router.Entry.Mounted mounted ->
            entries.add(
                isNeeded(mounted.router())
                    ? new Router.Entry.Mounted(
                        mounted.prefix(), build(mounted.router()), mounted.origin())
                    : mounted);
        case Router.Entry.Built factory -> {
          Router made = built.get(factory.factory());
          if (made == null) {
            made = made(factory);
            built.put(factory.factory(), made);
          }
          entries.add(new Router.Entry.Mounted(factory.prefix(), made, factory.origin()));
        }
      }
    }
    Router complete = router.with(entries);
    done.put(router, complete);
    return complete;
  }

  private Router made(Router.Entry.Built factory) {
    try {
      Router made = factory.factory().create(services);
      return isNeeded(made) ? build(made) : made;
    } catch (Exception | LinkageError e) {
      problems.add(
          "the router mounted at %s cannot be built: %s"
              .formatted(factory.origin(), e.getMessage() == null ? e.toString() : e.getMessage()));
      return Router.named("");
    }
  }
}
